internal import Contracts
internal import DataHealth
internal import Formats
internal import Orchestration

/// An inspection of content as text and as data.
struct ContentView {
    private let report: ContentReport
    private let showsClean: Bool

    init(_ report: ContentReport, showsClean: Bool) {
        self.report = report
        self.showsClean = showsClean
    }

    // MARK: Text

    var text: String {
        [files, tree, skipped, judges, summary].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var files: String {
        var table = TextTable("VERDICT", "KIND", "FILE", "REASON")
        let shown = report.files.filter { showsClean || $0.verdict.state != .clean }
        for file in shown {
            table.add(file.verdict.state.words, file.kind.rawValue, PathText.text(file.path), file.verdict.reason)
        }
        return shown.isEmpty ? "" : table.text
    }

    private var tree: String { report.treeFindings.map { "\(printable($0.words))\n" }.joined() }

    private var skipped: String {
        report.skipped.map { "skipped: \(PathText.text($0.path)): \($0.reason)\n" }.joined()
    }

    private var judges: String {
        report.judges.map { judge in
            let counts = report.counts(of: judge)
            let warnings = judge.warnings.map { "  \(printable($0))\n" }.joined()
            return printable("\(judge.name): \(judge.words): \(counts.judged) judged, \(counts.notJudged) not") + "\n"
                + warnings
        }.joined() + report.absentJudges.map { printable("not judged by \($0.name): \($0.reason)") + "\n" }.joined()
    }

    private var summary: String {
        let counts = ContentVerdict.State.allCases.map { "\(report.count(of: $0)) \($0.words)" }.joined(separator: ", ")
        let gone = report.missing.map { "; \($0) files of the older version are gone" } ?? ""
        return
            "\(report.files.count) files, \(report.bytes) bytes: \(counts); \(report.skipped.count) skipped\(gone).\n"
    }

    // MARK: Data

    var json: JSONValue {
        .record([
            "format": .string("groundup-content"), "version": .integer(1),
            "detector": .record([
                "name": .string(ContentDetector.name), "version": .number(ContentDetector.version),
            ]),
            "rules": .object(
                Dictionary(
                    ContentRule.allCases.map { ($0.rawValue, json($0)) }, uniquingKeysWith: { first, _ in first })),
            "counts": .object(
                Dictionary(
                    ContentVerdict.State.allCases.map { ($0.rawValue, JSONValue.number(report.count(of: $0))) },
                    uniquingKeysWith: { first, _ in first })),
            "bytes": .number(report.bytes), "missing": report.missing.map(JSONValue.number),
            "judges": .array(report.judges.map(json)),
            "absentJudges": .array(
                report.absentJudges.map { .record(["name": .string($0.name), "reason": .string($0.reason)]) }),
            "files": .array(report.files.map(json)),
            "skipped": .array(report.skipped.map(json)),
            "tree": .array(
                report.treeFindings.map {
                    .record([
                        "rule": .string(ContentRule.newSuffix.rawValue), "suffix": .string($0.suffix),
                        "renamed": .number($0.renamed), "files": .number($0.files), "words": .string($0.words),
                    ])
                }),
        ])
    }

    private func json(_ rule: ContentRule) -> JSONValue {
        .record([
            "version": .number(rule.version), "weight": .string(rule.weight.word), "meaning": .string(rule.meaning),
        ])
    }

    private func json(_ judge: JudgeIdentity) -> JSONValue {
        let counts = report.counts(of: judge)
        return .record([
            "name": .string(judge.name), "words": .string(judge.words), "digest": .string(judge.digest),
            "warnings": .strings(judge.warnings), "judged": .number(counts.judged),
            "notJudged": .number(counts.notJudged),
        ])
    }

    private func json(_ file: JudgedFile) -> JSONValue {
        .record([
            "path": .string(PathText.text(file.path)), "pathHex": PathText.hexadecimal(file.path).map(JSONValue.string),
            "size": .number(file.size), "kind": .string(file.kind.rawValue), "sha256": .optional(file.digest),
            "verdict": .string(file.verdict.state.rawValue), "reason": .string(file.verdict.reason),
            "evidence": .array(file.verdict.evidence.map(json)),
        ])
    }

    private func json(_ evidence: Evidence) -> JSONValue {
        .record([
            "rule": .string(evidence.rule.rawValue), "version": .number(evidence.rule.version),
            "weight": .string(evidence.rule.weight.word), "words": .string(evidence.words),
            "numbers": .object(evidence.numbers.mapValues(JSONValue.number)),
        ])
    }

    private func json(_ skipped: FileTree.Skipped) -> JSONValue {
        .record([
            "path": .string(PathText.text(skipped.path)),
            "pathHex": PathText.hexadecimal(skipped.path).map(JSONValue.string), "reason": .string(skipped.reason),
            "hidesContent": .bool(skipped.hidesContent),
        ])
    }
}

extension ContentVerdict.State {
    var words: String { self == .notJudged ? "not judged" : rawValue }
}

extension EvidenceWeight {
    var word: String {
        switch self {
        case .note: "note"
        case .weak: "weak"
        case .suspicious: "suspicious"
        case .bad: "bad"
        }
    }
}

/// File names for people and documents: any bytes, without anything that steers a terminal.
enum PathText {
    /// Bytes that are not UTF-8 and control characters as `\xNN`; a backslash as two, so that nothing looks like another.
    static func text(_ path: [UInt8]) -> String {
        var text = ""
        var rest = path[...]
        while !rest.isEmpty {
            var decoder = UTF8()
            var iterator = rest.makeIterator()
            guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
                text += escape(rest.removeFirst())
                continue
            }
            let bytes = Array(String(scalar).utf8)
            rest.removeFirst(bytes.count)
            let category = scalar.properties.generalCategory
            let isShown =
                category != .control && category != .format && category != .lineSeparator
                && category != .paragraphSeparator
            text += scalar == "\\" ? "\\\\" : isShown ? String(scalar) : bytes.map(escape).joined()
        }
        return text
    }

    /// The bytes themselves, for names that `text` had to escape.
    static func hexadecimal(_ path: [UInt8]) -> String? {
        Array(text(path).utf8) == path ? nil : path.hexadecimalText
    }

    private static func escape(_ byte: UInt8) -> String {
        "\\x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
    }
}
