import Contracts
import Estate
import Formats
import Orchestration
import RecoveryPlan
import Testing

/// Incidents are kept as they were written, and nothing begins under one that is closed.
@Suite("Incidents are records", .serialized)
struct IncidentRecordTests {
    private let office: Office
    private let workplace: Workplace

    init() async throws {
        office = try Office()
        workplace = try office.workplace([try await office.approver("alice", "operator")])
    }

    private func open() async throws -> IncidentRecord {
        var wish = IncidentWish(.attack, because: "ransom note", by: "carol")
        wish.scope = ["shop"]
        wish.compromisedAt = Instant(seconds: 999_000)
        wish.evidence = ["TICKET-1"]
        return try await workplace.openIncident(wish, chance: 7)
    }

    @Test("what was written comes back, and its document has one form")
    func kept() async throws {
        let incident = try await open()
        #expect(incident.id == "inc-19700112-0007")
        #expect(try await workplace.incident(incident.id) == incident)
        let bytes = IncidentDocument.bytes(incident)
        #expect(try IncidentDocument.read(bytes, name: "i") == incident)
        let closed = try await workplace.closeIncident(incident.id, because: "over", by: "carol")
        #expect(try await workplace.incidents() == [closed])
        #expect(try IncidentDocument.read(IncidentDocument.bytes(closed), name: "i") == closed)
    }

    @Test("a closed one refuses new plans and starts, and cannot be closed twice")
    func closed() async throws {
        let incident = try await open()
        let stored = try await office.plan(workplace) { $0.incident = incident.incident }
        try await office.decide(.approve, "alice", stored, workplace)
        _ = try await workplace.closeIncident(incident.id, because: "over", by: "carol")
        #expect(try await office.start(stored, workplace) == .approval)
        await #expect(throws: GroundupError.self) {
            try await workplace.closeIncident(incident.id, because: "again", by: "carol")
        }
    }

    @Test("a time in the future, an empty reason and one of two lines are refused")
    func refused() async throws {
        var wish = IncidentWish(.disaster, because: "fire", by: "carol")
        wish.compromisedAt = Instant(seconds: 2_000_000)
        await #expect(throws: GroundupError.self) { try await workplace.openIncident(wish, chance: 1) }
        for because in ["", "a\nb"] {
            await #expect(throws: GroundupError.self) {
                try await workplace.openIncident(IncidentWish(.disaster, because: because, by: "carol"), chance: 1)
            }
        }
    }

    @Test("who approves may depend on what happened")
    func approvals() async throws {
        let eve = try await office.approver("eve", "security")
        let alice = try await office.approver("al", "operator")
        let place = try office.workplace([alice, eve]) { configuration in
            configuration.incidents[.attack] = IncidentEntry(
                measures: IncidentPolicy(.attack), approvals: [RoleRequirement(role: "security", count: 1)])
        }
        let stored = try await office.plan(place) { $0.incident = Incident(.attack) }
        await #expect(throws: GroundupError.self) { try await office.decide(.approve, "al", stored, place) }
        #expect(try await office.decide(.approve, "eve", stored, place).isSufficient)
    }
}
