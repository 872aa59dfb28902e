internal import ByteParsing
internal import Contracts
internal import Estate

/// Reads a host's answer: bytes to facts, nothing concluded.
///
/// A broken frame is an error. A line that is not what its section should hold is counted and left out: one odd file
/// name must not hide a whole host.
struct LiveHostParser {
    private let framing: Framing
    private var report = ReadingReport()

    /// - Parameter host: what errors call it.
    static func parse(
        _ answer: [UInt8], host: String, limits: Limits = Limits()
    ) throws(GroundupError) -> HostFacts {
        var parser = LiveHostParser(framing: try Framing(answer, host: host, limits: limits))
        return parser.facts()
    }

    private init(framing: Framing) {
        self.framing = framing
    }

    private mutating func facts() -> HostFacts {
        var facts = HostFacts()
        facts.meta = meta()
        facts.operatingSystem = operatingSystem()
        facts.network = network()
        facts.processes = processes()
        facts.units = units()
        facts.timers = timers()
        facts.enabledUnits = rows("enabled-units") { $0.words().first?.text }
        facts.unitPackages = unitPackages()
        facts.packages = packages()
        facts.users = rows("accounts", LocalUser.init)
        facts.groups = rows("groups", LocalGroup.init)
        facts.changedConfiguration = changedConfiguration()
        facts.storage = storage()
        facts.files = framing.files.map(TextFile.init)
        report.truncated += framing.files.filter(\.isTruncated).map(\.name)
        report.unreadableFiles = framing.unreadableFiles
        facts.reading = report
        return facts
    }

    /// The lines of a section as values; lines that `parse` refuses are counted.
    mutating func rows<Value>(_ name: String, _ parse: (Bytes) -> Value?) -> [Value] {
        guard let section = section(name) else { return [] }
        var values: [Value] = []
        for line in section.lines where !line.bytes.isEmpty {
            if let value = parse(line.bytes) { values.append(value) } else { refuse(line, of: section) }
        }
        return values
    }

    mutating func section(_ name: String) -> Section? {
        guard let section = framing.sections[name] else {
            report.absent.append(name)
            return nil
        }
        if section.isTruncated { report.truncated.append(name) }
        return section
    }

    mutating func refuse(_ line: Line, of section: Section) {
        if let last = report.unread.indices.last, report.unread[last].section == section.name {
            report.unread[last].lines += 1
        } else {
            report.unread.append(ReadingReport.Unread(section: section.name, lines: 1, firstLine: line.number))
        }
    }

    private mutating func meta() -> Meta {
        var meta = Meta()
        let values = rows("meta") { line -> (String, String)? in
            guard let (key, value) = line.cut(at: 0x20), let key = key.text, let value = value.text else { return nil }
            return (key, value)
        }
        for (key, value) in values {
            switch key {
            case "user": meta.user = Int(value)
            case "name": meta.name = value
            case "full-name": meta.fullName = value
            case "machine-id": meta.machineID = value
            case "architecture": meta.architecture = value
            case "virtualization": meta.virtualization = value
            case "missing": meta.missingCommands.append(value)
            default: continue
            }
        }
        return meta
    }

    private mutating func operatingSystem() -> String {
        let values = rows("os-release", assignment)
        let wanted = ["ID", "VERSION_ID"].compactMap { key in values.first { $0.name == key }?.value }
        return wanted.joined(separator: " ")
    }
}

/// `NAME=value`, `NAME="value"`: a line of os-release or of an environment file.
func assignment(_ line: Bytes) -> (name: String, value: String)? {
    guard let (name, value) = line.trimmed.cut(at: 0x3D), let name = name.trimmed.text, !name.isEmpty,
        let value = value.trimmed.text
    else { return nil }
    return (name, unquoted(value))
}

/// Without one pair of quotes around it.
func unquoted(_ text: String) -> String {
    guard text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else {
        return text
    }
    return String(text.dropFirst().dropLast())
}
