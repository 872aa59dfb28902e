package import ArgumentParser
internal import Contracts
internal import Foundation

/// The command line: `groundup COMMAND`.
package struct Groundup: AsyncParsableCommand {
    package init() {}

    static let version = "0.1.0"

    package static let configuration = CommandConfiguration(
        commandName: "groundup",
        abstract: "Rebuilds an IT estate from the ground up, in dependency order, from known-good media and good data.",
        discussion: """
            The way: init, discover, graph, coverage, plan, show, approve, restore.

            Exit codes: 0 done; 2 findings that need attention; 3 the rebuilt estate differs; 10 repository; 11 media; \
            12 approval missing or invalid; 13 plan refused; 14 run failed or stopped; 15 state; \
            16 not ready, nothing was started; 17 audit record; 18 recovery kit; 19 bad content; 21 a backup failed; \
            64 wrong usage; 65 hostile or damaged input; 69 host unreachable; 78 configuration. New codes may be \
            added: treat an unknown one as a failure.
            """,
        version: version,
        subcommands: [
            InitCommand.self, DiscoverCommand.self, CollectCommand.self, GraphCommand.self, EdgesCommand.self,
            EstateCommand.self, WhyCommand.self, ImpactCommand.self, WhatIfCommand.self, CoverageCommand.self,
            DeadlocksCommand.self, RepositoryCommand.self, BackupCommand.self, InspectCommand.self, PointsCommand.self,
            MediaCommand.self,
            IncidentCommand.self, PlanCommand.self, ShowCommand.self, ApproveCommand.self, RejectCommand.self,
            ApprovalsCommand.self, PreflightCommand.self, RestoreCommand.self, ResumeCommand.self, RunsCommand.self,
            WatchCommand.self, HoldCommand.self, ReleaseCommand.self, RetryCommand.self, SkipCommand.self,
            DoneCommand.self, CancelCommand.self, UndoCommand.self, StepCommand.self, CompareCommand.self,
            ReportCommand.self, AuditCommand.self, KitCommand.self, SuperviseCommand.self,
        ])

    /// Runs the command that the arguments name and ends the process with its exit code.
    package static func run() async {
        StandardDescriptors.fill()
        do {
            var command = try parseAsRoot()
            if var recording = command as? any RecordingCommand {
                try await recording.runAndSeal()
            } else if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as GroundupError {
            Console.message("groundup: \(error.description)")
            Foundation.exit(error.code.exitStatus)
        } catch {
            exit(withError: error)
        }
    }
}
