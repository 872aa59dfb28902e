internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Orchestration
internal import RecoveryPlan
internal import RunMachine

/// `groundup restore PLAN`: runs an approved plan, then compares the rebuilt estate with the original.
struct RestoreCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Run an approved plan unattended, then discover again and compare with the original.",
        discussion: """
            Nothing is asked once it runs. Killed at any moment, it is continued by 'groundup resume'. The first Ctrl-C lets \
            running steps finish, the second leaves them to go on by themselves; closing the terminal stops nothing on hosts.

            Exits with 0 when every step succeeded and everything that was compared came back, 3 when the rebuilt estate \
            differs, 12 without approval, 14 when a step failed or the run was stopped, 16 when something that the run needs is \
            not there: nothing was started then.

            Examples:
              groundup restore
              groundup restore 3fa2c1d9 --progress plain
              groundup restore 3fa2c1d9 --open
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var progress: ProgressOptions
    @Argument(help: "The beginning of a plan's digest; the newest plan when absent.") var plan: String?
    @Flag(help: "Open the run only, for another engine that calls 'groundup step', and print its name.") var open =
        false

    func run() async throws {
        let workplace = try common.workplace()
        let stored = try await workplace.storedPlan(plan)
        let chance = UInt32.random(in: .min ... .max)
        guard let run = RunID.make(at: workplace.clock.now(), chance: chance) else {
            throw GroundupError(.state, "The controller's clock shows no date.", hint: "Set its clock.")
        }
        if open {
            try await workplace.open(stored, as: run)
            return Console.data(run.text)
        }
        let outcome = try await workplace.restore(
            stored, as: run, observer: progress.observer(workplace), stops: progress.stops)
        try await conclude(run, outcome, in: workplace)
    }
}

/// `groundup resume`: goes on with a run that was killed, stopped or has failed steps.
struct ResumeCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a run: what succeeded is kept, what runs is waited for, what failed is tried again.",
        discussion: """
            Examples:
              groundup resume
              groundup resume 20261123T213000-4f2a9c01
              groundup resume --rescue /media/usb/rescue
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var progress: ProgressOptions
    @Argument(help: "The run; the newest that has not succeeded when absent.") var name: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Go on with a run of another controller, from the file 'rescue' in its folder.", valueName: "file"))
    var rescue: String?

    func run() async throws {
        let workplace = try common.workplace()
        if let rescue {
            let (run, outcome) = try await workplace.resume(
                rescued: try bytes(ofFile: rescue), name: rescue, observer: progress.observer(workplace),
                stops: progress.stops)
            return try await conclude(run, outcome, in: workplace)
        }
        if let id = try name.map(runID), let ended = try await workplace.journal.run(id)?.end, ended.isComplete {
            // Killed between its last step and the comparison.
            return try await conclude(id, ended, in: workplace)
        }
        let (run, outcome) = try await workplace.resume(
            try name.map(runID), observer: progress.observer(workplace), stops: progress.stops)
        try await conclude(run, outcome, in: workplace)
    }
}

/// Compares what stands now with the original, stores it, and ends with the exit code that says how it went.
private func conclude(_ run: RunID, _ outcome: RunOutcome, in workplace: Workplace) async throws {
    guard outcome.isComplete else {
        throw GroundupError(
            .runFailed, "Run \(run) ended \(outcome.rawValue).",
            hint: outcome.canGoOn
                ? "'groundup report \(run)' says what failed; 'groundup resume \(run)' goes on."
                : "'groundup report \(run)' says how far it came.")
    }
    let plan = try await workplace.storedPlan(try await workplace.journal.run(run)?.planDigest).plan
    let original = try await workplace.newestEstate(plan.estateDigest).estate
    let (comparison, rebuilt) = try await Rediscovery(workplace).compare(with: original, after: plan)
    _ = try await workplace.save(rebuilt)
    Console.offer(ComparisonView(comparison).text)
    Console.offer("The whole report: 'groundup report \(run)', as a page with '-o html'.")
    guard comparison.isComplete else { throw ExitCode(ErrorCode.difference.exitStatus) }
    guard outcome == .succeeded else {
        Console.message("Some steps were left out by decision; the report names them.")
        throw ExitCode(ErrorCode.findings.exitStatus)
    }
}
