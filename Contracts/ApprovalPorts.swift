/// Signs the exact bytes of a plan.
package protocol Signer: Sendable {
    /// The armoured signature; throws when the key cannot be used.
    func sign(_ plan: [UInt8]) async throws -> [UInt8]
}

/// Says whether a signature over the exact bytes of a plan is an approver's.
package protocol SignatureVerifier: Sendable {
    /// Throws only when nothing could be verified, such as when the tool is missing.
    func verify(_ signature: [UInt8], over plan: [UInt8], by approver: ApproverEntry) async throws -> Bool
}
