/// What kind of failure it is; decides the exit status of a command.
package enum ErrorCode: String, Sendable, CaseIterable {
    case usage
    case configuration
    case unreachable
    case hostileInput = "hostile-input"
    case repository
    case media
    case approval
    case planRefused = "plan-refused"
    case runFailed = "run-failed"
    case preflight
    case state
    /// The audit record is not as it was written.
    case audit
    /// A recovery kit is incomplete or not as it was built.
    case kit
    /// Content that was inspected is bad or suspicious.
    case badContent = "bad-content"
    /// A backup did not make the restore point that it was to make.
    case backupFailed = "backup-failed"
    case findings
    case difference

    /// The exit status of a command that ends with it.
    package var exitStatus: Int32 {
        switch self {
        case .usage: 64
        case .configuration: 78
        case .unreachable: 69
        case .hostileInput: 65
        case .repository: 10
        case .media: 11
        case .approval: 12
        case .planRefused: 13
        case .runFailed: 14
        case .state: 15
        case .preflight: 16
        case .audit: 17
        case .kit: 18
        case .badContent: 19
        case .backupFailed: 21
        case .findings: 2
        case .difference: 3
        }
    }
}

/// An error that a person can act on: what was expected, what was found, what to do.
package struct GroundupError: Error, Hashable, Sendable, CustomStringConvertible {
    package let code: ErrorCode
    package let message: String
    /// What to do about it.
    package let hint: String

    package init(_ code: ErrorCode, _ message: String, hint: String) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    package var description: String { hint.isEmpty ? message : "\(message)\n  \(hint)" }
}
