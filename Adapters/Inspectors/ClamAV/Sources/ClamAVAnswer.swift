internal import Contracts
internal import DataHealth

/// What is asked of clamscan; names of files are numbers by then.
enum ClamAVCommand {
    static let version = ProcessRequest("clamscan", ["--version"])

    /// Above these sizes a file is not judged, which is told; clamscan alone would assume that it is clean.
    private static let largest = "500M"

    static func scan(list: String, database: String, temporary: String) -> ProcessRequest {
        ProcessRequest(
            "clamscan",
            [
                "--stdout", "--database=\(database)", "--file-list=\(list)", "--tempdir=\(temporary)",
                "--max-filesize=\(largest)", "--max-scansize=\(largest)", "--alert-exceeds-max=yes",
                "--alert-encrypted=yes",
            ], timeout: 12 * 3_600)
    }
}

/// What clamscan printed: a line for each file, then a summary.
struct ClamAVAnswer {
    private var opinions: [Int: JudgeOpinion] = [:]
    /// Why nothing that it says counts; `nil` when it does.
    private var problem: String?

    /// - Parameter number: of a file's name.
    init(_ result: ProcessResult, number: (Substring) -> Int?) {
        let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), let file = number(line[..<colon]) else { continue }
            let word = line[colon...].dropFirst().drop { $0 == " " }
            // A file may have several lines; the worst counts.
            let opinion = Self.opinion(word)
            if case .matched = opinions[file] { continue }
            if opinions[file] == nil || opinion != .silent { opinions[file] = opinion }
        }
        problem = Self.problem(result, summary: lines)
    }

    /// Only a line of its own says something of a file, and only from a scanner that has signatures.
    func opinion(on file: Int) -> JudgeOpinion {
        if case .matched(let names, let weight) = opinions[file] { return .matched(names, weight: weight) }
        if let problem { return .notJudged(problem) }
        return opinions[file] ?? .notJudged("clamscan did not say that it read it")
    }

    private static func opinion(_ word: Substring) -> JudgeOpinion {
        if word == "OK" { return .silent }
        guard word.hasSuffix(" FOUND") else { return .notJudged(EngineText.shortened(word)) }
        let name = String(word.dropLast(" FOUND".count))
        if name.hasPrefix("Heuristics.Limits.Exceeded") {
            return .notJudged("it is larger than clamscan may read (\(name))")
        }
        if name.hasPrefix("Heuristics.Encrypted") { return .notJudged("it is encrypted (\(name))") }
        // Heuristics and "possibly unwanted" name what is often innocent.
        let isHint = name.hasPrefix("Heuristics.") || name.hasPrefix("PUA.")
        return .matched([EngineText.shortened(name)], weight: isHint ? .suspicious : .bad)
    }

    private static func problem(_ result: ProcessResult, summary: [Substring]) -> String? {
        let known = summary.last { $0.hasPrefix("Known viruses: ") }.flatMap {
            Int($0.dropFirst("Known viruses: ".count))
        }
        guard case .exited(let status) = result.outcome else {
            return EngineFailure(result.outcome, of: "clamscan", errors: result.errors)?.words ?? "it was ended"
        }
        guard let known else { return "clamscan (status \(status)): \(EngineText.lastLine(result.errors))" }
        // An empty database makes everything look clean.
        return known == 0 ? "it has no signatures: \(EngineText.lastLine(result.errors))" : nil
    }
}
