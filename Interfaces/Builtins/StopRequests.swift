package import Contracts
internal import Host

extension Builtins {
    /// Ctrl-C and SIGTERM as requests to stop.
    package static func stopRequests() -> any StopRequests { InterruptSignals() }

    /// The hidden command of this program that looks after the steps on the controller.
    package static var supervisorCommand: String { SupervisorService.argument }

    /// Looks after the bodies of one run on the controller until nothing runs and nobody is connected.
    package static func superviseSteps(steps: String, memory: String) {
        SupervisorService.serve(steps: steps, memory: memory)
    }
}
