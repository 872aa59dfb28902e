internal import Contracts

/// How an attempt that failed stands in the journal: a summary in the first line, then what it printed last.
enum FailureText {
    private static let lineLimit = 400
    private static let lineCount = 20

    static func detail(_ result: StepResult) -> String {
        let last = result.lastLines.last { !$0.isEmpty } ?? ""
        let kind = words(result.outcome)
        let summary = last.isEmpty ? kind : "\(kind): \(last.prefix(lineLimit))"
        let lines = result.lastLines.suffix(lineCount).map { String($0.prefix(lineLimit)) }
        return ([summary] + lines).joined(separator: "\n")
    }

    /// The outcome and the last lines that `detail` wrote.
    static func read(_ detail: String) -> (outcome: StepOutcome, lastLines: [String]) {
        let lines = detail.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let summary = lines.first ?? ""
        let kind = summary.prefix { $0 != ":" }
        let outcome =
            [StepOutcome.timedOut, .outOfMemory, .unreachable, .lost].first { words($0) == kind }
            ?? .failed(exit: kind.split(separator: " ").last.flatMap { Int($0) } ?? 1)
        return (outcome, Array(lines.dropFirst()))
    }

    /// The first line only.
    static func summary(_ detail: String) -> String { String(detail.prefix { $0 != "\n" }) }

    private static func words(_ outcome: StepOutcome) -> String {
        switch outcome {
        case .succeeded: "succeeded"
        case .failed(let exit): "exit \(exit)"
        case .timedOut: "timed out"
        case .outOfMemory: "killed for lack of memory"
        case .unreachable: "unreachable"
        case .lost: "ended without a result"
        }
    }
}
