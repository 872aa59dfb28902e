internal import ByteParsing
package import Contracts
package import Estate
internal import Formats
package import RecoveryPlan

/// What a person says who opens an incident.
package struct IncidentWish: Hashable, Sendable {
    package var kind: IncidentKind
    package var because: String
    package var person: String
    package var scope: [String] = []
    package var compromisedAt: Instant?
    /// The account of who did harm.
    package var account: String?
    package var evidence: [String] = []

    package init(_ kind: IncidentKind, because: String, by person: String) {
        self.kind = kind
        self.because = because
        self.person = person
    }
}

extension Workplace {
    /// Writes an incident down; its id is made from the moment and from chance.
    package func openIncident(_ wish: IncidentWish, chance: UInt16) async throws -> IncidentRecord {
        let now = clock.now()
        let day = (rfc3339(secondsSinceEpoch: now.seconds) ?? "").prefix(10).filter { $0 != "-" }
        let digits = String(chance, radix: 16)
        let id = "inc-\(day)-\(String(repeating: "0", count: 4 - digits.count))\(digits)"
        var incident = IncidentRecord(
            id: id, kind: wish.kind, because: wish.because, openedBy: try requester(wish.person), openedAt: now)
        incident.scope = wish.scope
        incident.compromisedAt = wish.compromisedAt
        incident.person = wish.account
        incident.evidence = wish.evidence
        for text in [wish.because, wish.person] + wish.evidence { try Self.requireLine(text) }
        if let moment = wish.compromisedAt, moment > now {
            throw GroundupError(.usage, "The time of compromise lies in the future.", hint: "Give a time in UTC.")
        }
        try await decisions.save(incident: Self.stored(incident), revision: 1)
        return incident
    }

    /// All incidents, newest first.
    package func incidents() async throws -> [IncidentRecord] {
        try await decisions.incidents().map { try IncidentDocument.read($0.bytes, name: "incident \($0.id)") }
    }

    package func incident(_ id: String) async throws -> IncidentRecord {
        guard let incident = try await incidents().first(where: { $0.id == id }) else {
            throw GroundupError(.state, "There is no incident '\(id)'.", hint: "'groundup incident list' lists them.")
        }
        return incident
    }

    /// Ends an incident: no plan is made for it, and no run of one begins, any more.
    package func closeIncident(_ id: String, because: String, by person: String) async throws -> IncidentRecord {
        var incident = try await incident(id)
        try Self.requireOpen(incident, .usage)
        for text in [because, person] { try Self.requireLine(text) }
        incident.closing = IncidentRecord.Closing(by: person, at: clock.now(), because: because)
        try await decisions.save(incident: Self.stored(incident), revision: 2)
        return incident
    }

    /// Refuses a plan whose incident was closed meanwhile.
    ///
    /// An incident that this state knows nothing of refuses nothing: the plan was carried here, and is approved itself.
    func requireOpenIncident(of plan: Plan) async throws {
        guard let id = plan.incident.record,
            let incident = try await incidents().first(where: { $0.id == id })
        else { return }
        try Self.requireOpen(incident, .approval)
    }

    static func requireOpen(_ incident: IncidentRecord, _ code: ErrorCode) throws {
        guard let closing = incident.closing else { return }
        throw GroundupError(
            code, "Incident \(incident.id) was closed by \(closing.by): \(closing.because).",
            hint: "Open another one with 'groundup incident open', and plan under it.")
    }

    /// The name of who asks, which has to be told from every approver's.
    ///
    /// Whoever asks may not approve, so `alice` is not taken where `alice@corp.example` approves.
    package func requester(_ name: String) throws -> String {
        try Self.requireLine(name)
        let names = configuration.approvers.map(\.name)
        guard !names.contains(name) else { return name }
        let wanted = name.lowercased()
        let near = names.first { $0.lowercased() == wanted || $0.lowercased().hasPrefix("\(wanted)@") }
        if let near {
            throw GroundupError(
                .usage, "'\(name)' may be the approver '\(near)'.", hint: "Who approves is named alike everywhere.")
        }
        return name
    }

    private static func requireLine(_ text: String) throws {
        guard !text.isEmpty, StatementDocument.isOneLine(text) else {
            throw GroundupError(
                .usage, "A name, reason or reference is empty, too long, or has more than one line.",
                hint: "Write one line for each.")
        }
    }

    private static func stored(_ incident: IncidentRecord) -> StoredRecord {
        StoredRecord(id: incident.id, bytes: IncidentDocument.bytes(incident), time: incident.openedAt)
    }
}
