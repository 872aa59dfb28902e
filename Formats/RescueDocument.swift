internal import ByteParsing
package import Contracts
package import Estate
package import RecoveryPlan
package import RunMachine

/// What a run has done so far, format `groundup-rescue`, version 1: a list that people can read, and from which another
/// controller goes on.
///
/// One line each; the last one counts the lines before it, so that a file that was cut off is known.
package struct RescueDocument: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let step: StepID
        package let state: State
        package let attempt: Int

        package init(step: StepID, state: State, attempt: Int) {
            self.step = step
            self.state = state
            self.attempt = attempt
        }
    }

    package enum State: String, Hashable, Sendable, CaseIterable {
        case succeeded
        case waived
        case running
        case failed
        case undone
    }

    package let run: RunID
    package let planDigest: String
    package let openedAt: Instant
    package let fence: Int64
    package let entries: [Entry]

    package init(run: RunID, planDigest: String, openedAt: Instant, fence: Int64, entries: [Entry]) {
        self.run = run
        self.planDigest = planDigest
        self.openedAt = openedAt
        self.fence = fence
        self.entries = entries
    }

    /// Steps that have not begun are left out.
    package static func entries(of machine: RunMachine) -> [Entry] {
        machine.graph.indices.compactMap { index in
            let state: State? =
                switch machine.states[index.position] {
                case .succeeded: .succeeded
                case .waived: .waived
                case .running: .running
                case .failed: .failed
                case .undone: .undone
                case .waiting, .ready, .held, .pausing, .skipped: nil
                }
            return state.map {
                Entry(step: machine.graph.names[index.position], state: $0, attempt: machine.attempts(of: index))
            }
        }
    }

    // MARK: - Text

    private static let first = "groundup-rescue 1"
    private static let byteLimit = 64 << 20

    package var bytes: [UInt8] {
        var lines = [
            Self.first, "# What this run has done. Another controller that has its plan and approvals goes on with",
            "#   groundup resume --rescue THIS-FILE", "run \(run)", "plan \(planDigest)",
            "opened \(rfc3339(secondsSinceEpoch: openedAt.seconds) ?? "-")", "fence \(fence)",
        ]
        lines += entries.map { "\($0.state.rawValue) \($0.attempt) \($0.step)" }
        lines.append("end \(lines.count)")
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// - Parameter name: what errors call the file.
    package static func read(_ bytes: [UInt8], name: String) throws -> RescueDocument {
        guard bytes.count <= byteLimit else { throw damaged(name, 1, "it is longer than \(byteLimit) bytes") }
        var lines = RescueLines(bytes, name: name)
        guard let start = lines.next(), start == first else { throw damaged(name, 1, "expected '\(first)'") }
        guard let run = RunID(try lines.value("run")) else { throw damaged(name, lines.number, "expected a run") }
        let plan = try lines.value("plan")
        guard plan.count == 64, plan.allSatisfy(\.isHexDigit) else {
            throw damaged(name, lines.number, "expected the SHA-256 of a plan")
        }
        let opened = try lines.value("opened")
        guard let moment = secondsSinceEpoch(rfc3339: Array(opened.utf8)[...]) else {
            throw damaged(name, lines.number, "expected a moment, found '\(opened.prefix(40))'")
        }
        guard let fence = Int64(try lines.value("fence")), fence >= 0 else {
            throw damaged(name, lines.number, "expected a number")
        }
        return RescueDocument(
            run: run, planDigest: plan, openedAt: Instant(seconds: moment), fence: fence, entries: try lines.entries())
    }

    fileprivate static func damaged(_ name: String, _ line: Int, _ what: String) -> GroundupError {
        GroundupError(
            .hostileInput, "\(name), line \(line): \(what).", hint: "Use a rescue file that was copied as a whole.")
    }
}

/// The lines of a rescue file, comments left out.
private struct RescueLines {
    private let name: String
    private let lines: [Substring]
    /// Of the line that was read last, from 1.
    private(set) var number = 0

    init(_ bytes: [UInt8], name: String) {
        self.name = name
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    mutating func next() -> Substring? {
        while number < lines.count {
            number += 1
            if !lines[number - 1].hasPrefix("#") { return lines[number - 1] }
        }
        return nil
    }

    mutating func value(_ key: String) throws -> String {
        let parts = next()?.split(separator: " ", maxSplits: 1) ?? []
        guard parts.count == 2, parts[0] == key else {
            throw RescueDocument.damaged(name, number, "expected '\(key)' and its value")
        }
        return String(parts[1])
    }

    /// Everything up to the line that counts them.
    mutating func entries() throws -> [RescueDocument.Entry] {
        var entries: [RescueDocument.Entry] = []
        while let line = next() {
            let parts = line.split(separator: " ", maxSplits: 2)
            if parts.count == 2, parts[0] == "end" {
                guard Int(parts[1]) == number - 1, lines[number...].allSatisfy(\.isEmpty) else { break }
                return entries
            }
            guard parts.count == 3, let state = RescueDocument.State(rawValue: String(parts[0])),
                let attempt = Int(parts[1]), attempt >= 0
            else { throw RescueDocument.damaged(name, number, "expected a state, an attempt and a step") }
            entries.append(RescueDocument.Entry(step: StepID(String(parts[2])), state: state, attempt: attempt))
        }
        throw RescueDocument.damaged(name, number, "it was cut off or altered: its last line does not count the others")
    }
}
