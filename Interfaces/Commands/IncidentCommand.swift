internal import ArgumentParser
internal import Contracts
internal import Formats
internal import Orchestration
internal import RecoveryPlan

/// `groundup incident`: why restorations are asked for, written down.
struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident",
        abstract: "Write down why a restoration is asked for; plans are made under it.",
        subcommands: [IncidentOpen.self, IncidentList.self, IncidentShow.self, IncidentClose.self])
}

struct IncidentOpen: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open an incident; its id is printed.",
        discussion: """
            The kind decides what plans under it do, and who has to approve them. Who opens it is the requester of its plans.

            Examples:
              groundup incident open disaster --because 'fire in room 2' --as carol@corp.example
              groundup incident open attack --because 'ransom note on db1' --as carol@corp.example \
                --compromised-at 2026-11-20T03:00:00Z --evidence TICKET-4711
              groundup incident open malfeasance --because 'deleted backups' --as carol@corp.example --person mallory
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "disaster, attack, malfeasance or human-error.") var kind: IncidentKind
    @Option(name: .long, help: ArgumentHelp("What happened.", valueName: "text")) var because: String
    @Option(name: .customLong("as"), help: ArgumentHelp("Who opens it.", valueName: "name")) var name: String
    @Option(name: .long, parsing: .upToNextOption, help: "Applications or assets that are concerned.")
    var scope: [String] = []
    @Option(name: .long, help: ArgumentHelp("Since when nothing is trusted.", valueName: "time"))
    var compromisedAt: String?
    @Option(name: .long, help: ArgumentHelp("Whose accounts are locked.", valueName: "account")) var person: String?
    @Option(name: .long, parsing: .upToNextOption, help: "Where more is written.") var evidence: [String] = []

    func run() async throws {
        let workplace = try common.workplace()
        var wish = IncidentWish(kind, because: because, by: name)
        wish.scope = scope
        wish.compromisedAt = try compromisedAt.map(instant(written:))
        wish.account = try person.map(account(written:))
        wish.evidence = evidence
        let incident = try await workplace.openIncident(wish, chance: UInt16.random(in: .min ... .max))
        Console.data(incident.id)
        Console.message("Next: 'groundup plan --under \(incident.id)'.")
    }
}

struct IncidentList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List incidents, newest first.",
        discussion: """
            Examples:
              groundup incident list
              groundup incident list -o json
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let incidents = try await common.workplace().incidents()
        switch output {
        case .json: Console.data(.array(incidents.map(IncidentDocument.encode)))
        case .table:
            var table = TextTable("INCIDENT", "KIND", "OPENED", "BY", "STATE", "BECAUSE")
            for incident in incidents {
                table.add(
                    incident.id, incident.kind.rawValue, timestamp(incident.openedAt), incident.openedBy,
                    incident.isOpen ? "open" : "closed", incident.because)
            }
            Console.data(table.text)
        }
    }
}

struct IncidentShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an incident.",
        discussion: """
            Examples:
              groundup incident show inc-20261125-4f2a
              groundup incident show inc-20261125-4f2a -o json
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The incident's id.") var id: String
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let incident = try await common.workplace().incident(id)
        switch output {
        case .json: Console.data(IncidentDocument.encode(incident))
        case .table: Console.data(text(incident))
        }
    }

    private func text(_ incident: IncidentRecord) -> String {
        var lines = [
            "Incident \(incident.id): \(incident.kind.rawValue)",
            "opened \(timestamp(incident.openedAt)) by \(incident.openedBy)",
            "because: \(incident.because)",
            "scope: \(incident.scope.isEmpty ? "the whole estate" : incident.scope.joined(separator: ", "))",
        ]
        if let moment = incident.compromisedAt { lines.append("nothing is trusted since \(timestamp(moment))") }
        if let person = incident.person { lines.append("accounts of \(person) are locked") }
        lines += incident.evidence.map { "evidence: \($0)" }
        if let closing = incident.closing {
            lines.append("closed \(timestamp(closing.at)) by \(closing.by): \(closing.because)")
        }
        return lines.map(printable).joined(separator: "\n")
    }
}

struct IncidentClose: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close an incident: no plan is made under it, and no run of one begins, any more.",
        discussion: """
            A run that has begun can still be resumed.

            Example:
              groundup incident close inc-20261125-4f2a --because 'estate is back' --as carol@corp.example
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The incident's id.") var id: String
    @Option(name: .long, help: ArgumentHelp("Why it is over.", valueName: "text")) var because: String
    @Option(name: .customLong("as"), help: ArgumentHelp("Who closes it.", valueName: "name")) var name: String

    func run() async throws {
        let incident = try await common.workplace().closeIncident(id, because: because, by: name)
        Console.data("Incident \(incident.id) is closed.")
    }
}
