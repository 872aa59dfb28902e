internal import Contracts
internal import DependencyGraph
package import Estate
internal import Formats
package import RecoveryPlan

/// A plan as it lies in the state, with the exact bytes that are signed.
package struct StoredPlan: Sendable {
    package let plan: Plan
    package let digest: String
    package let bytes: [UInt8]
}

extension Workplace {
    /// The estate with this digest or beginning of it, the newest when `nil`; an error says how to get one.
    package func newestEstate(_ digest: String? = nil) async throws -> (estate: Estate, digest: String) {
        guard let document = try await documents.estate(digest) else {
            throw GroundupError(
                .state, digest.map { "There is no estate '\($0)'." } ?? "No estate was discovered yet.",
                hint: "Run 'groundup discover' first.")
        }
        let estate = try EstateDocument.read(document.bytes, name: "estate \(document.digest)")
        return (SettledEstate(estate).withDoubts, document.digest)
    }

    /// The plan with this digest or beginning of it, the newest when `nil`; an error says how to get one.
    package func storedPlan(_ digest: String?) async throws -> StoredPlan {
        guard let document = try await documents.plan(digest) else {
            throw GroundupError(
                .state, digest.map { "There is no plan '\($0)'." } ?? "No plan was made yet.",
                hint: "Run 'groundup plan' first.")
        }
        // Approvals name the digest: bytes that were changed in the state are another plan, which nobody approved.
        let found = sha256(document.bytes)
        guard found == document.digest else {
            throw GroundupError(
                .approval,
                "Plan \(document.digest.prefix(12)) was changed in the state: its bytes are \(found.prefix(12)).",
                hint: "Plan again, and find out who changed \(state)/groundup.sqlite.")
        }
        let plan = try PlanDocument.read(document.bytes, name: "plan \(document.digest)")
        return StoredPlan(plan: plan, digest: document.digest, bytes: document.bytes)
    }

    /// Stores an estate under its digest.
    package func save(_ estate: Estate) async throws -> String {
        let bytes = EstateDocument.bytes(estate)
        let digest = sha256(bytes)
        try await documents.save(estate: StoredDocument(digest: digest, bytes: bytes, time: estate.observedAt))
        return digest
    }

    /// Stores a plan under the digest that approvers sign.
    package func save(_ plan: Plan) async throws -> String {
        let bytes = PlanDocument.bytes(plan)
        let digest = sha256(bytes)
        try await documents.save(plan: StoredDocument(digest: digest, bytes: bytes, time: clock.now()))
        return digest
    }
}
