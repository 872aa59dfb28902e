/// What a program outside, such as a virus scanner, has to say about one file.
package enum JudgeOpinion: Hashable, Sendable {
    /// It knows the content, by these names.
    case matched([String], weight: EvidenceWeight)
    /// It read all of it, and knows nothing of it. That never makes a file clean: scanners look for what they know.
    case silent
    case notJudged(String)

    /// The opinion of `judge` as evidence beside that of the rules.
    package func evidence(by judge: String) -> Evidence {
        switch self {
        case .matched(let names, let weight):
            let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", ..." : "")
            let rule: ContentRule = weight == .bad ? .judgeMatch : .judgeHint
            return Evidence(rule, "\(judge) knows it: \(shown).", ["names": names.count])
        case .silent: return Evidence(.judgeSilent, "\(judge) knows nothing of it.")
        case .notJudged(let reason): return Evidence(.judgeFailed, "Not judged by \(judge): \(reason)")
        }
    }
}
