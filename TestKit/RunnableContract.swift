package import Contracts
import Estate
import RecoveryPlan

/// A form of a plan that some program runs.
package protocol RunnableHarness: Sendable {
    var emitter: any Emitter { get }
    var runner: any ProcessRunner { get }

    /// The command that runs everything which is not done yet, at least six steps at once.
    var command: [String] { get }

    /// Whether it looks for the secrets of all steps before the first one runs.
    var looksForSecretsFirst: Bool { get }
}

extension RunnableHarness {
    package var looksForSecretsFirst: Bool { true }
}

/// What every form that runs promises, proved by running it with harmless steps.
///
/// Returns what is broken, in sentences.
package enum RunnableContract {
    package enum Promise: String, Sendable, CaseIterable {
        case order, resumption, parallelism, capacities, values, secrets
    }

    package static func violations(
        _ harness: any RunnableHarness, of promises: [Promise] = Promise.allCases
    ) async throws -> [String] {
        var violations: [String] = []
        for promise in promises {
            let check =
                switch promise {
                case .order: order
                case .resumption: resumption
                case .parallelism: parallelism
                case .capacities: capacities
                case .values: values
                case .secrets: secrets
                }
            violations += try await check(harness).map { "\(promise.rawValue): \($0)" }
        }
        return violations
    }

    private static func folder(_ harness: any RunnableHarness, _ plan: Plan) throws -> EmittedFolder {
        try EmittedFolder(harness.emitter.emit(plan, digest: EmitterPlans.digest), runner: harness.runner)
    }

    private static func run(
        _ harness: any RunnableHarness, _ folder: EmittedFolder, environment: [String: String] = [:]
    ) async throws -> ProcessResult {
        try await folder.run(
            harness.command[0], Array(harness.command.dropFirst()), environment: environment, timeout: 120)
    }

    /// Every step runs once, where it belongs, after everything that it needs.
    private static func order(_ harness: any RunnableHarness) async throws -> [String] {
        let plan = EmitterPlans.plain
        let folder = try folder(harness, plan)
        let result = try await run(harness, folder)
        guard result.succeeded else { return ["exited \(result.outcome): \(result.text)\(result.errors)"] }
        let notes = folder.lines("notes")
        var violations: [String] = []
        if notes.count != 2 * plan.steps.count { violations.append("\(notes.count) notes: \(notes)") }
        for step in plan.steps {
            let place = step.place == .controller ? "controller" : step.target.text
            let number = EmitterPlans.number(in: step.id.text) ?? 0
            guard let began = notes.firstIndex(of: "begin \(number) \(place)") else {
                violations.append("\(step.id) did not run on \(place)")
                continue
            }
            for need in step.needs {
                let needed = EmitterPlans.number(in: need.step.text) ?? 0
                let ended = notes.firstIndex(of: "end \(needed)") ?? Int.max
                if ended > began { violations.append("\(step.id) began before \(need.step) had ended") }
            }
        }
        return violations
    }

    /// A failure stops what waits for it and nothing else; the next run does what is left, and one more does nothing.
    private static func resumption(_ harness: any RunnableHarness) async throws -> [String] {
        let folder = try folder(harness, EmitterPlans.plain)
        try folder.write("refuse", "4\n")
        let first = try await run(harness, folder)
        var violations: [String] = []
        if first.succeeded { violations.append("a failed step gave success") }
        let ended = Set(folder.lines("notes").filter { $0.hasPrefix("end") })
        if ended != ["end 1", "end 2", "end 3", "end 6"] {
            violations.append("with step 4 failing these ended: \(ended.sorted()) \(first.text)\(first.errors)")
        }
        try folder.remove("refuse")
        try folder.remove("notes")
        let second = try await run(harness, folder)
        let began = folder.lines("notes").filter { $0.hasPrefix("end") }.sorted()
        if !second.succeeded || began != ["end 4", "end 5", "end 7", "end 8"] {
            violations.append("the second run did \(began): \(second.text)\(second.errors)")
        }
        try folder.remove("notes")
        let third = try await run(harness, folder)
        if !third.succeeded || folder.exists("notes") { violations.append("a run with nothing to do did something") }
        return violations
    }

    /// Six steps that nothing separates run at the same time: each waits until it sees the signs of all.
    private static func parallelism(_ harness: any RunnableHarness) async throws -> [String] {
        let body = """
            set -eu
            cd "$WORK"
            : > "sign$GU_NUMBER"
            until [ -e sign1 ] && [ -e sign2 ] && [ -e sign3 ] && [ -e sign4 ] && [ -e sign5 ] && [ -e sign6 ]; do
                ps > /dev/null
            done
            """
        let steps = (1...6).map { EmitterPlans.numbered(EmitterPlans.step("do/\($0)/x", on: "h\($0)", body: "b")) }
        let folder = try folder(harness, EmitterPlans.plan(steps, bodies: ["b": body]))
        let result = try await run(harness, folder)
        return result.succeeded ? [] : ["independent steps did not run together: \(result.text)\(result.errors)"]
    }

    /// Never more units are used than there are, also by steps that use two capacities or several units.
    private static func capacities(_ harness: any RunnableHarness) async throws -> [String] {
        // `mkdir` fails where another step holds the same thing.
        let body = """
            set -eu
            cd "$WORK"
            mkdir "held-$GU_LOCK"
            ps -e > /dev/null
            rmdir "held-$GU_LOCK"
            echo "$GU_LOCK" >> notes
            """
        func step(_ number: Int, _ lock: String, _ uses: [String], units: Int = 1) -> Step {
            EmitterPlans.step(
                "do/\(number)/x", on: "h\(number)", body: "b", parameters: ["GU_LOCK": lock], uses: uses, units: units)
        }
        let steps =
            (0..<4).map { step($0, "one", ["one", "wide"]) } + (4..<8).map { step($0, "pair", ["pair"], units: 2) }
        let limits = [
            Capacity(name: "one", units: 1), Capacity(name: "pair", units: 3), Capacity(name: "wide", units: 2),
        ]
        let folder = try folder(harness, EmitterPlans.plan(steps, bodies: ["b": body], capacities: limits))
        let result = try await run(harness, folder)
        let notes = folder.lines("notes")
        return result.succeeded && notes.count == 8 ? [] : ["\(notes.count) of 8 ran: \(result.text)\(result.errors)"]
    }

    /// Values arrive as they are in the plan, wherever the step runs, and none is taken for a command.
    private static func values(_ harness: any RunnableHarness) async throws -> [String] {
        let texts = EmitterPlans.hostileTexts
        // Hosts' values in few steps: some forms take a second for each.
        let chunks = stride(from: 0, to: texts.count, by: 13).map { Array(texts[$0..<min($0 + 13, texts.count)]) }
        let places = [StepPlace.controller, .target]
        var steps: [Step] = []
        for (number, chunk) in chunks.enumerated() {
            for (other, place) in places.enumerated() {
                var values = Dictionary(uniqueKeysWithValues: chunk.enumerated().map { ("GU_V\($0)", $1) })
                values["GU_OUT"] = "out\(number)-\(other)"
                steps.append(
                    EmitterPlans.step(
                        "do/\(2 * number + other)/\(chunk[2])", on: "h'$(touch pwned){{ 1 + 1 }}\(number)", place,
                        body: "b", parameters: values))
            }
        }
        let body = (0..<13).map { "printf '%s\\0' \"${GU_V\($0)-}\" >> \"$WORK/$GU_OUT\"\n" }.joined()
        let folder = try folder(harness, EmitterPlans.plan(steps, bodies: ["b": "set -eu\n" + body]))
        let result = try await run(harness, folder)
        guard result.succeeded else { return ["exited \(result.outcome): \(result.text)\(result.errors)"] }
        var violations: [String] = []
        for (number, chunk) in chunks.enumerated() {
            for other in places.indices {
                let expected = (0..<13).map { ($0 < chunk.count ? chunk[$0] : "") + "\0" }.joined()
                if folder.read("out\(number)-\(other)") != expected {
                    violations.append("chunk \(number) arrived changed")
                }
            }
        }
        let traces = folder.all(named: "pwned")
        return violations + (traces.isEmpty ? [] : ["data was run as a command: \(traces)"])
    }

    /// Bodies find the paths of files with their secrets; while one is missing, nothing starts.
    private static func secrets(_ harness: any RunnableHarness) async throws -> [String] {
        let secret = SecretReference(name: "GU_SECRET", reference: "env:GROUNDUP_TEST_SECRET")
        let steps = [
            EmitterPlans.step("do/1/first"),
            EmitterPlans.step("do/2/here", body: "keep", needs: ["do/1/first"], secrets: [secret]),
            EmitterPlans.step("do/3/there", on: "h3", .target, body: "keep", needs: ["do/1/first"], secrets: [secret]),
        ]
        let keep = "set -eu\ncp \"$GU_SECRET\" \"$WORK/kept$GU_NUMBER\"\n"
        let folder = try folder(
            harness,
            EmitterPlans.plan(steps.map(EmitterPlans.numbered), bodies: ["note": EmitterPlans.note, "keep": keep]))
        var violations: [String] = []
        if try await run(harness, folder).succeeded { violations.append("a missing secret gave success") }
        if harness.looksForSecretsFirst, folder.exists("notes") { violations.append("a step ran all the same") }
        let result = try await run(harness, folder, environment: ["GROUNDUP_TEST_SECRET": "it's $HOME"])
        if !result.succeeded { violations.append("exited \(result.outcome): \(result.text)\(result.errors)") }
        for name in ["kept2", "kept3"] where folder.read(name) != "it's $HOME\n" {
            violations.append("\(name) has \(folder.read(name) ?? "nothing")")
        }
        let left = try await folder.run("grep", ["-r", "-l", "-F", "it's $HOME", "."])
        if Set(left.text.split(separator: "\n")) != ["./kept2", "./kept3"] {
            violations.append("the secret is left in \(left.text)")
        }
        return violations
    }
}
