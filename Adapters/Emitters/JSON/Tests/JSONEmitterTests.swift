import Contracts
import Formats
import Host
import RecoveryPlan
import TestKit
import Testing

@testable import JSONEmitter

@Suite struct JSONEmitterTests {
    private struct Harness: EmitterHarness {
        let emitter: any Emitter = JSONEmitter()
        let runner: any ProcessRunner = SubprocessRunner()
        let namesPlan = false

        func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
            let plan = try PlanDocument.read(Array((folder.read("plan.json") ?? "").utf8), name: "plan.json")
            return plan.steps.map { step in
                EmittedStep(
                    name: step.id.text, needs: step.needs.map(\.step.text), values: step.parameters.map(\.value))
            }
        }
    }

    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(Harness())
        #expect(violations == [])
    }

    @Test(arguments: [EmitterPlans.plain, EmitterPlans.hostile]) func itsHashIsTheDigest(plan: Plan) async throws {
        let folder = try EmittedFolder(JSONEmitter().emit(plan, digest: ""), runner: SubprocessRunner())
        let sum = try await folder.run("sha256sum", ["plan.json"])
        #expect(sum.text == "\(PlanDocument.digest(plan))  plan.json\n")
        #expect(try PlanDocument.read(Array((folder.read("plan.json") ?? "").utf8), name: "plan.json") == plan)
    }
}
