/// What one rule has to say about one file.
package struct Evidence: Hashable, Sendable {
    package let rule: ContentRule
    /// What was expected and found.
    package let words: String
    /// The figures behind it, by name; without floating point.
    package let numbers: [String: Int]

    package init(_ rule: ContentRule, _ words: String, _ numbers: [String: Int] = [:]) {
        self.rule = rule
        self.words = words
        self.numbers = numbers
    }
}

/// How much a rule's evidence weighs.
package enum EvidenceWeight: Int, Hashable, Sendable, Comparable {
    /// What was seen; says nothing against the file.
    case note
    /// Only adds to other evidence.
    case weak
    case suspicious
    case bad

    package static func < (one: EvidenceWeight, other: EvidenceWeight) -> Bool { one.rawValue < other.rawValue }
}

/// The verdict on the content of one file.
package struct ContentVerdict: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Its kind is known, and its structure or its bytes are as that kind has them.
        case clean
        /// Something is as it should not be, but may have an innocent reason.
        case suspicious
        /// Nobody can read this as it was meant, or it is a ransom note.
        case bad
        /// Nothing can be said: encrypted on purpose, unknown, too small, unreadable. Never counts as clean.
        case notJudged = "not-judged"

        /// Whether people have to look.
        package var isAlarm: Bool { self == .suspicious || self == .bad }
    }

    package let state: State
    /// All evidence, the weightiest first.
    package let evidence: [Evidence]
    /// One sentence: the weightiest evidence, or why nothing is known.
    package let reason: String

    package init(state: State, evidence: [Evidence], reason: String) {
        self.state = state
        self.evidence = evidence
        self.reason = reason
    }
}

/// The detector as a whole; verdicts of different versions are not comparable, and a new one judges again.
package enum ContentDetector {
    package static let name = "groundup-content"
    package static let version = 2
}
