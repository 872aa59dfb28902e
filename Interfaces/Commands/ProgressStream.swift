internal import Contracts
internal import Estate
internal import Formats

/// Writes a run to standard output as JSON Lines, for programs.
actor ProgressStream: RunObserver {
    private var hasBegun = false

    func observe(_ change: RunChange, at time: Instant) async {
        if !hasBegun { Console.data(RunEventDocument.version) }
        hasBegun = true
        Console.data(RunEventDocument.encode(change, at: time))
    }
}

/// The same for whoever controls the run, which goes on when nobody reads it.
actor ProgressOffer: RunObserver {
    private var hasBegun = false
    private var isRead = true

    func observe(_ change: RunChange, at time: Instant) async {
        if !hasBegun { offer(RunEventDocument.version) }
        hasBegun = true
        offer(RunEventDocument.encode(change, at: time))
        if case .finished = change { Outlet.output.drain(seconds: 10) }
    }

    private func offer(_ event: JSONValue) {
        guard isRead, !Console.offer(event) else { return }
        isRead = false
        Console.message(
            "groundup: nobody reads the events any more; 'groundup watch --progress rawjson' tells them all.")
    }
}

/// Says nothing but what went wrong, and how it ended.
actor ProgressQuiet: RunObserver {
    private var model: ProgressModel?

    func observe(_ change: RunChange, at time: Instant) async {
        if case .opened(let plan, let run, let succeeded, _) = change {
            model = ProgressModel(plan: plan, run: run, succeeded: succeeded, at: time)
        }
        model?.apply(change, at: time)
        guard let model, model.outcome != nil else { return }
        let end = ProgressLines(prefix: "").lines(for: change, model, at: time)
        for line in end + ProgressLines.failureReport(model) { Console.message(line) }
    }
}
