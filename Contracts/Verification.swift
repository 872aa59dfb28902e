package import RecoveryPlan

/// When a check of a plan was made.
package enum VerificationMode: String, Hashable, Sendable, CaseIterable {
    /// As a step of the plan, right after what it checks was started.
    case start
    /// Again while the run went on.
    case continuous
    /// Again when everything else was done.
    case end
}

/// What a check that is made again has shown.
package enum VerificationResult: Hashable, Sendable {
    case pass
    /// What it checks does not work any more, and what the check printed last.
    case fail(String)
    /// It could not be made, and why: neither a pass nor a failure.
    case notTested(String)

    package var word: String {
        switch self {
        case .pass: "pass"
        case .fail: "fail"
        case .notTested: "not tested"
        }
    }

    package var detail: String {
        switch self {
        case .pass: ""
        case .fail(let text), .notTested(let text): text
        }
    }
}

/// One check that was made again.
package struct Verification: Hashable, Sendable {
    package let step: StepID
    package let mode: VerificationMode
    package let result: VerificationResult

    package init(step: StepID, mode: VerificationMode, result: VerificationResult) {
        self.step = step
        self.mode = mode
        self.result = result
    }

    /// One line, such as `end: fail: no answer`.
    package var text: String {
        let detail = result.detail
        return "\(mode.rawValue): \(result.word)" + (detail.isEmpty ? "" : ": \(detail)")
    }

    /// What `text` said of a step; `nil` for anything else.
    package init?(_ step: StepID, text: String) {
        let parts = text.split(separator: ": ", maxSplits: 2).map(String.init)
        guard parts.count >= 2, let mode = VerificationMode(rawValue: parts[0]) else { return nil }
        let detail = parts.count > 2 ? parts[2] : ""
        let result: VerificationResult? =
            switch parts[1] {
            case "pass": .pass
            case "fail": .fail(detail)
            case "not tested": .notTested(detail)
            default: nil
            }
        guard let result else { return nil }
        self.init(step: step, mode: mode, result: result)
    }
}
