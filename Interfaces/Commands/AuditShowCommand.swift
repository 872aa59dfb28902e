internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration

/// `groundup audit show`: the record as a list for people.
struct AuditShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "List what was decided and done, oldest first.",
        discussion: """
            Examples:
              groundup audit show
              groundup audit show --run 20261123T213000-4f2a9c01
              groundup audit show -o json
            """)

    @OptionGroup var place: StateOption
    @Option(name: .long, help: "Only what belongs to this run.") var run: String?
    @Option(name: .shortAndLong, help: "table or json.") var output = TableOrJSON.table

    func run() async throws {
        let run = try self.run.map(runID)
        let stored = try await Builtins.auditTrail(state: place.state).log.records(after: 0, limit: .max)
        let records = try stored.enumerated().map {
            try AuditDocument.record($0.element.bytes, name: "audit record \($0.offset + 1)")
        }.filter { record in run.map { record.belongs(to: $0) } ?? true }
        switch output {
        case .json: Console.data(.array(records.map(AuditDocument.encode)))
        case .table:
            var table = TextTable("NUMBER", "TIME", "WHO", "WHAT", "SUBJECT", "DETAILS")
            for record in records {
                table.add(
                    String(record.number), timestamp(record.time), record.who, record.what, record.subject,
                    record.summary)
            }
            Console.data(table.text)
        }
    }
}

extension AuditRecord {
    fileprivate func belongs(to run: RunID) -> Bool { subject == run.text || details["run"] == .text(run.text) }

    fileprivate var what: String {
        guard case .text(let event) = details["event"] else { return kind.rawValue }
        return "\(kind.rawValue) \(event)"
    }

    /// The details that fit on a line.
    fileprivate var summary: String {
        details.sorted { $0.key < $1.key }.compactMap { name, detail in
            switch detail {
            case .text(let text): name == "event" ? nil : "\(name)=\(text.prefix(100))"
            case .number(let number): "\(name)=\(number)"
            case .texts(let texts): texts.isEmpty ? nil : "\(name)=\(texts.joined(separator: ","))"
            case .pairs: nil
            }
        }.joined(separator: " ")
    }
}
