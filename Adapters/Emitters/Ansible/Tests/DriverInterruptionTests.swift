import Contracts
import Host
import TestKit
import Testing

@testable import AnsibleEmitter

/// The driver is asked to stop, or dies; something quicker stands in for Ansible.
@Suite struct DriverInterruptionTests {
    private func folder() throws -> EmittedFolder {
        let wait = """
            set -eu
            cd "$WORK"
            echo "begin $GU_NUMBER" >> notes
            until [ -e go ] || [ ! -d "$WORK" ]; do ps > /dev/null; done
            echo "end $GU_NUMBER" >> notes
            """
        let steps = [
            EmitterPlans.step("do/1/a"), EmitterPlans.step("do/2/b", body: "wait", needs: ["do/1/a"]),
            EmitterPlans.step("do/3/c", needs: ["do/2/b"]),
        ]
        let plan = EmitterPlans.plan(
            steps.map(EmitterPlans.numbered), bodies: ["note": EmitterPlans.note, "wait": wait])
        let folder = try EmittedFolder(
            AnsibleEmitter().emit(plan, digest: EmitterPlans.digest), runner: SubprocessRunner())
        try folder.write(
            "bin/ansible-playbook", "#!/bin/sh\nlabel=${3##*/}\nexec ./step run \"${label%.yml}\"\n", isExecutable: true
        )
        return folder
    }

    private func run(_ folder: EmittedFolder, _ script: String) async throws -> ProcessResult {
        let tools = #"""
            begun() { until grep -q -x "begin $1" notes 2> /dev/null; do ps > /dev/null; done; }
            stopping() { until grep -q 'No more steps' said; do ps > /dev/null; done; }
            """#
        return try await folder.run("bash", ["-c", tools + "\n" + script])
    }

    @Test func oneSignalLetsRunningStepsFinish() async throws {
        let folder = try folder()
        let result = try await run(
            folder,
            "./restore > said 2>&1 & pid=$!\nbegun 2\nkill $pid\nstopping\n: > go\nwait $pid; echo $?\n./restore > said"
        )
        #expect(result.succeeded && result.text == "1\n", "\(folder.read("said") ?? "")")
        #expect(folder.lines("notes").filter { $0.hasPrefix("end") } == ["end 1", "end 2", "end 3"])
    }

    @Test func twoSignalsEndRunningSteps() async throws {
        let folder = try folder()
        let result = try await run(
            folder, "./restore > said 2>&1 & pid=$!\nbegun 2\nkill $pid\nstopping\nkill $pid\nwait $pid; echo $?")
        #expect(result.text == "1\n", "\(folder.read("said") ?? "")")
        #expect(folder.read("said")?.contains("FAILED   do/2/b") == true)
        #expect(folder.lines("notes").filter { $0.hasPrefix("end") } == ["end 1"])
    }

    @Test func aKilledDriverGoesOnWhereItWas() async throws {
        let folder = try folder()
        let result = try await run(
            folder,
            """
            ./restore > said 2>&1 & pid=$!
            begun 2
            kill -9 $pid
            wait $pid 2> /dev/null
            ./restore > said 2>&1; echo "while it runs $?"
            : > go
            while :; do
                ./restore > said 2>&1; status=$?
                [ $status = 75 ] || break
            done
            exit $status
            """)
        #expect(result.succeeded, "\(folder.read("said") ?? "")")
        // What the killed driver had started still runs, so a second one has to wait; then it is found done.
        #expect(result.text == "while it runs 75\n")
        let ends = folder.lines("notes").filter { $0.hasPrefix("end") }
        #expect(ends == ["end 1", "end 2", "end 3"])
    }
}

/// The driver's decisions without processes, in Python as they are written in it.
@Suite struct DriverOrderTests {
    @Test func heldStepsWaitAndOthersGoOn() async throws {
        let folder = try EmittedFolder(
            AnsibleEmitter().emit(EmitterPlans.plain, digest: "d"), runner: SubprocessRunner())
        try folder.write("decide.py", decide)
        let result = try await folder.run("python3", ["decide.py"])
        #expect(result.succeeded, "\(result.errors)")
    }
}

private let decide = """
    import pathlib, sys
    sys.path.insert(0, "parts")
    from order import Plan, Run

    plan = Plan(pathlib.Path("parts/plan.json"))
    numbers = range(len(plan.steps))
    held = {2}
    run = Run(plan, set(numbers), set(), 9, lambda number: number in held)
    def start_all():
        started = []
        while (number := run.startable()) is not None:
            run.start(number)
            started.append(number)
        return started
    assert start_all() == [0]
    assert run.finish(0, True) == []
    assert start_all() == [1], "the third step is held"
    assert run.finish(1, True) == []
    assert start_all() == [3]
    assert sorted(run.finish(3, False)) == [4, 6, 7], "what waits for the fourth is skipped"
    assert start_all() == [] and not run.running
    held.clear()
    assert start_all() == [2]
    assert run.finish(2, True) == [] and start_all() == [5]
    assert run.finish(5, True) == [] and start_all() == []
    assert not run.waits and run.failed == {3} and run.skipped == {4, 6, 7}

    # Capacities: of three that take one of two units each, two start.
    plan.limits[:] = [2] * len(plan.limits)
    for step in plan.steps:
        step["needs"], step["uses"] = [], [[0, 1]]
    run = Run(plan, {0, 1, 2}, set(), 9, lambda number: False)
    assert start_all() == [0, 1]
    run.finish(1, True)
    assert start_all() == [2]
    """
