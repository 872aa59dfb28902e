import Contracts
import Estate
import Host
import RecoveryPlan
import TestKit
import Testing

@testable import PlanForms

/// What happens when a step, or whoever called it, is killed.
@Suite struct StepInterruptionTests {
    /// Says that it runs, and waits for a sign to go on.
    private let wait = """
        set -eu
        cd "$WORK"
        echo "begin $GU_NUMBER" >> notes
        until [ -e go ] || [ ! -d "$WORK" ]; do ps > /dev/null; done
        echo "end $GU_NUMBER" >> notes
        """

    private func folder(_ place: StepPlace) throws -> EmittedFolder {
        let steps = (1...2).map {
            EmitterPlans.numbered(EmitterPlans.step("do/\($0)/x", place, body: "wait", uses: ["one"]))
        }
        let plan = EmitterPlans.plan(
            steps, bodies: ["wait": wait], capacities: [Capacity(name: "one", units: 1)])
        return try EmittedFolder(
            StepFolder(plan, digest: EmitterPlans.digest).files, runner: SubprocessRunner())
    }

    private func run(_ folder: EmittedFolder, _ script: String) async throws -> ProcessResult {
        let begun = #"begun() { until grep -q -x "begin $1" notes 2> /dev/null; do ps > /dev/null; done; }"#
        return try await folder.run("bash", ["-c", begun + "\n" + script])
    }

    @Test(arguments: [StepPlace.controller, .target]) func aSecondCallWaitsForTheFirst(place: StepPlace) async throws {
        let folder = try folder(place)
        let result = try await run(
            folder,
            """
            ./step run 0001-do-1-x > said1 & first=$!
            begun 1
            ./step run 0001-do-1-x > said2 & second=$!
            : > go
            wait "$first" && wait "$second"
            """)
        #expect(result.succeeded, "\(result.errors)")
        #expect(folder.lines("notes") == ["begin 1", "end 1"])
        #expect(folder.read("said2") == "")
    }

    @Test func aSignalEndsTheBody() async throws {
        let folder = try folder(.controller)
        let result = try await run(
            folder,
            """
            ./step run 0001-do-1-x > said & step=$!
            begun 1
            kill "$step"
            wait "$step"
            echo "status $?"
            : > go
            ./step run 0001-do-1-x > said
            """)
        #expect(result.text == "status 143\n")
        // The body was ended, so it wrote no end; the second attempt did.
        #expect(folder.lines("notes") == ["begin 1", "begin 1", "end 1"])
        #expect(folder.exists("state/done/0001-do-1-x"))
    }

    @Test func whatAKilledStepHeldIsFree() async throws {
        let folder = try folder(.controller)
        let result = try await run(
            folder,
            """
            ./step run 0001-do-1-x > said & step=$!
            begun 1
            kill -9 "$step"
            wait "$step" 2> /dev/null
            : > go
            ./step run 0002-do-2-x > said && ./step run 0001-do-1-x > said
            """)
        #expect(result.succeeded, "\(result.errors)")
        #expect(folder.lines("notes").contains("end 2"))
        #expect(folder.exists("state/done/0001-do-1-x"))
    }

    @Test func theFirstOfTheScheduleGoesFirst() async throws {
        let steps = (1...5).map {
            EmitterPlans.numbered(EmitterPlans.step("do/\($0)/x", body: $0 == 1 ? "wait" : "note", uses: ["one"]))
        }
        let plan = EmitterPlans.plan(
            steps, bodies: ["wait": wait, "note": EmitterPlans.note], capacities: [Capacity(name: "one", units: 1)])
        let folder = try EmittedFolder(StepFolder(plan, digest: "d").files, runner: SubprocessRunner())
        let result = try await run(
            folder,
            """
            ./step run 0001-do-1-x > said1 &
            begun 1
            for number in 5 3 4 2; do
                ./step run "000$number-do-$number-x" > "said$number" &
                until grep -q waits "state/active/000$number-do-$number-x" 2> /dev/null; do ps > /dev/null; done
            done
            : > go
            wait
            """)
        #expect(result.succeeded, "\(result.errors)")
        #expect(
            folder.lines("notes").filter { $0.hasPrefix("begin") }.map { $0.prefix(7) } == (1...5).map { "begin \($0)" }
        )
    }

    @Test func shellcheckFindsNothing() async throws {
        let folder = try folder(.target)
        let result = try await folder.run(
            "shellcheck", ["step", "parts/asking.sh", "parts/limits.sh", "parts/running.sh", "parts/ssh"])
        #expect(result.succeeded, "\(result.text)\(result.errors)")
        for name in ["settings", "secrets", "steps/0001-do-1-x.about", "steps/0001-do-1-x.env"] {
            // What only others read looks unused here.
            let part = try await folder.run("shellcheck", ["-s", "sh", "-e", "SC2034", "parts/\(name)"])
            #expect(part.succeeded, "\(part.text)\(part.errors)")
        }
    }
}
