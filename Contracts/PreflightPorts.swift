/// A program on the controller.
package enum ToolState: Hashable, Sendable {
    /// The first line that it says of its version.
    case present(version: String)
    case missing
    /// It is there, but its version could not be told.
    case silent(String)
}

/// Says what the controller can do, without changing anything.
package protocol ControllerInspector: Sendable {
    func tool(_ name: String) async -> ToolState

    /// Bytes that a file system has left; `nil` when nothing is known of the path or of the folders above it.
    func freeBytes(at path: String) -> Int64?

    func isWritable(_ path: String) -> Bool
}

/// What one check said of one thing.
package struct PreflightFinding: Hashable, Sendable {
    /// How it went; what was not checked is a result of its own.
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        case passed
        case failed
        case notChecked = "not-checked"
    }

    package let check: String
    package let subject: String
    package let verdict: Verdict
    /// What was expected and found, or why nothing was checked; never a secret.
    package let detail: String
    /// What to do about it; empty when it passed.
    package let hint: String

    package init(_ check: String, _ subject: String, _ verdict: Verdict, _ detail: String, hint: String = "") {
        self.check = check
        self.subject = subject
        self.verdict = verdict
        self.detail = detail
        self.hint = hint
    }
}
