/// Why there can be no plan: every reason found, each with what to do about it.
package struct PlanRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// One reason; never empty text.
    package struct Reason: Hashable, Comparable, Sendable {
        package let subject: String
        package let explanation: String
        package let hint: String

        package init(subject: String, explanation: String, hint: String) {
            self.subject = subject
            self.explanation = explanation
            self.hint = hint
        }

        package static func < (left: Reason, right: Reason) -> Bool {
            (left.subject, left.explanation, left.hint) < (right.subject, right.explanation, right.hint)
        }
    }

    /// Sorted; never empty.
    package let reasons: [Reason]

    package init(_ reasons: [Reason]) {
        self.reasons = reasons.sorted()
    }

    package var description: String {
        reasons.map { "\($0.subject): \($0.explanation) \($0.hint)" }.joined(separator: "\n")
    }
}
