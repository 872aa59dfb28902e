internal import Contracts

/// An attempt on a target, ready to be sent.
struct TargetAttempt: Sendable {
    let place: AttemptPlace
    let attempt: Int
    let limit: Int
    let fence: Int64
    /// Made when it is sent, so that a thousand that wait for their turn hold no copies.
    let delivery: @Sendable () throws -> [UInt8]
}

/// What became of a question to a target.
enum TargetReply: Sendable {
    case frames([StepFrame])
    case unreachable(String)
}

/// The attempts of one run on one host: short sessions start and stop them, one longer session waits for all of them.
///
/// So a thousand running steps cost no process here, and a host serves at most six sessions at once, of the ten that sshd
/// allows on one connection. A broken session is taken up again for as long as patience lasts.
actor TargetHost {
    private struct Waiting {
        let attempt: TargetAttempt
        /// Its unit was seen there, so that it can vanish.
        var isBegun = false
        var callers = 0
        var ending: TargetReply?
        var continuations: [Int: CheckedContinuation<TargetReply, any Error>] = [:]
    }

    private let line: TargetLine
    private let folders: TargetFolders
    private let turnstile = Turnstile(5)
    private var waiting: [String: Waiting] = [:]
    private var watch: Task<Void, Never>?
    private var tickets = 0

    init(line: TargetLine, folders: TargetFolders) {
        self.line = line
        self.folders = folders
    }

    /// Runs an attempt to its end, or takes up one that runs already.
    func run(_ attempt: TargetAttempt) async throws -> TargetReply {
        let unit = attempt.place.unit
        // Known before it begins, so that its end is heard however soon it comes.
        waiting[unit, default: Waiting(attempt: attempt)].callers += 1
        defer { leave(unit) }
        let reply = try await begin(attempt)
        guard case .frames(let frames) = reply, let frame = frames.first, frame.word == .running else { return reply }
        return try await end(of: unit)
    }

    /// Ends an attempt; whoever waits for it is told so.
    func stop(_ attempt: TargetAttempt) async throws -> TargetReply {
        await turnstile.enter()
        defer { turnstile.leave() }
        return try await line.ask(folders.stop(attempt), input: [], timeout: 120)
    }

    private func begin(_ attempt: TargetAttempt) async throws -> TargetReply {
        await turnstile.enter()
        defer { turnstile.leave() }
        // A short body's end is waited for at once: one question less, unless others want their turn.
        let moment = turnstile.isCrowded || waiting.count > 20 ? 0 : 1
        return try await line.ask(folders.begin(attempt, patience: moment), input: attempt.delivery(), timeout: 120)
    }

    private func leave(_ unit: String) {
        waiting[unit]?.callers -= 1
        if waiting[unit]?.callers == 0 { waiting[unit] = nil }
        if waiting.isEmpty { watch?.cancel() }
    }

    // MARK: - Waiting

    private func end(of unit: String) async throws -> TargetReply {
        if let ending = waiting[unit]?.ending { return ending }
        waiting[unit]?.isBegun = true
        tickets += 1
        let ticket = tickets
        if watch == nil || watch?.isCancelled == true { watch = Task { await self.watchAll() } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else {
                    waiting[unit]?.continuations[ticket] = continuation
                }
            }
        } onCancel: {
            Task { await self.giveUp(unit, ticket) }
        }
    }

    private func giveUp(_ unit: String, _ ticket: Int) {
        waiting[unit]?.continuations.removeValue(forKey: ticket)?.resume(throwing: CancellationError())
    }

    private func tell(_ unit: String, _ ending: TargetReply) {
        guard waiting[unit]?.ending == nil else { return }
        waiting[unit]?.ending = ending
        let continuations = waiting[unit]?.continuations ?? [:]
        waiting[unit]?.continuations = [:]
        for continuation in continuations.values { continuation.resume(returning: ending) }
    }

    /// Asks for everything that is waited for, again and again, until nothing is.
    private func watchAll() async {
        // Whether units are still there is asked now and then: every end but that of a host is heard without it.
        let clock = ContinuousClock()
        var probed = clock.now
        while !Task.isCancelled {
            let open = waiting.filter { $0.value.ending == nil }
            guard open.contains(where: { $0.value.isBegun }) else { break }
            let isProbing = probed.duration(to: clock.now) > .seconds(15)
            if isProbing { probed = clock.now }
            let lines = open.sorted { $0.key < $1.key }.map { unit, waiting in
                let place = waiting.attempt.place
                let probe = isProbing && waiting.isBegun ? 1 : 0
                return "\(unit) \(place.name) \(waiting.attempt.attempt) \(probe)\n"
            }
            do {
                switch try await line.ask(folders.watch(seconds: 10), input: Array(lines.joined().utf8), timeout: 60) {
                case .frames(let frames):
                    for frame in frames { tell(frame.unit, .frames([frame])) }
                case .unreachable(let problem):
                    for unit in open.keys { tell(unit, .unreachable(problem)) }
                }
            } catch {
                if !Task.isCancelled { for unit in open.keys { tell(unit, .unreachable("\(error)")) } }
            }
        }
        if !Task.isCancelled { watch = nil }
    }
}
