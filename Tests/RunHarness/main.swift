// Runs a generated plan of small controller steps through the real executor, journal and step runner, so that a test can
// kill it at any moment. Usage: RunHarness FOLDER RUN SHAPE; it begins the run, or resumes it when the journal has it.

import Contracts
import Estate
import Foundation
import Host
import Orchestration
import RecoveryPlan
import RunMachine
import Store

/// Prints what happened, one line each.
struct LineObserver: RunObserver {
    func observe(_ change: RunChange, at time: Instant) async {
        switch change {
        case .started(let step, let attempt, let isAttached):
            print(isAttached ? "attached" : "started", step, attempt)
        case .succeeded(let step, let milliseconds): print("succeeded", step, milliseconds)
        case .failed(let failure, let pause): print("failed", failure, pause as Any)
        case .skipped(let step, _): print("skipped", step)
        case .warning(let text): print("warning", text)
        case .finished(let outcome): print("finished", outcome)
        case .opened, .stopRequested, .replanned, .decided, .refused, .verified: break
        }
        fflush(nil)
    }
}

/// Each body proves with a lock that no other copy of it runs, and leaves exactly one line however often it is repeated.
let script = #"""
    set -eu
    exec 8>> "$GU_FOLDER/$GU_NAME.lock"
    if ! flock -n 8; then echo "$GU_NAME" >> "$GU_FOLDER/violations"; fi
    for need in $GU_NEEDS; do
        [ -s "$GU_FOLDER/$need.effect" ] || echo "$GU_NAME before $need" >> "$GU_FOLDER/violations"
    done
    echo x >> "$GU_FOLDER/$GU_NAME.begun"
    # Something else fills the controller's disk in the middle of this step.
    if [ "$GU_NAME" = step115 ] && [ -e "$GU_FOLDER/fill" ]; then
        rm "$GU_FOLDER/fill"
        cat /dev/zero > "$GU_FOLDER/state/filler" 2> /dev/null || true
    fi
    echo "$GU_NAME works"
    sleep "$GU_SECONDS"
    echo "effect of $GU_NAME" > "$GU_FOLDER/$GU_NAME.effect.new"
    mv "$GU_FOLDER/$GU_NAME.effect.new" "$GU_FOLDER/$GU_NAME.effect"
    """#

/// - Parameter shape: another number, another graph.
func harnessPlan(_ folder: String, shape: Int) -> Plan {
    var plan = Plan(estate: "harness", estateDigest: "", scope: ["all"], asOf: Instant(seconds: 0))
    plan.bodies = ["body": script]
    plan.capacities = [Capacity(name: "slots", units: 4)]
    plan.steps = (100..<130).map { number in
        // In every other shape most steps are ready at once, so that starts are announced ahead.
        let isWide = shape % 2 == 1 && number < 124
        let needs = [number - 2 - (shape + number) % 4, number - 3 - (7 * shape + number) % 9]
            .filter { $0 >= 100 && !isWide }
        let parameters = [
            Parameter(name: "GU_FOLDER", value: folder), Parameter(name: "GU_NAME", value: "step\(number)"),
            Parameter(name: "GU_NEEDS", value: needs.map { "step\($0)" }.joined(separator: " ")),
            Parameter(name: "GU_SECONDS", value: "0.\(number % 3 * 3 + 3)"),
        ]
        return Step(
            id: StepID("work/step\(number)"), title: "", asset: AssetID("a"), target: AssetID("a"), place: .controller,
            body: "body", parameters: parameters,
            needs: Set(needs).sorted().map { Need(step: StepID("work/step\($0)"), why: "test") },
            capacities: [CapacityUse(capacity: "slots", units: 1)], estimate: Estimate(seconds: 1, basis: "test"),
            timeout: 60, attempts: 1, why: "test")
    }
    return plan
}

if CommandLine.arguments.count == 4, CommandLine.arguments[1] == SupervisorService.argument {
    SupervisorService.serve(steps: CommandLine.arguments[2], memory: CommandLine.arguments[3])
    exit(0)
}
guard CommandLine.arguments.count == 4, let run = RunID(CommandLine.arguments[2]),
    let shape = Int(CommandLine.arguments[3])
else {
    print("usage: RunHarness FOLDER RUN SHAPE")
    exit(64)
}
let folder = CommandLine.arguments[1]
let database = try StateDatabase(folder: folder + "/state")
let executor = try RunExecutor(
    plan: harnessPlan(folder, shape: shape), run: run, journal: database,
    steps: HostStepRunner(state: folder + "/state", sshConfiguration: nil, hosts: []), secrets: SecretPlaces(),
    clock: SystemClock(), observer: LineObserver())
do {
    let outcome =
        if let record = try await database.run(run) {
            try await executor.resume(record, stops: InterruptSignals())
        } else {
            try await executor.start(planDigest: "harness", stops: InterruptSignals())
        }
    exit(outcome == .succeeded ? 0 : 1)
} catch let error as GroundupError {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(error.code.exitStatus)
}
