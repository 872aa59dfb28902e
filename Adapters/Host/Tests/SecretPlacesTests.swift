import Contracts
import Foundation
import Glibc
import Host
import RecoveryPlan
import Testing

@Suite("Secrets are found at the last moment")
struct SecretPlacesTests {
    private let folder = TemporaryFolder()

    private func resolve(_ reference: String) async throws -> [UInt8] {
        try await SecretPlaces().resolve(SecretReference(name: "GU_PASSWORD", reference: reference)).value
    }

    @Test("from a file without its last line end, and from the environment")
    func found() async throws {
        try Data("ge heim\n\n".utf8).write(to: URL(filePath: folder.path + "/password"))
        #expect(try await resolve("file:\(folder.path)/password") == Array("ge heim\n".utf8))
        setenv("GROUNDUP_TEST_SECRET", "value", 1)
        #expect(try await resolve("env:GROUNDUP_TEST_SECRET") == Array("value".utf8))
    }

    @Test(
        "an error names the reference",
        arguments: ["file:/nowhere", "env:GROUNDUP_NONE", "vault:x", "x", "file:/dev/null"])
    func missing(reference: String) async throws {
        let error = await #expect(throws: GroundupError.self) { try await resolve(reference) }
        #expect(error?.message.contains(reference.split(separator: ":").last ?? "?") == true)
    }

    @Test("an endless file is refused")
    func endless() async throws {
        let error = await #expect(throws: GroundupError.self) { try await resolve("file:/dev/zero") }
        #expect(error?.code == .hostileInput)
    }
}
