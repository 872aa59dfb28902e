import Contracts
import Host
import RecoveryPlan
import TestKit
import Testing

@testable import PlanForms

/// The contract suites notice what they are for.
@Suite struct ContractTests {
    private struct Faulty: EmitterHarness, Emitter {
        let format = "faulty"
        let fault: String
        let runner: any ProcessRunner = SubprocessRunner()
        var emitter: any Emitter { self }

        func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
            let name = fault == "leaves the folder" ? "../plan" : "plan"
            let order = fault == "is not the same twice" ? "\(plan.bodies.keys.map { $0 })" : ""
            let lines = try StepFolder(plan, digest: digest).steps.map { step in
                ([step.label] + step.needs.map { "do/\(EmitterPlans.number(in: plan.steps[$0].id.text) ?? 0)/" })
                    .joined(separator: " ")
            }
            let plan = fault == "forgets the plan" ? "" : digest
            return [EmittedFile(name: name, contents: plan + order + lines.joined(separator: "\n"))]
        }

        func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
            var steps = try await honest(folder)
            switch fault {
            case "loses a step": steps.removeLast()
            case "has a step twice": steps.append(steps[0])
            case "loses a need": steps[steps.count - 1] = EmittedStep(name: steps[steps.count - 1].name, needs: [])
            case "invents a step": steps.append(EmittedStep(name: "do/99/x", needs: []))
            case "changes a value":
                steps[0] = EmittedStep(name: steps[0].name, needs: steps[0].needs, values: ["other"])
            case "runs data": try folder.write("pwned", "")
            default: break
            }
            return steps
        }

        private func honest(_ folder: EmittedFolder) async throws -> [EmittedStep] {
            let text = folder.read("plan") ?? folder.read("../plan") ?? ""
            // The plain plan has eight steps, the hostile one has one for each text.
            let plan = text.contains("0001-do-1-image") ? EmitterPlans.plain : EmitterPlans.hostile
            return plan.steps.map { step in
                EmittedStep(
                    name: step.id.text, needs: step.needs.map(\.step.text), values: step.parameters.map(\.value))
            }
        }
    }

    @Test func anHonestFormPasses() async throws {
        let violations = try await EmitterContract.violations(Faulty(fault: "none"))
        #expect(violations == [])
    }

    @Test(arguments: [
        ("leaves the folder", "is not plain"), ("loses a step", "is not there"), ("has a step twice", "is there twice"),
        ("loses a need", "needs [] there"), ("invents a step", "is no step of the plan"),
        ("changes a value", "has other values"), ("runs data", "was run as a command"),
        ("forgets the plan", "of which plan"),
    ]) func aFaultIsNoticed(fault: String, sentence: String) async throws {
        let violations = try await EmitterContract.violations(Faulty(fault: fault))
        #expect(violations.contains { $0.contains(sentence) }, "\(violations)")
    }

    /// Runs the steps of the folder in its own, wrong way.
    private struct Careless: RunnableHarness, Emitter {
        let format = "careless"
        let runner: any ProcessRunner = SubprocessRunner()
        let command: [String]
        var emitter: any Emitter { self }

        init(_ script: String) {
            command = [
                "sh", "-c", "step() { label=${1##*/}; GU_NEEDS=off ./step run \"${label%.about}\"; }\n" + script,
            ]
        }

        func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
            try StepFolder(plan, digest: digest).files
        }
    }

    @Test(arguments: [
        (
            RunnableContract.Promise.order, "for file in $(ls -r parts/steps/*.about); do step $file || exit; done",
            "before"
        ),
        (.resumption, "for file in parts/steps/*.about; do step $file || exit; done", "with step 4 failing"),
        (
            .resumption, "rm -rf state; for file in parts/steps/*.about; do step $file; done",
            "a failed step gave success"
        ),
        (.resumption, "rm -rf state; for file in parts/steps/*.about; do step $file; done", "did something"),
        (
            .values,
            "for file in parts/steps/*.env; do sed -i 's/touch/echo/' $file; done; "
                + "for file in parts/steps/*.about; do step $file; done", "arrived changed"
        ),
        (.secrets, "for file in parts/steps/*.about; do step $file; done", "a step ran all the same"),
    ]) func carelessnessIsNoticed(promise: RunnableContract.Promise, script: String, sentence: String) async throws {
        let violations = try await RunnableContract.violations(Careless(script), of: [promise])
        #expect(violations.contains { $0.contains(sentence) }, "\(violations)")
    }
}
