internal import ArgumentParser
internal import ByteParsing
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration
internal import RecoveryPlan

/// What a person asks of a plan, as the command line says it.
struct PlanOptions: ParsableArguments {
    @Argument(help: "Applications or assets to bring back; everything on the lost hosts when absent.")
    var scope: [String] = []
    @Option(name: .long, help: "A host that is lost; without any, all but those that carry the repositories.")
    var lost: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp("disaster, attack, malfeasance or human-error: what happened.", valueName: "kind"))
    var incident: IncidentKind?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Plan under an opened incident, which says what happened, when, to what, and by whom.", valueName: "id"))
    var under: String?
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who asks for the plan, and so may not approve it.", valueName: "name"))
    var name: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Use only restore points older than this, as 2026-11-24T08:00:00Z.", valueName: "time"))
    var before: String?
    @Option(
        name: .customLong("at"),
        help: ArgumentHelp("Bring data back as it was at this moment, as 2026-11-24T08:00:00Z.", valueName: "time"))
    var moment: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Put this dataset together: its newest whole point, condemned files in their newest clean versions.",
            valueName: "dataset"))
    var composite: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Choose data of an application that is at most this far apart, such as 1h.", valueName: "time"))
    var skew: String?
    @Option(name: .long, help: ArgumentHelp("Whose accounts are locked after malfeasance.", valueName: "account"))
    var person: String?
    @Option(name: .long, help: ArgumentHelp("Leave an asset out, with what is on it.", valueName: "asset"))
    var without: [String] = []
    @Option(name: .long, help: ArgumentHelp("Ask a person before this asset comes back.", valueName: "asset[=reason]"))
    var hold: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Bring a host back under another name or address.",
            valueName: "host:name=NAME,address=ADDRESS/PREFIX,gateway=ADDRESS"))
    var map: [String] = []
    @Option(
        name: .long, help: ArgumentHelp("Rebuild every host on this target, such as a new site.", valueName: "name"))
    var target: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Bring back this estate instead of the newest: see 'groundup estate list'.", valueName: "digest"))
    var estate: String?

    func wishes() throws -> PlanWishes {
        var wishes = PlanWishes()
        wishes.scope = scope
        wishes.lost = lost
        if under != nil, incident != nil || before != nil || person != nil {
            throw GroundupError(
                .usage, "An incident says itself what happened, when and by whom.",
                hint: "Leave out --incident, --before and --person beside --under.")
        }
        wishes.incident = Incident(
            incident ?? .disaster, compromisedAt: try before.map(instant(written:)),
            person: try person.map(account(written:)))
        wishes.moment = try moment.map(instant(written:))
        wishes.composites = composite
        wishes.skew = try skew.map(duration(written:))
        wishes.record = under
        wishes.requestedBy = name
        wishes.exclusions = without
        wishes.holds = hold.map { written in
            let parts = written.split(separator: "=", maxSplits: 1).map(String.init)
            return RequestedHold(
                asset: AssetID(parts.first ?? ""), because: parts.count > 1 ? parts[1] : "a person wants to be asked")
        }
        wishes.mappings = try map.map(HostMapping.init(written:))
        wishes.target = target
        wishes.estate = estate
        return wishes
    }
}

/// A moment such as `2026-11-24T08:00:00Z`.
func instant(written text: String) throws -> Instant {
    guard let seconds = secondsSinceEpoch(rfc3339: Array(text.utf8)[...]) else {
        throw GroundupError(.usage, "'\(printable(text))' is no time.", hint: "Write it as 2026-11-24T08:00:00Z.")
    }
    return Instant(seconds: seconds)
}

/// The name of an account.
func account(written text: String) throws -> String {
    guard ConfigurationDocument.isName(text) else {
        throw GroundupError(
            .usage, "'\(printable(text))' cannot be the name of an account.",
            hint: "Use letters, digits, dots, dashes and underscores.")
    }
    return text
}

extension IncidentKind: ExpressibleByArgument {}
