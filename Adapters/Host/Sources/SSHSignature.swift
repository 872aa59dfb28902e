package import Contracts

/// The namespace that keeps signatures over decisions on plans apart from signatures over anything else.
private let planNamespace = "groundup-plan"

/// Signs with an SSH key, or with the agent that holds the private half of a public one.
package struct SSHSigner: Signer {
    private let key: String
    private let runner: any ProcessRunner

    /// - Parameters:
    ///   - key: the path of the key.
    ///   - runner: an interactive one, where the key may have a passphrase.
    package init(key: String, runner: any ProcessRunner) {
        self.key = key
        self.runner = runner
    }

    package func sign(_ statement: [UInt8]) async throws -> [UInt8] {
        let result = try await runner.run(
            ProcessRequest(
                "ssh-keygen", ["-Y", "sign", "-n", planNamespace, "-f", key], input: statement, timeout: 300,
                outputLimit: 64 << 10))
        guard result.succeeded else {
            throw GroundupError(
                .approval, "the key \(key) could not sign: \(result.errors.split(separator: "\n").last ?? "no reason")",
                hint: "Name a private SSH key, or a public one whose private half your ssh agent holds.")
        }
        return result.output
    }
}

/// Verifies with `ssh-keygen -Y verify` against an allowed-signers file: one that names the one approver and key of the
/// configuration, or the file that the configuration names.
package struct SSHSignatureVerifier: SignatureVerifier {
    private let runner: any ProcessRunner

    package init(runner: any ProcessRunner) {
        self.runner = runner
    }

    package func verify(
        _ signature: [UInt8], over statement: [UInt8], by approver: ApproverEntry
    ) async throws -> String? {
        let allowed = try Self.allowedSigners(approver)
        return try await withPrivateFolder { folder in
            try RunFolders.replace("\(folder)/allowed", with: allowed)
            try RunFolders.replace("\(folder)/signature", with: signature)
            let arguments = [
                "-Y", "verify", "-f", "\(folder)/allowed", "-I", approver.name, "-n", planNamespace, "-s",
                "\(folder)/signature",
            ]
            let result = try await runner.run(ProcessRequest("ssh-keygen", arguments, input: statement))
            return result.succeeded ? Self.fingerprint(result.output) : nil
        }
    }

    /// `SHA256:...` of `Good "groundup-plan" signature for NAME with ED25519 key SHA256:...`.
    ///
    /// The text is the answer of a verification that succeeded; without a fingerprint in it nothing is accepted.
    private static func fingerprint(_ output: [UInt8]) -> String? {
        let words = String(decoding: output, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        return words.last { $0.hasPrefix("SHA256:") }.map(String.init)
    }

    private static func allowedSigners(_ approver: ApproverEntry) throws -> [UInt8] {
        guard isPlain(approver.name, "@._+-") else { throw unverifiable(approver) }
        if let key = approver.key { return Array(try line(approver, key).utf8) }
        guard let path = approver.signers else { throw unverifiable(approver) }
        return try readFile(path, limit: 1 << 20)
    }

    /// A line of the file; names with a meaning of their own in it, such as `*` and `,`, are refused.
    private static func line(_ approver: ApproverEntry, _ key: String) throws -> String {
        let words = key.split(separator: " ")
        guard words.count == 2, isPlain(words[0], "@.-"), isPlain(words[1], "+/=") else {
            throw unverifiable(approver)
        }
        return "\(approver.name) namespaces=\"\(planNamespace)\" \(key)\n"
    }

    private static func unverifiable(_ approver: ApproverEntry) -> GroundupError {
        GroundupError(
            .configuration, "the approver '\(approver.name)' cannot be verified",
            hint: "A name is letters, digits and @._+-; a key is its type and base64, such as 'ssh-ed25519 AAAA...'.")
    }

    private static func isPlain(_ text: some StringProtocol, _ others: String) -> Bool {
        !text.isEmpty && text.first != "-"
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                    || others.unicodeScalars.contains(scalar)
            }
    }
}
