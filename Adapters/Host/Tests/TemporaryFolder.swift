import Foundation

/// A folder of its own for each test, removed afterwards.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appending(path: "gu-host-\(UUID().uuidString)").path()
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func text(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data(), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A program that becomes a supervisor of steps; it lies beside the test bundle, which cannot be one itself.
let supervisorProgram = [URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path() + "/RunHarness"]
