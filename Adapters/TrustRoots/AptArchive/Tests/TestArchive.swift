import Contracts
import Foundation
import Host
import Testing

@testable import AptArchive

/// A real, tiny archive signed by a key of its own, in a folder of its own that goes away with it.
final class TestArchive: Sendable {
    let root: String
    let runner = SubprocessRunner()

    var depot: AptDepot { makeDepot(runner) }

    init() async throws {
        root = "\(FileManager.default.temporaryDirectory.path)/groundup-depot-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try await run(Self.build)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func makeDepot(_ runner: any ProcessRunner) -> AptDepot {
        AptDepot(
            path: "\(root)/depot", runner: runner, keyring: "\(root)/keyring.gpg", suites: ["bookworm"],
            environment: ["APT_CONFIG": "\(root)/apt.conf"])
    }

    /// Runs a constant script with the archive's folder as `ROOT`.
    func run(_ script: String) async throws {
        let result = try await runner.run(
            ProcessRequest(
                "sh", ["-euc", "\(script)\ngpgconf --kill all"],
                environment: ["ROOT": root, "GNUPGHOME": "\(root)/gnupg"]))
        try #require(result.succeeded, "\(result.outcome): \(result.errors)")
    }

    static let sign = """
        cd "$ROOT/archive"
        size() { wc -c <"$1"; }
        index=dists/bookworm/main/binary-amd64/Packages
        : >"$index"
        for deb in pool/*.deb; do
            dpkg-deb --field "$deb" >>"$index"
            printf 'Filename: %s\\nSize: %s\\nSHA256: %s\\n\\n' "$deb" "$(size "$deb")" \\
                "$(sha256sum "$deb" | cut -d ' ' -f 1)" >>"$index"
        done
        {
            printf 'Origin: Testing\\nSuite: oldstable\\nCodename: bookworm\\nArchitectures: amd64\\nComponents: main\\n'
            printf 'Date: Sat, 21 Nov 2026 00:53:02 UTC\\nSHA256:\\n %s %s main/binary-amd64/Packages\\n' \\
                "$(sha256sum "$index" | cut -d ' ' -f 1)" "$(size "$index")"
        } >"$ROOT/Release"
        rm -f dists/bookworm/InRelease
        gpg --batch --quiet --clearsign --output dists/bookworm/InRelease "$ROOT/Release"
        """

    private static let build = """
        mkdir -m 700 "$GNUPGHOME"
        gpg --batch --quiet --passphrase '' --quick-generate-key 'Test Archive <archive@example.org>' ed25519 sign never
        gpg --batch --quiet --export >"$ROOT/keyring.gpg"
        mkdir -p "$ROOT/archive/pool" "$ROOT/archive/dists/bookworm/main/binary-amd64"
        package() { # NAME DEPENDS
            mkdir -p "$ROOT/tree/$1/DEBIAN" "$ROOT/tree/$1/usr/share/$1"
            echo "$1" >"$ROOT/tree/$1/usr/share/$1/text"
            {
                printf 'Package: %s\\nVersion: 1.0-1\\nArchitecture: all\\n' "$1"
                printf 'Maintainer: Test <test@example.org>\\nDescription: test\\n'
                [ -z "$2" ] || printf 'Depends: %s\\n' "$2"
            } >"$ROOT/tree/$1/DEBIAN/control"
            dpkg-deb --root-owner-group --build "$ROOT/tree/$1" "$3/$1_1.0-1_all.deb" >"$ROOT/log"
        }
        package alpha 'beta (>= 1.0)' "$ROOT/archive/pool"
        package beta '' "$ROOT/archive/pool"
        package unneeded '' "$ROOT/archive/pool"
        package vendor alpha "$ROOT"
        \(sign)
        printf 'deb [signed-by=%s] copy:%s bookworm main\\n' "$ROOT/keyring.gpg" "$ROOT/archive" >"$ROOT/sources.list"
        cat >"$ROOT/apt.conf" <<END
        Dir::Etc::parts "-";
        Dir::Etc::sourcelist "$ROOT/sources.list";
        Dir::Etc::sourceparts "-";
        END
        """
}

/// Counts how often a program is run.
final class CountingRunner: ProcessRunner, @unchecked Sendable {
    private let inner: any ProcessRunner
    private let lock = NSLock()
    private var counts: [String: Int] = [:]

    init(_ inner: any ProcessRunner) {
        self.inner = inner
    }

    func run(_ request: ProcessRequest) async throws -> ProcessResult {
        lock.withLock { counts[request.program, default: 0] += 1 }
        return try await inner.run(request)
    }

    func count(_ program: String) -> Int { lock.withLock { counts[program] ?? 0 } }
}
