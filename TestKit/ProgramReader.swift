package import Contracts

/// Reads what an emitter wrote with a Python program, which prints a line for each step: its name and those of its needs,
/// with tabs between.
package struct ProgramReader: EmitterHarness {
    package let emitter: any Emitter
    package let runner: any ProcessRunner
    private let program: String

    package init(_ emitter: any Emitter, runner: any ProcessRunner, program: String) {
        self.emitter = emitter
        self.runner = runner
        self.program = program
    }

    package func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
        try folder.write("read.py", program)
        return EmittedStep.all(in: try await folder.run("python3", ["read.py"]))
    }
}

extension EmittedStep {
    /// The steps that a program printed; what it complained of as a step that no plan has.
    package static func all(in answer: ProcessResult) -> [EmittedStep] {
        guard answer.succeeded else { return [EmittedStep(name: answer.errors, needs: [])] }
        return answer.text.split(separator: "\n").map { line in
            let words = line.split(separator: "\t").map(String.init)
            return EmittedStep(name: words[0], needs: Array(words.dropFirst()))
        }
    }
}
