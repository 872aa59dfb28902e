import Contracts
import Host
import PlanForms
import RecoveryPlan
import TestKit
import Testing

@testable import BashEmitter

@Suite struct BashContractTests {
    private struct Harness: EmitterHarness, RunnableHarness {
        let emitter: any Emitter = BashEmitter()
        let runner: any ProcessRunner = SubprocessRunner()
        let command = ["bash", "restore.sh", "-j", "40"]

        /// The table of steps in the script, and what `--show` says of each.
        func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
            try folder.write("read.sh", reader)
            let answer = try await folder.run("bash", ["read.sh"])
            guard answer.succeeded else { return [EmittedStep(name: answer.errors, needs: [])] }
            return answer.text.split(separator: "\n").map { line in
                let words = line.split(separator: "\t").map(String.init)
                return EmittedStep(name: words[0], needs: Array(words.dropFirst()))
            }
        }
    }

    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(Harness())
        #expect(violations == [])
    }

    @Test func bashRunsWhatThePlanSays() async throws {
        let violations = try await RunnableContract.violations(Harness())
        #expect(violations == [])
    }

    @Test func aHoldPointWaitsForAPerson() async throws {
        var held = EmitterPlans.plain
        held.holds = [
            PlannedHold(step: StepID("do/3/provision"), because: "Is it's network cut off? $(touch pwned)")
        ]
        let plan = try StepFolder(held, digest: "d")
        let folder = try EmittedFolder(
            [EmittedFile(name: "restore.sh", contents: BashEmitter().script(plan))], runner: SubprocessRunner())
        let first = try await folder.run("bash", ["restore.sh"])
        #expect(first.outcome == .exited(1))
        #expect(first.text.contains("HOLD     do/3/provision: Is it's network cut off? $(touch pwned)\n"))
        let ended = folder.lines("notes").filter { $0.hasPrefix("end") }
        #expect(Set(ended) == ["end 1", "end 2", "end 4", "end 5"], "\(first.text)")
        #expect(try await folder.run("bash", ["restore.sh", "--release", "do/3/provision"]).succeeded)
        #expect(try await folder.run("bash", ["restore.sh"]).succeeded)
        #expect(folder.lines("notes").filter { $0.hasPrefix("end") }.count == 8)
        #expect(folder.all(named: "pwned") == [])
    }
}

/// The script's own table as bash reads it, without the part that runs it.
private let reader = #"""
    sed '/^main "\$@"$/,$d' restore.sh > table.sh
    . ./table.sh
    for number in "${!step_id[@]}"; do
        printf '%s' "${step_id[number]}"
        for need in ${step_needs[number]}; do printf '\t%s' "${step_id[need]}"; done
        echo
    done
    """#
