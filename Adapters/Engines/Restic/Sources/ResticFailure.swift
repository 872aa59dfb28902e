import Contracts

/// Why restic gave no usable answer.
///
/// Before 0.17 restic ends with status 1 for every error, and its texts are the only way to tell them apart;
/// from then on 10, 11 and 12 say it. A text that is not known is never taken for a good answer.
enum ResticFailure: Error, Hashable {
    case noPassword
    case wrongPassword
    case missing(String)
    case locked(String)
    case damaged(String)
    case unreachable(String)

    /// The failure behind `result`; nothing when it is a good answer: status 0 and nothing to say on standard error.
    init?(_ result: ProcessResult, within seconds: Int) {
        switch result.outcome {
        case .exited(0):
            // Damage is told on standard error only, with status 0.
            guard let line = Self.complaint(in: result.errors) else { return nil }
            self = .damaged(line)
        case .exited(10): self = .missing(Self.lastLine(result.errors))
        case .exited(11): self = .locked(Self.lastLine(result.errors))
        case .exited(12): self = .wrongPassword
        case .exited: self = Self.told(by: result.errors)
        case .signalled(let signal): self = .unreachable("restic was ended by signal \(signal)")
        case .timedOut:
            self = .unreachable("restic gave no answer within \(seconds) s: \(Self.lastLine(result.errors))")
        case .outputTooLong: self = .damaged("restic printed more than its limit")
        }
    }

    var state: RepositoryState {
        switch self {
        case .noPassword: .noPassword
        case .wrongPassword: .wrongPassword
        case .missing(let text): .missing(text)
        case .locked(let text): .locked(text)
        case .damaged(let text): .damaged(text)
        case .unreachable(let text): .unreachable(text)
        }
    }

    var words: String {
        switch self {
        case .noPassword: "no password"
        case .wrongPassword: "wrong password"
        case .missing(let text), .locked(let text), .damaged(let text), .unreachable(let text): text
        }
    }

    private static func told(by errors: String) -> ResticFailure {
        let line = tellingLine(errors)
        func tells(_ texts: String...) -> Bool { texts.contains { errors.contains($0) } }
        if tells("Resolving password failed", "an empty password is not a password") { return .noPassword }
        if tells("wrong password or no key found") { return .wrongPassword }
        if tells("repository is already locked") { return .locked(line) }
        if tells("subprocess ssh:", "unable to start the sftp session", "cmd.Start", "connection refused") {
            return .unreachable(line)
        }
        if tells("unable to open config file") {
            return tells("no such file", "does not exist") ? .missing(line) : .unreachable(line)
        }
        if tells(
            "is damaged", "ciphertext verification failed", "invalid data returned", "Unmarshal:", "invalid character")
        {
            return .damaged(line)
        }
        if tells("config file has zero size", "not found in repository", "returned error, retrying") {
            return .damaged(line)
        }
        return .unreachable("restic failed: \(line)")
    }

    /// What ssh said, else restic's `Fatal:` line, else the first line.
    private static func tellingLine(_ errors: String) -> String {
        let lines = errors.split(separator: "\n").filter { $0.contains { !$0.isWhitespace } }
        let telling =
            lines.first { $0.hasPrefix("subprocess ssh:") } ?? lines.last { $0.hasPrefix("Fatal:") } ?? lines.first
        return shortened(telling ?? "it said nothing")
    }

    private static func lastLine(_ errors: String) -> String {
        shortened(errors.split(separator: "\n").last ?? "it said nothing")
    }

    private static func complaint(in errors: String) -> String? {
        // What ssh says while the answer is good is a banner.
        let harmless = ["created new cache", "using temporary cache", "subprocess ssh:"]
        return errors.split(separator: "\n")
            .first { line in
                line.contains { !$0.isWhitespace } && !harmless.contains { line.contains($0) }
            }
            .map(shortened)
    }

    private static func shortened(_ line: Substring) -> String {
        String(
            String.UnicodeScalarView(line.prefix(300).unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }))
    }
}
