package import Estate

/// What an audit record is about; new kinds may be added, and a record of an unknown kind is verified like any other.
package struct AuditKind: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package static let estateSaved = AuditKind(rawValue: "estate-saved")
    package static let planMade = AuditKind(rawValue: "plan-made")
    /// A signed statement of a person on a plan, or on drills.
    package static let decided = AuditKind(rawValue: "decided")
    package static let incident = AuditKind(rawValue: "incident")
    package static let preflight = AuditKind(rawValue: "preflight")
    package static let mediaVerified = AuditKind(rawValue: "media-verified")
    /// A person asked something of a run.
    package static let asked = AuditKind(rawValue: "asked")
    package static let kitBuilt = AuditKind(rawValue: "kit-built")
    /// Backups that groundup ran, and what came of each.
    package static let backup = AuditKind(rawValue: "backup")
    package static let run = AuditKind(rawValue: "run")
    package static let step = AuditKind(rawValue: "step")
}

/// A detail of an audit record.
package enum AuditDetail: Hashable, Sendable {
    case text(String)
    case number(Int64)
    case texts([String])
    case pairs([String: String])
}

/// Something that was decided or done, before it has a place in the audit record.
package struct AuditEvent: Hashable, Sendable {
    package var kind: AuditKind
    /// The person or program; whoever runs groundup when `nil`.
    package var who: String?
    /// What it is about: a run, a step, a digest.
    package var subject: String
    /// Never a secret's value.
    package var details: [String: AuditDetail]

    package init(_ kind: AuditKind, who: String? = nil, subject: String, details: [String: AuditDetail] = [:]) {
        self.kind = kind
        self.who = who
        self.subject = subject
        self.details = details
    }
}

/// One record of the audit chain.
package struct AuditRecord: Hashable, Sendable {
    /// Counts from 1 without gaps.
    package var number: Int64
    package var time: Instant
    package var kind: AuditKind
    package var who: String
    package var subject: String
    package var details: [String: AuditDetail]
    /// SHA-256 of the record before, in hexadecimal; zeros in the first.
    package var previous: String

    package init(
        number: Int64, time: Instant, kind: AuditKind, who: String, subject: String, details: [String: AuditDetail],
        previous: String
    ) {
        self.number = number
        self.time = time
        self.kind = kind
        self.who = who
        self.subject = subject
        self.details = details
        self.previous = previous
    }

    /// What the first record names as the one before.
    package static let beginning = String(repeating: "0", count: 64)
}

/// How far the chain reaches, and the hash that stands for all of it.
package struct AuditHead: Hashable, Sendable {
    package let number: Int64
    package let hash: String

    package init(number: Int64, hash: String) {
        self.number = number
        self.hash = hash
    }
}

/// A head, signed by the installation.
package struct AuditSeal: Hashable, Sendable {
    package let head: AuditHead
    package let time: Instant
    /// Armoured.
    package let signature: String

    package init(head: AuditHead, time: Instant, signature: String) {
        self.head = head
        self.time = time
        self.signature = signature
    }
}

/// A record as it is kept: the bytes that its hash covers.
package struct StoredAuditRecord: Hashable, Sendable {
    package let bytes: [UInt8]
    package let hash: String

    package init(bytes: [UInt8], hash: String) {
        self.bytes = bytes
        self.hash = hash
    }
}

/// The record of everything that was decided and done, each entry bound to the one before by its hash.
///
/// What a call wrote is on disk when it returns. Several processes may append at the same time; the chain stays one.
package protocol AuditLog: Sendable {
    func record(_ event: AuditEvent, at time: Instant) async throws

    /// Records in order, with greater numbers than this one.
    func records(after number: Int64, limit: Int) async throws -> [StoredAuditRecord]

    /// `nil` while nothing was recorded.
    func head() async throws -> AuditHead?

    /// Oldest first.
    func seals() async throws -> [AuditSeal]

    func keep(_ seal: AuditSeal) async throws
}

/// The key of this installation, made when it is first asked for.
package protocol InstallationKey: Signer {
    /// Type and base64, without comment.
    func publicKey() async throws -> String
}

/// A place outside the state that remembers heads, so that a shortened record is noticed.
package protocol AuditAnchor: Sendable {
    /// What a warning calls it.
    var name: String { get }

    /// Hands a seal over; throws when it cannot be sure that it arrived.
    func anchor(_ seal: AuditSeal) async throws
}
