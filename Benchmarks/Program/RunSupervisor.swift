internal import ArgumentParser
internal import Host

/// What the benchmark's own runs start for their steps on the controller, as groundup does.
struct RunSupervisor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: SupervisorService.argument, abstract: "Look after the steps of a run.", shouldDisplay: false)

    @Argument var steps: String
    @Argument var memory: String

    func run() { SupervisorService.serve(steps: steps, memory: memory) }
}
