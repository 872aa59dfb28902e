import Contracts
import DataHealth
import Foundation
import Host
import Testing

/// Files made by the tools that people make them with, in a folder of their own.
final class Samples: Sendable {
    let folder: String

    init() {
        folder = FileManager.default.temporaryDirectory.appending(path: "gu-health-\(UUID().uuidString)").path()
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs a script in the folder; returns the bytes of `name`, which it makes.
    func make(_ name: String, _ script: String) async throws -> [UInt8] {
        let result = try await SubprocessRunner().run(
            ProcessRequest("sh", ["-ec", "cd \"$F\"; \(script)"], environment: ["F": folder]))
        try #require(result.succeeded, "\(result.errors)")
        return try bytes(name)
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: "\(folder)/\(name)")))
    }

    /// A fixture, decompressed.
    func fixture(_ name: String) async throws -> [UInt8] {
        let path = "\(#filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })/Fixtures/\(name).gz"
        return try await make("fixture", "gzip -dc '\(path)' > fixture")
    }
}

/// Bytes of AES-256-CTR, as encryption leaves them; the same for the same seed.
func encryptedBytes(_ count: Int, seed: Int = 1) async throws -> [UInt8] {
    let iv = String(format: "%032x", seed)
    let key = String(repeating: "5a", count: 32)
    let result = try await SubprocessRunner().run(
        ProcessRequest(
            "openssl", ["enc", "-aes-256-ctr", "-K", key, "-iv", iv], input: [UInt8](repeating: 0, count: count)))
    try #require(result.succeeded && result.output.count == count)
    return result.output
}

func examine(_ bytes: [UInt8], _ name: String) -> ContentExamination {
    ContentInspector().examine(MemorySource(bytes), name: name)
}

func verdict(_ bytes: [UInt8], _ name: String, older: [UInt8]? = nil) -> ContentVerdict {
    ContentJudge.verdict(on: examine(bytes, name), older: older.map { examine($0, name) })
}

extension [UInt8] {
    func flipped(at place: Int) -> [UInt8] {
        var bytes = self
        bytes[place] ^= 0x55
        return bytes
    }
}
