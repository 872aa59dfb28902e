import Contracts
import Foundation
import Host
import Testing

@testable import AptArchive

private func vendor(_ archive: TestArchive, digest: String? = nil) throws -> MediaEntry {
    let file = "\(archive.root)/vendor_1.0-1_all.deb"
    return MediaEntry(path: file, digest: try digest ?? DepotFiles.digest(of: file))
}

private func files(_ archive: TestArchive, below folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: "\(archive.root)/depot/\(folder)")?.allObjects as? [String] ?? [])
        .filter { $0.hasSuffix(".deb") }.sorted()
}

private func overwrite(_ archive: TestArchive, _ path: String) throws {
    let whole = "\(archive.root)/depot/\(path)"
    var data = try Data(contentsOf: URL(fileURLWithPath: whole))
    let middle = data.count / 2
    data[middle] ^= 1
    try data.write(to: URL(fileURLWithPath: whole))
}

private let alphaPath = "debian/pool/alpha_1.0-1_all.deb"

@Suite("A depot holds only what is vouched for")
struct DepotTests {
    @Test("it brings in what is wanted and needed, and says who vouches for it")
    func fills() async throws {
        let archive = try await TestArchive()
        let filled = try await archive.depot.fill(
            MediaRequest(packages: ["alpha", "gone"], vendor: [try vendor(archive)]))
        #expect(filled.unavailable.contains("gone"))
        #expect(!filled.unavailable.contains("alpha"))
        #expect(filled.entries.map(\.package) == ["alpha", "beta", "vendor"])
        #expect(
            filled.entries.map(\.trust) == [
                "archive Testing bookworm", "archive Testing bookworm", "pinned by configuration",
            ])
        #expect(files(archive, below: "debian/pool") == ["alpha_1.0-1_all.deb", "beta_1.0-1_all.deb"])
        #expect(try await archive.depot.verify() == filled.entries)
    }

    @Test("filling again fetches nothing, and a damaged package is fetched again")
    func fillsAgain() async throws {
        let archive = try await TestArchive()
        let request = MediaRequest(packages: ["alpha"], vendor: [])
        _ = try await archive.depot.fill(request)
        let manifest = try archive.depot.files.read(DepotManifest.name, limit: 1 << 20)
        let counting = CountingRunner(archive.runner)
        _ = try await archive.makeDepot(counting).fill(request)
        #expect(counting.count("/usr/lib/apt/apt-helper") == 0)
        #expect(try archive.depot.files.read(DepotManifest.name, limit: 1 << 20) == manifest)

        try overwrite(archive, alphaPath)
        _ = try await archive.makeDepot(counting).fill(request)
        #expect(counting.count("/usr/lib/apt/apt-helper") == 1)
        #expect(try await archive.depot.verify().count == 2)
    }

    @Test(
        "a changed byte anywhere in the chain is found, and the message names the file",
        arguments: [
            (alphaPath, "expected sha256"),
            ("debian/dists/bookworm/main/binary-amd64/Packages", "expected sha256"),
            ("debian/dists/bookworm/InRelease", "expected a signature"),
            ("local/vendor_1.0-1_all.deb", "expected sha256"),
        ])
    func tampering(path: String, says: String) async throws {
        let archive = try await TestArchive()
        _ = try await archive.depot.fill(MediaRequest(packages: ["alpha"], vendor: [try vendor(archive)]))
        try overwrite(archive, path)
        let error = try #require(await #expect(throws: GroundupError.self) { try await archive.depot.verify() })
        #expect(error.code == .media)
        #expect(error.message.contains(path) && error.message.contains(says), "\(error)")
    }

    @Test("a missing package is found")
    func missing() async throws {
        let archive = try await TestArchive()
        _ = try await archive.depot.fill(MediaRequest(packages: ["alpha"], vendor: []))
        archive.depot.files.remove(alphaPath)
        let error = try #require(await #expect(throws: GroundupError.self) { try await archive.depot.verify() })
        #expect(error.message.contains("no such file"))
    }

    @Test("metadata signed by a stranger fills nothing")
    func stranger() async throws {
        let archive = try await TestArchive()
        try await archive.run(
            """
            gpg --batch --quiet --passphrase '' --quick-generate-key 'Stranger <stranger@example.org>' ed25519 sign never
            cd "$ROOT/archive/dists/bookworm"
            rm InRelease
            gpg --batch --quiet --local-user stranger@example.org --clearsign --output InRelease "$ROOT/Release"
            """)
        let depot = archive.depot
        await #expect(throws: GroundupError.self) {
            try await depot.fill(MediaRequest(packages: ["alpha"], vendor: []))
        }
        #expect(files(archive, below: "debian").isEmpty)
        #expect(!depot.files.exists(DepotManifest.name))
    }

    @Test("a mirror that serves another package than it lists leaves nothing behind")
    func lyingMirror() async throws {
        let archive = try await TestArchive()
        try await archive.run("cp \"$ROOT/archive/pool/beta_1.0-1_all.deb\" \"$ROOT/archive/pool/alpha_1.0-1_all.deb\"")
        let depot = archive.depot
        await #expect(throws: GroundupError.self) {
            try await depot.fill(MediaRequest(packages: ["alpha"], vendor: []))
        }
        #expect(!depot.files.exists(alphaPath))
        #expect(!depot.files.exists(DepotManifest.name))
    }

    @Test("a vendor package that is not the pinned one is refused")
    func wrongPin() async throws {
        let archive = try await TestArchive()
        let wrong = try vendor(archive, digest: String(repeating: "0", count: 64))
        let depot = archive.depot
        let error = try #require(
            await #expect(throws: GroundupError.self) {
                try await depot.fill(MediaRequest(packages: [], vendor: [wrong]))
            })
        #expect(error.message.contains("expected sha256 0000"))
        #expect(files(archive, below: "local").isEmpty)
    }

    @Test("an empty depot verifies nothing and says so")
    func empty() async throws {
        let archive = try await TestArchive()
        let error = try #require(await #expect(throws: GroundupError.self) { try await archive.depot.verify() })
        #expect(error.message.contains("holds no depot.json"))
    }
}
