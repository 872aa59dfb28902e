internal import Contracts
internal import Estate
internal import RecoveryPlan

/// Shows a run on standard error: live on a terminal, line by line elsewhere.
actor ProgressView: RunObserver {
    private let terminal = ProgressTerminal()
    private let clock: any Contracts.Clock
    private let isLive: Bool
    private var model: ProgressModel?
    private var ticker: Task<Void, Never>?
    /// The live lines as they stand on the terminal.
    private var drawn: [String] = []
    private var lastLineAt = Instant(seconds: 0)

    /// Seconds without a line after which a sign of life is printed.
    private static let silence: Int64 = 30

    /// - Parameter isLive: whether a block of lines is redrawn in place; decided by the terminal when `nil`.
    init(clock: any Contracts.Clock, isLive: Bool?) {
        self.clock = clock
        self.isLive = isLive ?? terminal.isTerminal
    }

    func observe(_ change: RunChange, at time: Instant) async {
        if case .opened(let plan, let run, let succeeded, _) = change {
            model = ProgressModel(plan: plan, run: run, succeeded: succeeded, at: time)
            ticker = Task { await tick() }
        }
        model?.apply(change, at: time)
        guard let model else { return }
        show(change, model, time)
        guard model.outcome != nil else { return }
        ticker?.cancel()
        for line in ProgressLines.failureReport(model) { terminal.write(line + "\n") }
        terminal.settle()
    }

    private func show(_ change: RunChange, _ model: ProgressModel, _ time: Instant) {
        let elapsed = clockText(max(0, Int(time.seconds(since: model.openedAt))))
        let lines = ProgressLines(prefix: isLive ? "\(elapsed)  " : "\(timestamp(time)) ")
            .lines(for: change, model, at: time)
        guard isLive else {
            lastLineAt = time
            return terminal.write(lines.map { $0 + "\n" }.joined())
        }
        // What starts is seen in the live block; only what ended scrolls away above it.
        if case .started = change { return redraw(above: []) }
        redraw(above: lines)
    }

    private func tick() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            guard !Task.isCancelled, let model, model.outcome == nil else { return }
            if isLive { redraw(above: []) } else { beat(model) }
        }
    }

    private func beat(_ model: ProgressModel) {
        let now = clock.now()
        guard now.seconds(since: lastLineAt) >= Self.silence else { return }
        guard let line = ProgressLines(prefix: "\(timestamp(now)) ").heartbeat(model, at: now) else { return }
        lastLineAt = now
        terminal.write(line + "\n")
    }

    /// Puts lines above the block and draws it again, in one write.
    private func redraw(above lines: [String]) {
        guard let model else { return }
        let size = terminal.size
        let block = ProgressBlock(width: size.width - 1, height: min(size.height - 1, 16), signs: terminal.signs)
        let next = model.outcome == nil ? block.lines(model, at: clock.now()) : []
        guard next != drawn || !lines.isEmpty else { return }
        // To the first line of the block, then clear to the end of the screen.
        let erase = drawn.isEmpty ? "" : "\u{1B}[\(drawn.count)F\u{1B}[0J"
        terminal.write(erase + (lines + next).map { $0 + "\n" }.joined())
        drawn = next
    }
}
