internal import Contracts

/// What is asked of YARA; names of files are numbers by then.
enum YaraCommand {
    static let compiledName = "compiled"
    /// The name space of the rule that matches everything: only what it matched was provably read to its end.
    static let proof = "groundup_proof"
    static let proofRule = "rule was_read { condition: true }\n"

    static let version = ProcessRequest("yara", ["--version"])

    static func compile(_ rules: [String], own: String, to folder: String) -> ProcessRequest {
        let named = rules.enumerated().map { "rules\($0):\($1)" }
        return ProcessRequest("yarac", ["-w"] + named + ["\(proof):\(own)", "\(folder)/\(compiledName)"], timeout: 300)
    }

    /// - Parameter seconds: for all files of the list together; YARA counts them so.
    static func scan(_ rules: String, list: String, seconds: Int) -> ProcessRequest {
        ProcessRequest(
            "yara",
            [
                "--no-warnings", "--print-namespace", "--timeout=\(seconds)", "--compiled-rules", rules, "--scan-list",
                list,
            ],
            timeout: seconds + 60)
    }
}

/// What YARA printed: one line for each rule and file, in any order.
struct YaraAnswer {
    /// By the numbers of files: the rules that matched; empty for those that were read and matched none.
    private(set) var matches: [Int: [String]] = [:]
    /// What it complained of, by the numbers of files.
    private(set) var complaints: [Int: String] = [:]

    /// - Parameter number: of a file's name.
    init(_ result: ProcessResult, number: (Substring) -> Int?) {
        var read = Set<Int>()
        var found: [Int: [String]] = [:]
        for line in String(decoding: result.output, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let file = number(words[1]) else { continue }
            let name = words[0].split(separator: ":", maxSplits: 1)
            guard name.count == 2 else { continue }
            if name[0] == YaraCommand.proof {
                read.insert(file)
            } else {
                found[file, default: []].append(String(name[1]))
            }
        }
        // A match counts in any case; silence only of what was read.
        matches = found.mapValues { $0.sorted() }.merging(read.map { ($0, []) }) { first, _ in first }
        for line in result.errors.split(separator: "\n") where line.hasPrefix("error scanning ") {
            let parts = line.dropFirst("error scanning ".count).split(separator: ":", maxSplits: 1)
            if parts.count == 2, let file = number(parts[0]) {
                complaints[file] = EngineText.shortened(parts[1].drop { $0 == " " })
            }
        }
    }
}
