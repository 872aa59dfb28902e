package import Contracts
internal import Formats
package import RecoveryPlan

/// Writes the plan's canonical document: the very bytes whose SHA-256 is the plan's digest, which approvers sign.
package struct JSONEmitter: Emitter {
    package let format = "json"

    package init() {}

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        [EmittedFile(name: "plan.json", contents: String(decoding: PlanDocument.bytes(plan), as: UTF8.self))]
    }
}
