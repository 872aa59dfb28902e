internal import ArgumentParser
internal import Contracts
internal import Orchestration
internal import RecoveryPlan

/// Who wants something of a run, and why; every command that changes a run takes them.
struct RunRequestOptions: ParsableArguments {
    @Option(name: .long, help: "The run; the newest that has not ended when absent.") var run: String?
    @Option(name: .customLong("as"), help: ArgumentHelp("Who wants it.", valueName: "name")) var name: String

    /// Hands the wish to whoever controls the run, and says what became of it.
    func ask(_ kind: RunRequestKind, _ step: String?, because: String, _ common: CommonOptions) async throws {
        let workplace = try common.workplace()
        let request = RunRequest(
            kind, step: step.map { StepID($0) }, person: printable(name), because: printable(because))
        let (run, answer) = try await workplace.ask(request, of: try run.map(runID))
        let what = step ?? "Run \(run)"
        guard let answer else {
            return Console.data(
                "\(what): noted; nobody controls run \(run) at present. 'groundup resume \(run)' does it.")
        }
        guard answer.isAccepted else {
            throw GroundupError(
                .usage, "\(what): not done, because \(answer.text).",
                hint: "'groundup watch \(run)' shows where it stands.")
        }
        Console.data("\(what): \(answer.text).")
    }
}
