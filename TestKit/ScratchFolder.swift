package import Contracts
package import Foundation

/// A folder of a test's own, for real repositories and for a host that this machine stands for; removed when asked.
package struct ScratchFolder: Sendable {
    package let url: URL
    let runner: any ProcessRunner

    /// - Parameter name: of the tool whose test it is; part of the folder's name.
    package init(_ name: String, runner: any ProcessRunner) throws {
        self.runner = runner
        url = URL(filePath: "/tmp/\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    package var path: String { url.path }

    package func path(_ name: String) -> String { url.appending(path: name).path }

    package func remove() { try? FileManager.default.removeItem(at: url) }

    package func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: url.appending(path: name))
    }

    /// What a script prints; it finds this folder in `FOLDER`, works in it, and has to succeed.
    @discardableResult package func sh(_ script: String, _ arguments: [String] = [], timeout: Int = 120) async throws
        -> String
    {
        try await succeeding(
            ProcessRequest(
                "sh", ["-c", "cd \"$FOLDER\"\n" + script, "sh"] + arguments, environment: ["FOLDER": path],
                timeout: timeout)
        ).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What a program prints; it has to succeed.
    @discardableResult package func command(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> String {
        try await succeeding(ProcessRequest(program, arguments, environment: environment))
    }

    private func succeeding(_ request: ProcessRequest) async throws -> String {
        let result = try await runner.run(request)
        guard result.succeeded else {
            let words = "\(request.program) \(request.arguments)".prefix(300)
            throw GroundupError(
                .state, "\(words): \(result.outcome) \(result.errors)", hint: "Is the tool installed?")
        }
        return result.text
    }
}
