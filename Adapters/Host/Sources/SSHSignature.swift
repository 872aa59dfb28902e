package import Contracts

/// Keeps signatures over one kind of thing apart from those over anything else.
package enum SignatureNamespace: String, Sendable {
    /// Decisions on plans.
    case plan = "groundup-plan"
    case audit = "groundup-audit"
    case kit = "groundup-kit"
}

/// Signs with an SSH key, or with the agent that holds the private half of a public one.
package struct SSHSigner: Signer {
    private let key: String
    private let runner: any ProcessRunner
    private let namespace: SignatureNamespace

    /// - Parameters:
    ///   - key: the path of the key.
    ///   - runner: an interactive one, where the key may have a passphrase.
    package init(key: String, runner: any ProcessRunner, namespace: SignatureNamespace = .plan) {
        self.key = key
        self.runner = runner
        self.namespace = namespace
    }

    package func sign(_ statement: [UInt8]) async throws -> [UInt8] {
        let result = try await runner.run(
            ProcessRequest(
                "ssh-keygen", ["-Y", "sign", "-n", namespace.rawValue, "-f", key], input: statement, timeout: 300,
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
    private let namespace: SignatureNamespace

    package init(runner: any ProcessRunner, namespace: SignatureNamespace = .plan) {
        self.runner = runner
        self.namespace = namespace
    }

    package func verify(
        _ signature: [UInt8], over statement: [UInt8], by approver: ApproverEntry
    ) async throws -> String? {
        // What we sign ourselves has one form; people may sign with other tools than ssh-keygen.
        guard namespace == .plan || SSHArmour.isCanonical(signature) else { return nil }
        let allowed = try allowedSigners(approver)
        return try await withPrivateFolder { folder in
            try RunFolders.replace("\(folder)/allowed", with: allowed)
            try RunFolders.replace("\(folder)/signature", with: signature)
            let arguments = [
                "-Y", "verify", "-f", "\(folder)/allowed", "-I", approver.name, "-n", namespace.rawValue, "-s",
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

    private func allowedSigners(_ approver: ApproverEntry) throws -> [UInt8] {
        guard Self.isPlain(approver.name, "@._+-") else { throw Self.unverifiable(approver) }
        if let key = approver.key { return Array(try line(approver, key).utf8) }
        guard let path = approver.signers else { throw Self.unverifiable(approver) }
        return try readFile(path, limit: 1 << 20)
    }

    /// A line of the file; names with a meaning of their own in it, such as `*` and `,`, are refused.
    private func line(_ approver: ApproverEntry, _ key: String) throws -> String {
        let words = key.split(separator: " ")
        guard words.count == 2, Self.isPlain(words[0], "@.-"), Self.isPlain(words[1], "+/=") else {
            throw Self.unverifiable(approver)
        }
        return "\(approver.name) namespaces=\"\(namespace.rawValue)\" \(key)\n"
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

/// The text form of a signature as `ssh-keygen` writes it; ssh itself reads many others as the same signature.
enum SSHArmour {
    private static let head = "-----BEGIN SSH SIGNATURE-----"
    private static let foot = "-----END SSH SIGNATURE-----"
    private static let width = 70

    static func isCanonical(_ bytes: [UInt8]) -> Bool {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 4, lines[0].elementsEqual(head.utf8), lines[lines.count - 2].elementsEqual(foot.utf8),
            lines[lines.count - 1].isEmpty
        else { return false }
        let content = lines[1..<(lines.count - 2)]
        guard content.dropLast().allSatisfy({ $0.count == width }), (content.last?.count ?? 0) <= width else {
            return false
        }
        return isBase64(content.flatMap { $0 })
    }

    /// Whole groups of four, padded only at the end, with no bit set that stands for nothing.
    private static func isBase64(_ text: [UInt8]) -> Bool {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let signs = text.dropLast(padding)
        guard !signs.isEmpty, text.count.isMultiple(of: 4), padding <= 2, signs.allSatisfy(alphabet.contains),
            let last = signs.last.flatMap(alphabet.firstIndex)
        else { return false }
        return last & [0, 3, 15][padding] == 0
    }
}
