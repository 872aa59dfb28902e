import Contracts
import Host
import TestKit
import Testing

@testable import MarkdownEmitter

@Suite struct MarkdownContractTests {
    private struct Harness: EmitterHarness {
        let emitter: any Emitter = MarkdownEmitter()
        let runner: any ProcessRunner = SubprocessRunner()

        func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
            var steps: [(name: String, needs: [String])] = []
            for line in folder.lines("restore.md") {
                if line.hasPrefix("- [ ] **`") { steps.append((line, [])) }
                if line.hasPrefix("  - needs `"), !steps.isEmpty { steps[steps.count - 1].needs.append(line) }
            }
            return steps.map { EmittedStep(name: $0.name, needs: $0.needs) }
        }
    }

    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(Harness())
        #expect(violations == [])
    }
}
