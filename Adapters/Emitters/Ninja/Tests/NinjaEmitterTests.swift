import Contracts
import Estate
import Host
import RecoveryPlan
import TestKit
import Testing

@testable import NinjaEmitter

@Suite struct NinjaEmitterTests {
    private struct Harness: EmitterHarness, RunnableHarness {
        let emitter: any Emitter = NinjaEmitter()
        let runner: any ProcessRunner = SubprocessRunner()
        let command = ["ninja", "-k", "0", "-j40"]

        /// What ninja itself says that each mark needs.
        func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
            let files = try await folder.stepFiles()
            let marks = files.map { "state/done/\($0.name)" }
            let answer = try await folder.run("ninja", ["-t", "query"] + marks)
            var needs: [String: [String]] = [:]
            var current = ""
            for line in answer.text.split(separator: "\n") {
                if !line.hasPrefix(" ") { current = String(line.dropLast().split(separator: "/").last ?? "") }
                if line.hasPrefix("    || state/done/") {
                    needs[current, default: []].append(String(line.dropFirst(18)))
                }
            }
            return files.map { EmittedStep(name: $0.name, needs: needs[$0.name] ?? [], values: $0.values) }
        }
    }

    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(Harness())
        #expect(violations == [])
    }

    @Test func ninjaRunsWhatThePlanSays() async throws {
        let violations = try await RunnableContract.violations(Harness())
        #expect(violations == [])
    }

    @Test func capacitiesArePoolsWhereTheyCanBe() throws {
        let steps = [
            EmitterPlans.step("do/1/a", uses: ["wide", "narrow"]), EmitterPlans.step("do/2/b", uses: ["uneven"]),
            EmitterPlans.step("do/3/c", uses: ["uneven"], units: 2),
            EmitterPlans.step("do/4/d", uses: ["double"], units: 2),
        ]
        let capacities = ["double": 5, "narrow": 1, "uneven": 4, "wide": 3].map { Capacity(name: $0, units: $1) }
        let plan = EmitterPlans.plan(steps, capacities: capacities)
        let text = try #require(NinjaEmitter().emit(plan, digest: "d").last?.contents)
        // In the plan's order: double, narrow, uneven, wide.
        #expect(text.contains("pool capacity0\n  depth = 2\n"))
        #expect(text.contains("label = 0001-do-1-a\n  pool = capacity1\n"))
        #expect(!text.contains("pool capacity2\n"))
        #expect(text.contains("label = 0004-do-4-d\n  pool = capacity0\n"))
    }
}
