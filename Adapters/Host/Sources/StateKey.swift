package import Contracts
internal import Glibc

/// The ed25519 key of an installation, in `STATE/audit/key`; made by ssh-keygen when it is first asked for.
///
/// It has no passphrase, because it signs while nobody is there.
package struct StateKey: InstallationKey {
    private let state: String
    private let runner: any ProcessRunner
    private let namespace: SignatureNamespace

    package init(state: String, runner: any ProcessRunner, namespace: SignatureNamespace = .audit) {
        self.state = state
        self.runner = runner
        self.namespace = namespace
    }

    private var folder: String { "\(state)/audit/key" }

    package func sign(_ bytes: [UInt8]) async throws -> [UInt8] {
        try await makeOnce()
        return try await SSHSigner(key: "\(folder)/id_ed25519", runner: runner, namespace: namespace).sign(bytes)
    }

    package func publicKey() async throws -> String {
        try await makeOnce()
        let text = String(decoding: try readFile("\(folder)/id_ed25519.pub", limit: 4 << 10), as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace).prefix(2)
        return words.joined(separator: " ")
    }

    /// Both halves appear at once; of two processes that make them at the same time, one wins and both use its key.
    private func makeOnce() async throws {
        guard access("\(folder)/id_ed25519.pub", F_OK) != 0 else { return }
        try PrivateFolder.make("\(state)/audit")
        var template = Array("\(folder).new-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw failure("no folder could be made there") }
        let made = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            for name in ["id_ed25519", "id_ed25519.pub"] { unlink("\(made)/\(name)") }
            rmdir(made)
        }
        let arguments = ["-q", "-t", "ed25519", "-N", "", "-C", "groundup", "-f", "\(made)/id_ed25519"]
        let result = try await runner.run(ProcessRequest("ssh-keygen", arguments))
        guard result.succeeded else { throw failure("ssh-keygen said: \(result.errors.prefix(200))") }
        guard rename(made, folder) == 0 || access("\(folder)/id_ed25519.pub", F_OK) == 0 else {
            throw failure(String(cString: strerror(errno)))
        }
    }

    private func failure(_ problem: String) -> GroundupError {
        GroundupError(
            .state, "the key of this installation, \(folder), cannot be made: \(problem)",
            hint: "Check that you may write to the state folder and that ssh-keygen is installed.")
    }
}

/// Folders for their owner alone.
enum PrivateFolder {
    static func make(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw GroundupError(
                .state, "\(path) cannot be made: \(String(cString: strerror(errno)))",
                hint: "Check that you may write there.")
        }
    }
}
