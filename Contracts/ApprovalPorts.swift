package import Estate

/// What a person decided.
package enum Decision: String, Hashable, Sendable, CaseIterable {
    case approve
    /// Nothing runs until it is withdrawn, or followed by another decision of the same person.
    case reject
    /// Earlier decisions of the person are as if they had not been made.
    case withdraw
}

/// What a statement is about.
package enum StatementSubject: Hashable, Sendable {
    /// Exactly one plan, by the SHA-256 of its bytes and of its estate document.
    case plan(digest: String, estate: String)
    /// Every drill of these applications; never a restore.
    case drills(applications: [String])
}

/// A decision as it is signed: the plan, the person, the role and the time cannot be altered without the key.
package struct ApprovalStatement: Hashable, Sendable {
    package var subject: StatementSubject
    package var decision: Decision
    package var person: String
    package var role: String
    package var signedAt: Instant
    /// From this moment on it does not count; `nil` for decisions that do not end by themselves.
    package var expiresAt: Instant?
    /// One line; empty where none was given.
    package var reason: String

    package init(
        subject: StatementSubject, decision: Decision, person: String, role: String, signedAt: Instant,
        expiresAt: Instant?, reason: String
    ) {
        self.subject = subject
        self.decision = decision
        self.person = person
        self.role = role
        self.signedAt = signedAt
        self.expiresAt = expiresAt
        self.reason = reason
    }
}

/// Signs the exact bytes of a statement.
package protocol Signer: Sendable {
    /// The armoured signature; throws when the key cannot be used.
    func sign(_ statement: [UInt8]) async throws -> [UInt8]
}

/// Says whether a signature over exact bytes is an approver's.
package protocol SignatureVerifier: Sendable {
    /// The fingerprint of the key that signed, when it is the approver's; `nil` when the signature does not hold.
    ///
    /// Throws only when nothing could be verified, such as when the tool or the file of signers is missing.
    func verify(_ signature: [UInt8], over statement: [UInt8], by approver: ApproverEntry) async throws -> String?
}
