internal import Contracts
internal import Estate
internal import RecoveryPlan

/// The live lines at the bottom of a terminal: totals, what runs, what waits for what.
struct ProgressBlock: Sendable {
    var width: Int
    var height: Int
    var signs: ProgressSigns

    /// At most `height` lines of at most `width` characters.
    func lines(_ model: ProgressModel, at now: Instant) -> [String] {
        let path = model.criticalPath(at: now)
        var lines = [totals(model, now, model.secondsLeft(at: now))]
        let running = model.running(at: now)
        let room = max(1, height - 4)
        for entry in running.prefix(room) {
            let attempt = entry.attempt > 1 ? " attempt \(entry.attempt)" : ""
            let time = "\(clockText(entry.elapsed)) of about \(clockText(entry.step.estimate.seconds))"
            lines.append("  \(signs.running) \(printable(entry.step.id.text))\(attempt)  \(time)")
        }
        if running.count > room { lines.append("  and \(running.count - room) more running") }
        lines += blocked(path.steps, model) + held(model)
        return lines.prefix(max(1, height)).map(fitted)
    }

    private func totals(_ model: ProgressModel, _ now: Instant, _ seconds: Int) -> String {
        let counts = [
            (model.count { $0 == .succeeded }, signs.succeeded, "done"), (model.runningCount, signs.running, "running"),
            (model.count { $0 == .failed }, signs.failed, "failed"),
            (model.count { $0 == .skipped }, signs.skipped, "skipped"),
            (model.count { $0 == .waived }, signs.skipped, "left out"), (model.waitingCount, signs.waiting, "waiting"),
        ].filter { $0.0 > 0 }.map { "\($0.1) \($0.0) \($0.2)" }.joined(separator: "  ")
        let elapsed = clockText(max(0, Int(now.seconds(since: model.openedAt))))
        let stopping = model.isStopping ? "  stopping" : model.isHeld ? "  held" : ""
        return
            "\(printable(model.plan.estate))  \(counts)  elapsed \(elapsed), about \(clockText(seconds)) left\(stopping)"
    }

    /// What waits along the longest path, and for what.
    private func blocked(_ path: [StepID], _ model: ProgressModel) -> [String] {
        zip(path, path.dropFirst()).prefix(2).map { need, step in
            "  \(signs.waiting) \(printable(step.text)) waits for \(printable(need.text))"
        }
    }

    private func held(_ model: ProgressModel) -> [String] {
        let steps = zip(model.plan.steps, model.states).filter { $0.1 == .held }.map(\.0.id.text)
        return steps.isEmpty
            ? [] : ["  \(signs.waiting) held until released: \(printable(steps.joined(separator: ", ")))"]
    }

    private func fitted(_ line: String) -> String {
        line.count <= width ? line : String(line.prefix(max(0, width - signs.cut.count))) + signs.cut
    }
}

/// Signs that always stand beside a word, for terminals with and without UTF-8.
struct ProgressSigns: Sendable {
    let succeeded: String
    let running: String
    let failed: String
    let skipped: String
    let waiting: String
    let cut: String

    static let unicode = ProgressSigns(
        succeeded: "✔", running: "▶", failed: "✘", skipped: "⊘", waiting: "…", cut: "…")
    static let ascii = ProgressSigns(succeeded: "+", running: ">", failed: "!", skipped: "-", waiting: ".", cut: "~")
}
