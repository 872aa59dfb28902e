package import Contracts
internal import Glibc

/// Says what the machine that groundup runs on can do, without changing anything.
package struct ControllerInspection: ControllerInspector {
    private let runner: any ProcessRunner
    /// How programs that do not know `--version` are asked; ssh answers for what comes with it.
    private static let questions = [
        "ssh": ["ssh", "-V"], "ssh-keygen": ["ssh", "-V"], "restic": ["restic", "version"], "ip": ["ip", "-V"],
        "pgbackrest": ["pgbackrest", "version"],
    ]

    package init(runner: any ProcessRunner) {
        self.runner = runner
    }

    package func tool(_ name: String) async -> ToolState {
        let found = try? await runner.run(
            ProcessRequest("sh", ["-c", "command -v -- \"$1\"", "sh", name], timeout: 10))
        guard let found, found.succeeded else { return .missing }
        do {
            let question = Self.questions[name] ?? [name, "--version"]
            let result = try await runner.run(
                ProcessRequest(question[0], Array(question.dropFirst()), timeout: 15, outputLimit: 64 << 10))
            let said = String(decoding: result.output, as: UTF8.self) + result.errors
            guard result.succeeded, let line = said.split(separator: "\n").first else {
                return .silent("'\(question.joined(separator: " "))' said nothing of a version")
            }
            return .present(version: String(line.prefix(120)))
        } catch {
            return .silent("\(error)")
        }
    }

    package func freeBytes(at path: String) -> Int64? {
        var path = path
        var status = statvfs()
        while statvfs(path, &status) != 0 {
            guard errno == ENOENT, let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }

    package func isWritable(_ path: String) -> Bool { access(path, W_OK | X_OK) == 0 }
}
