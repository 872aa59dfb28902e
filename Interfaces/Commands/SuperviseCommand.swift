internal import ArgumentParser
internal import Builtins

/// `groundup supervise-steps`: what groundup starts beside itself for the steps of a run on the controller.
struct SuperviseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Builtins.supervisorCommand, abstract: "Look after the steps of a run; groundup calls it itself.",
        shouldDisplay: false)

    @Argument(help: "The folder of the run's steps.")
    var steps: String

    @Argument(help: "The run's folder in memory.")
    var memory: String

    func run() { Builtins.superviseSteps(steps: steps, memory: memory) }
}
