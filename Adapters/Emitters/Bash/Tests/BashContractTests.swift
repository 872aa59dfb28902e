import Contracts
import Host
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
