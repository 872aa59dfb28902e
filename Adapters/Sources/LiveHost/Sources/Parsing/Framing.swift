internal import ByteParsing
internal import Contracts

/// One section of a host's answer.
struct Section {
    let name: String
    /// The number of its heading's line in the whole answer.
    let heading: Int
    /// Without the mark before each; numbered as in the whole answer.
    var lines: [Line] = []
    /// There was more than the collector was willing to print.
    var isTruncated = false
}

/// A host's answer, cut into sections.
///
/// Every line of content begins with `|`, so that no content can be taken for a heading.
struct Framing {
    private(set) var sections: [String: Section] = [:]
    /// Contents of files, in the order in which they came.
    private(set) var files: [Section] = []
    /// Files that were named but could not be read.
    private(set) var unreadableFiles: [String] = []

    private let host: String
    private let limits: Limits
    private var open: Section?
    private var openBytes = 0
    private var isComplete = false

    static let begin = "=== groundup facts 1"

    /// Cuts `answer` into sections; throws what is wrong with it first.
    init(_ answer: [UInt8], host: String, limits: Limits = Limits()) throws(GroundupError) {
        self.host = host
        self.limits = limits
        guard answer.count <= limits.total else {
            throw problem(
                line: nil, "The answer has \(answer.count) bytes; the limit is \(limits.total).",
                hint: "Run the collector on the host by hand and see which section grew.")
        }
        var lines = Lines(answer)
        try skipPreface(&lines)
        for line in lines {
            try take(line)
            if isComplete { return }
        }
        let missing = open.map { " in section \($0.name)" } ?? ""
        throw problem(
            line: nil, "The answer ends\(missing) before \"=== complete\".",
            hint: "The connection broke, or the file was cut off: collect again.")
    }

    /// Login scripts may print a greeting before the collector starts.
    private mutating func skipPreface(_ lines: inout Lines) throws(GroundupError) {
        var skipped = 0
        while let line = lines.next() {
            if line.bytes.elementsEqual(Self.begin.utf8) { return }
            if line.bytes.hasPrefix("=== groundup facts ") {
                throw problem(
                    line: line.number, "The answer has another version than \"\(Self.begin)\".",
                    hint: "Use the collector that this groundup prints: groundup collect.")
            }
            skipped += line.bytes.count + 1
            guard skipped <= limits.preface else { break }
        }
        throw problem(
            line: nil, "No line \"\(Self.begin)\" within the first \(limits.preface) bytes.",
            hint: "The host printed something else: see whether `ssh \(host) true` is silent and sh exists there.")
    }

    private mutating func take(_ line: Line) throws(GroundupError) {
        if let content = line.bytes.dropping(prefix: "|") {
            try takeContent(Line(number: line.number, bytes: content))
        } else if line.bytes.isEmpty {
            return
        } else if let name = line.bytes.dropping(prefix: "=== begin ") {
            try begin(try named(name, line), line)
        } else if let name = line.bytes.dropping(prefix: "=== truncated ") {
            try require(open?.name == (try named(name, line)), line)
            open?.isTruncated = true
        } else if let name = line.bytes.dropping(prefix: "=== end ") {
            try require(open?.name == (try named(name, line)), line)
            try close(line)
        } else if let name = line.bytes.dropping(prefix: "=== unreadable ") {
            try require(open == nil && unreadableFiles.count < limits.sections, line)
            unreadableFiles.append(try named(name, line))
        } else {
            isComplete = line.bytes.elementsEqual("=== complete".utf8)
            try require(isComplete && open == nil, line)
        }
    }

    private mutating func takeContent(_ line: Line) throws(GroundupError) {
        try require(open != nil, line)
        openBytes += line.bytes.count + 1
        guard line.bytes.count <= limits.lineBytes else {
            throw tooMuch(line, "The line has \(line.bytes.count) bytes", limits.lineBytes)
        }
        guard openBytes <= limits.sectionBytes else {
            throw tooMuch(line, "It has more bytes than may be", limits.sectionBytes)
        }
        guard (open?.lines.count ?? 0) < limits.sectionLines else {
            throw tooMuch(line, "It has more lines than may be", limits.sectionLines)
        }
        open?.lines.append(line)
    }

    private mutating func begin(_ name: String, _ line: Line) throws(GroundupError) {
        try require(open == nil && sections[name] == nil, line)
        guard sections.count + files.count < limits.sections else {
            throw tooMuch(line, "There are more sections than may be", limits.sections)
        }
        open = Section(name: name, heading: line.number)
        openBytes = 0
    }

    private mutating func close(_ line: Line) throws(GroundupError) {
        guard let section = open else { return }
        if section.name.hasPrefix("file ") { files.append(section) } else { sections[section.name] = section }
        open = nil
    }

    private func named(_ bytes: Bytes, _ line: Line) throws(GroundupError) -> String {
        guard bytes.count <= 4_096, let name = bytes.text else {
            throw problem(
                line: line.number, "A heading's name is longer than 4096 bytes or is not text.", hint: Self.collectAgain
            )
        }
        return name
    }

    private func require(_ condition: Bool, _ line: Line) throws(GroundupError) {
        guard !condition else { return }
        throw problem(
            line: line.number, "The line is neither content nor a heading that may stand here.", hint: Self.collectAgain
        )
    }

    private static let collectAgain =
        "The answer was changed on its way, or was not made by the collector: collect again."

    private func tooMuch(_ line: Line, _ what: String, _ limit: Int) -> GroundupError {
        problem(
            line: line.number, "\(what); the limit is \(limit).",
            hint: "Run the collector on the host by hand and see what grew there.")
    }

    private func problem(line: Int?, _ message: String, hint: String) -> GroundupError {
        let place = [open.map { "section \($0.name)" }, line.map { "line \($0)" }].compactMap { $0 }
        return GroundupError(
            .hostileInput, "\(host): \((place + [message]).joined(separator: ", "))", hint: hint)
    }
}
