internal import ArgumentParser
internal import Contracts
internal import Orchestration

/// A command that decides or does something: when it ends, however it ends, the audit record is signed and anchored.
protocol RecordingCommand: AsyncParsableCommand {
    var common: CommonOptions { get }
}

extension RecordingCommand {
    mutating func runAndSeal() async throws {
        do {
            try await run()
        } catch {
            await seal()
            throw error
        }
        await seal()
    }

    /// What cannot be signed or anchored now is by the next command; it changes nothing of what this one did.
    private func seal() async {
        do {
            for problem in try await common.workplace().audit.seal() { Console.message("groundup: \(problem)") }
        } catch let error as GroundupError where error.code == .configuration {
            // The command has said so.
        } catch {
            Console.message("groundup: the audit record could not be signed: \(error)")
        }
    }
}
