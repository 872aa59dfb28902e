package import Estate
package import RecoveryPlan

/// A signed statement as it was received; only verification tells whether it counts.
package struct StoredDecision: Hashable, Sendable {
    /// `nil` for a standing approval.
    package let planDigest: String?
    package let statement: [UInt8]
    package let signature: [UInt8]
    package let receivedAt: Instant

    package init(planDigest: String?, statement: [UInt8], signature: [UInt8], receivedAt: Instant) {
        self.planDigest = planDigest
        self.statement = statement
        self.signature = signature
        self.receivedAt = receivedAt
    }
}

/// Why a restoration may be asked for, as people wrote it down.
package struct IncidentRecord: Hashable, Sendable {
    package let id: String
    package var kind: IncidentKind
    package var because: String
    package var openedBy: String
    package var openedAt: Instant
    /// Applications and assets that are concerned; empty for the whole estate.
    package var scope: [String]
    package var compromisedAt: Instant?
    /// The account of who did harm.
    package var person: String?
    /// Where more is written: ticket numbers, addresses, paths.
    package var evidence: [String]
    package var closing: Closing?

    /// Who ended it, when and why.
    package struct Closing: Hashable, Sendable {
        package let by: String
        package let at: Instant
        package let because: String

        package init(by: String, at: Instant, because: String) {
            self.by = by
            self.at = at
            self.because = because
        }
    }

    package init(id: String, kind: IncidentKind, because: String, openedBy: String, openedAt: Instant) {
        self.id = id
        self.kind = kind
        self.because = because
        self.openedBy = openedBy
        self.openedAt = openedAt
        scope = []
        evidence = []
    }

    package var isOpen: Bool { closing == nil }

    /// As a plan carries it.
    package var incident: Incident {
        Incident(kind, compromisedAt: compromisedAt, person: person, record: id)
    }
}

/// The document of an incident, or of a preflight, under the name that it is found by.
package struct StoredRecord: Hashable, Sendable {
    package let id: String
    package let bytes: [UInt8]
    package let time: Instant

    package init(id: String, bytes: [UInt8], time: Instant) {
        self.id = id
        self.bytes = bytes
        self.time = time
    }
}

/// Keeps what people decided and what was checked before; what a call wrote is on disk when it returns, and is never
/// changed afterwards.
package protocol DecisionStore: Sendable {
    func save(_ decision: StoredDecision) async throws

    /// All decisions on a plan, or all standing ones for `nil`, in the order in which they came.
    func decisions(on planDigest: String?) async throws -> [StoredDecision]

    /// Adds a revision of an incident; throws when there is one of this number already.
    func save(incident: StoredRecord, revision: Int) async throws

    /// The newest revision of every incident, newest incident first.
    func incidents() async throws -> [StoredRecord]

    /// Keeps what a preflight found, and the 5,000 before it; `id` is the plan's digest, or empty.
    func save(preflight: StoredRecord) async throws

    /// The newest first.
    func preflights(limit: Int) async throws -> [StoredRecord]
}
