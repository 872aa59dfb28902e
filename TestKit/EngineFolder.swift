package import Contracts
package import Foundation

/// A folder of a test's own, with what the contract of engines wants to be backed up in `data`.
package struct EngineFolder: Sendable {
    package let url: URL
    private let runner: any ProcessRunner

    /// - Parameter tool: whose test it is; part of the folder's name, and what to install when it lacks.
    package init(_ tool: String, runner: any ProcessRunner) throws {
        self.runner = runner
        url = FileManager.default.temporaryDirectory.appending(path: "\(tool)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url.appending(path: "data/folder"), withIntermediateDirectories: true)
        try write("one\n", "data/one")
        try write("two2\n", "data/folder/two")
        // Enough to have bytes to overwrite that no index holds.
        try Data((0..<100_000).map { _ in UInt8.random(in: .min ... .max) })
            .write(to: url.appending(path: "data/folder/bulk"))
    }

    package var data: String { path("data") }

    package func path(_ name: String) -> String { url.appending(path: name).path }

    package func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: url.appending(path: name))
    }

    package func remove() { try? FileManager.default.removeItem(at: url) }

    /// Gives one byte in the middle of a file another value, in place, so that every name of the file has it.
    package func damage(_ file: String) throws {
        let handle = try FileHandle(forUpdating: URL(filePath: file))
        let middle = try handle.seekToEnd() / 2
        try handle.seek(toOffset: middle)
        let byte = try handle.read(upToCount: 1)?.first ?? 0
        try handle.seek(toOffset: middle)
        try handle.write(contentsOf: [byte ^ 0x5a])
        try handle.close()
    }

    /// Names, sizes, times and sums of all that lies below a folder; empty when there is none.
    package func fingerprint(of folder: String) async throws -> String {
        guard FileManager.default.fileExists(atPath: folder) else { return "" }
        let script = "cd \"$1\" && find . -printf '%p %y %s %T@ %i\\n' && find . -type f -exec sha256sum {} +"
        return try await command("sh", ["-c", script, "sh", folder])
    }

    @discardableResult package func command(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> String {
        let result = try await runner.run(ProcessRequest(program, arguments, environment: environment))
        guard result.succeeded else {
            throw GroundupError(.state, "\(program) \(arguments): \(result.errors)", hint: "Is the tool installed?")
        }
        return String(decoding: result.output, as: UTF8.self)
    }
}
