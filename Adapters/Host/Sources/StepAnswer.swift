internal import Contracts

/// What the outer script printed, taken apart.
struct StepAnswer: Sendable {
    let outcome: StepOutcome
    let milliseconds: Int
    let log: [UInt8]

    /// - Parameter limit: seconds after which the body was given up.
    /// - Returns: `nil` when the last line is none of the script's, as when the connection broke.
    init?(_ output: [UInt8], limit: Int) {
        let newline = UInt8(ascii: "\n")
        guard output.last == newline else { return nil }
        let lines = output.dropLast()
        let start = lines.lastIndex(of: newline).map { $0 + 1 } ?? lines.startIndex
        let words = String(decoding: lines[start...], as: UTF8.self).split(separator: " ")
        log = Array(lines[..<start])
        switch words.first {
        case "groundup-result":
            guard words.count == 3, let code = Int(words[1]), let milliseconds = Int(words[2]) else { return nil }
            self.milliseconds = max(0, milliseconds)
            outcome = Self.outcome(code, milliseconds, limit)
        case "groundup-refused":
            milliseconds = 0
            outcome = .failed(exit: 73)
        case "groundup-lost":
            milliseconds = 0
            outcome = .lost
        default: return nil
        }
    }

    /// `timeout` ends with 124 when the body gave up in time, and is killed with it when it did not.
    private static func outcome(_ code: Int, _ milliseconds: Int, _ limit: Int) -> StepOutcome {
        if code == 0 { return .succeeded }
        let isLate = milliseconds >= limit * 1000
        return isLate && (code == 124 || code == 137) ? .timedOut : .failed(exit: code)
    }
}
