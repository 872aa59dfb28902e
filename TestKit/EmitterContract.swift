package import Contracts
import Estate
import RecoveryPlan

/// One step as a reader of an emitted form finds it.
package struct EmittedStep: Sendable {
    /// Anything that holds the step's id, or its label in a folder of steps.
    package let name: String
    package let needs: [String]
    /// The values of its parameters in the order of their names; nothing when the form does not carry them.
    package let values: [String]?

    package init(name: String, needs: [String], values: [String]? = nil) {
        self.name = name
        self.needs = needs
        self.values = values
    }
}

/// Reads back what an emitter wrote, with the tool that the form is for or with a reader of its own.
package protocol EmitterHarness: Sendable {
    var emitter: any Emitter { get }
    var runner: any ProcessRunner { get }

    func steps(in folder: EmittedFolder) async throws -> [EmittedStep]

    /// Whether what is written names the plan by its digest; the plan's own document is named by its hash.
    var namesPlan: Bool { get }
}

extension EmitterHarness {
    package var namesPlan: Bool { true }
}

/// What every emitter promises: the whole plan, nothing but the plan, whatever things are called.
///
/// Returns what is broken, in sentences.
package enum EmitterContract {
    package static func violations(_ harness: any EmitterHarness) async throws -> [String] {
        var violations: [String] = []
        for (name, plan) in [("plain", EmitterPlans.plain), ("hostile", EmitterPlans.hostile)] {
            let files = try harness.emitter.emit(plan, digest: EmitterPlans.digest)
            let folder = try EmittedFolder(files, runner: harness.runner)
            violations += names(of: files).map { "\(name): \($0)" }
            if files != (try harness.emitter.emit(EmitterPlans.shuffled(plan), digest: EmitterPlans.digest)) {
                violations.append("\(name): the same plan gave other files")
            }
            if harness.namesPlan, !files.contains(where: { $0.contents.contains(EmitterPlans.digest) }) {
                violations.append("\(name): nothing says of which plan it was made")
            }
            violations += compare(plan, try await harness.steps(in: folder)).map { "\(name): \($0)" }
            let traces = folder.all(named: "pwned")
            if !traces.isEmpty { violations.append("\(name): data was run as a command: \(traces)") }
        }
        return violations + extremes(harness.emitter)
    }

    /// Names of files stay inside the folder, each once.
    private static func names(of files: [EmittedFile]) -> [String] {
        var violations = files.map(\.name).filter { name in
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            let isPlain = name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") }
            return !isPlain || parts.contains { ["", ".", ".."].contains($0) }
        }.map { "the file name '\($0)' is not plain" }
        if Set(files.map(\.name)).count != files.count { violations.append("two files have one name") }
        if files.isEmpty { violations.append("nothing was written") }
        return violations
    }

    private static func compare(_ plan: Plan, _ found: [EmittedStep]) -> [String] {
        var violations: [String] = []
        let expected = Dictionary(
            plan.steps.map { (EmitterPlans.number(in: $0.id.text), $0) }, uniquingKeysWith: { $1 })
        var seen: Set<Int> = []
        for emitted in found {
            let number = EmitterPlans.number(in: emitted.name)
            guard let number, let step = expected[number] else {
                violations.append("'\(emitted.name)' is no step of the plan")
                continue
            }
            if !seen.insert(number).inserted { violations.append("\(step.id) is there twice") }
            let needs = Set(emitted.needs.compactMap(EmitterPlans.number))
            if needs != Set(step.needs.compactMap({ EmitterPlans.number(in: $0.step.text) })) {
                violations.append("\(step.id) needs \(emitted.needs) there")
            }
            if let values = emitted.values, values != step.parameters.map(\.value) {
                violations.append("\(step.id) has other values: \(values)")
            }
        }
        let missing = expected.keys.compactMap { $0 }.filter { !seen.contains($0) }
        return violations + missing.sorted().map { "step \($0) is not there" }
    }

    /// Nothing to do, steps that wait for each other, and a chain so long that recursion would end the program.
    private static func extremes(_ emitter: any Emitter) -> [String] {
        var violations: [String] = []
        if (try? emitter.emit(EmitterPlans.empty, digest: "d").isEmpty) != false {
            violations.append("an empty plan is not written")
        }
        if (try? emitter.emit(EmitterPlans.chain(1_500), digest: "d")) == nil {
            violations.append("a chain of 1,500 steps is not written")
        }
        do {
            _ = try emitter.emit(EmitterPlans.circle, digest: "d")
        } catch is GroundupError {
        } catch {
            violations.append("steps that wait for each other give the unexpected error \(error)")
        }
        return violations
    }
}
