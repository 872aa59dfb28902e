import Contracts
import Foundation
import Host
import RecoveryPlan
import Testing

private func isInstalled(_ program: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)")
}

@Suite("Secrets told by the tools that people keep them with")
struct PasswordToolTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "gu-tools-\(UUID().uuidString)").path()

    private func run(_ script: String) async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let result = try await SubprocessRunner().run(
            ProcessRequest("sh", ["-ec", script], environment: ["F": folder, "GNUPGHOME": folder + "/gnupg"]))
        try #require(result.succeeded, "\(result.errors)")
    }

    private func told(_ command: [String], _ environment: [String: String] = [:]) async throws -> String {
        let places = SecretPlaces([SecretEntry(name: "s", command: command, environment: environment)])
        let secret = try await places.resolve(SecretReference(name: "S", reference: "secret:s"))
        return String(decoding: secret.value, as: UTF8.self)
    }

    @Test("age", .enabled(if: isInstalled("age")))
    func age() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await run(
            #"age-keygen -o "$F/key" 2> /dev/null; echo geheim | age -r "$(age-keygen -y "$F/key")" > "$F/s.age""#)
        #expect(try await told(["age", "-d", "-i", folder + "/key", folder + "/s.age"]) == "geheim")
    }

    @Test("pass", .enabled(if: isInstalled("pass") && isInstalled("gpg")))
    func pass() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await run(
            #"""
            mkdir -m 700 "$GNUPGHOME"
            gpg --batch --quiet --passphrase '' --quick-generate-key test@example default default never 2> /dev/null
            export PASSWORD_STORE_DIR="$F/store"
            pass init test@example > /dev/null
            echo geheim | pass insert -e backup/shop > /dev/null
            """#)
        let environment = ["GNUPGHOME": folder + "/gnupg", "PASSWORD_STORE_DIR": folder + "/store"]
        #expect(try await told(["pass", "show", "backup/shop"], environment) == "geheim")
        try await run("gpgconf --kill all")
    }
}
