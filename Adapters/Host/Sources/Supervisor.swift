internal import Glibc

/// Looks after the bodies that run on the controller for one run; a process of its own, so that a controller that is
/// killed neither ends them nor starts them twice.
///
/// It starts each body once for each attempt, ends it on time, records how it ended, and tells whoever asks. When it is
/// killed itself, bodies go on: the next one waits until they have let go of their locks. It leaves when nothing runs and
/// nobody is connected.
///
///     asked -> (ended before: told) -> another attempt of the step runs: queued -> running -> recorded -> told
///                                  \-> left by a killed supervisor: orphan -> lost
final class Supervisor {
    private struct Running {
        let process: BodyProcess
        let order: BodyOrder
        /// Processes that the kernel had killed for lack of memory when it began, or a little earlier.
        let killsBefore: Int
        /// When it is ended, and when that is enforced.
        var deadline: ContinuousClock.Instant
        var signals = 0
        var isStopped = false
        /// The end of what was thrown away of its log.
        var kept: [UInt8]?
    }

    private let folder: String
    private let locks: String
    private let clock = ContinuousClock()
    private var results: BodyResults
    private var bodies: [pid_t: Running] = [:]
    /// The body of each step that has one.
    private var pids: [String: pid_t] = [:]
    private var orphans: [String: OrphanBody] = [:]
    private var queues: [String: [BodyOrder]] = [:]
    private var askers: [AttemptKey: [(client: Int32, ticket: Int)]] = [:]
    private var nextLook: ContinuousClock.Instant
    /// Read anew a few times a second, not for each body: the kernel counts over a long table to tell it.
    private var kills = ProcessTable.killedForMemory

    /// Called with what has to be told, and to whom.
    var tell: (Int32, StepFrame) -> Void = { _, _ in }

    /// - Parameters:
    ///   - folder: of the run's steps.
    ///   - locks: a folder in memory for their locks.
    init(folder: String, locks: String) {
        self.folder = folder
        self.locks = locks
        results = BodyResults(folder: folder)
        nextLook = clock.now
    }

    var isIdle: Bool { bodies.isEmpty && orphans.isEmpty }

    /// Milliseconds until something has to be looked at; -1: only when something happens.
    var patience: Int32 {
        if isIdle { return -1 }
        let next = bodies.values.reduce(nextLook) { min($0, $1.deadline) }
        return Int32(max(0, min(1000, clock.now.duration(to: next) / .milliseconds(1) + 1)))
    }

    func receive(_ order: BodyOrder, from client: Int32) {
        if let result = results[order.key] { return answer(result, client, order.ticket) }
        askers[order.key, default: []].append((client, order.ticket))
        switch order.kind {
        case .run: run(order)
        case .stop: stop(order)
        }
    }

    /// Nobody there wants to be told any more; bodies go on.
    func forget(_ client: Int32) {
        for key in Array(askers.keys) { askers[key]?.removeAll { $0.client == client } }
    }

    /// Bodies that ended are recorded and told; the next of their steps may begin.
    func reap() {
        var status: Int32 = 0
        while true {
            let pid = waitpid(-1, &status, WNOHANG)
            guard pid > 0 else { return }
            guard let body = bodies.removeValue(forKey: pid) else { continue }
            finish(body, status)
        }
    }

    /// What time demands: bodies that are late, logs that are long, orphans that have ended.
    func look() {
        let now = clock.now
        for (pid, body) in bodies where body.deadline <= now { end(pid, body, now) }
        guard nextLook <= now else { return }
        nextLook = now + .milliseconds(200)
        kills = ProcessTable.killedForMemory
        for (pid, body) in bodies {
            if let kept = BodyLog.bound(body.process.log) { bodies[pid]?.kept = kept }
        }
        for (name, orphan) in orphans where !orphan.isAlive {
            orphans[name] = nil
            orphan.forget()
            settle(AttemptKey(name: name, attempt: orphan.attempt), orphan.frame)
            startNext(name)
        }
    }

    // MARK: - Beginning

    private func run(_ order: BodyOrder) {
        if let pid = pids[order.name] {
            if bodies[pid]?.order.attempt != order.attempt { enqueue(order) }
        } else if let orphan = orphans[order.name] {
            if orphan.attempt != order.attempt { enqueue(order) }
        } else {
            start(order)
        }
    }

    private func enqueue(_ order: BodyOrder) {
        guard queues[order.name]?.contains(where: { $0.attempt == order.attempt }) != true else { return }
        queues[order.name, default: []].append(order)
    }

    private func startNext(_ name: String) {
        guard var queue = queues[name], !queue.isEmpty else { return }
        let order = queue.removeFirst()
        queues[name] = queue.isEmpty ? nil : queue
        start(order)
    }

    private func start(_ order: BodyOrder) {
        // Nobody has looked while nothing ran.
        if bodies.isEmpty, nextLook <= clock.now { kills = ProcessTable.killedForMemory }
        switch BodyPlace(steps: folder, locks: locks, order).start() {
        case .started(let process):
            bodies[process.pid] = Running(
                process: process, order: order, killsBefore: kills,
                deadline: process.began + .seconds(order.limit))
            pids[order.name] = process.pid
        case .isHeld(let orphan):
            orphans[order.name] = orphan
            if orphan.attempt != order.attempt { enqueue(order) }
        case .refused(let reason):
            // Not recorded: it never began.
            let frame = StepFrame(
                unit: "", word: .refused, milliseconds: 0, text: Array("groundup: \(reason)".utf8), marks: [])
            tellOnly(order.key, frame)
            startNext(order.name)
        }
    }

    // MARK: - Ending

    private func stop(_ order: BodyOrder) {
        if let pid = pids[order.name], bodies[pid]?.order.attempt == order.attempt {
            bodies[pid]?.isStopped = true
            bodies[pid]?.deadline = clock.now
        } else if let orphan = orphans[order.name], orphan.attempt == order.attempt {
            orphan.kill()
        } else {
            queues[order.name]?.removeAll { $0.attempt == order.attempt }
            // What never began never will.
            settle(order.key, StepFrame(unit: "", word: .lost, milliseconds: 0, text: [], marks: ["s"]))
        }
    }

    /// Asks a body to end, and ten seconds later makes it.
    private func end(_ pid: pid_t, _ body: Running, _ now: ContinuousClock.Instant) {
        ProcessTable.signal(session: pid, body.signals == 0 ? SIGTERM : SIGKILL)
        bodies[pid]?.signals += 1
        bodies[pid]?.deadline = now + .seconds(10)
    }

    private func finish(_ body: Running, _ status: Int32) {
        let order = body.order
        let took = body.process.began.duration(to: clock.now)
        // What did not end with its body ends now; of a body that ended by itself it may go on.
        if body.signals > 0 { ProcessTable.signal(session: body.process.pid, SIGKILL) }
        let place = BodyPlace(steps: folder, locks: locks, order)
        let (word, marks) = ending(body, status, place)
        BodyLog.close(body.process.log, kept: body.kept)
        place.leave(lock: body.process.lock)
        pids[order.name] = nil
        let frame = StepFrame(
            unit: "", word: word, milliseconds: Int(took / .milliseconds(1)), text: [], marks: marks)
        // A failure for which the disk may be to blame is not recorded: asked for again, the attempt is run again.
        if marks.contains("f") { tellOnly(order.key, frame) } else { settle(order.key, frame) }
        startNext(order.name)
    }

    private func ending(_ body: Running, _ status: Int32, _ place: BodyPlace) -> (StepFrame.Word, Set<Character>) {
        if body.isStopped { return (.lost, ["s"]) }
        if body.signals > 0 { return (.ended(body.signals > 1 ? 137 : 124), []) }
        let signal = status & 0x7f
        let code = Int(signal == 0 ? (status >> 8) & 0xff : 128 + signal)
        if code == 0 { return (.ended(0), []) }
        let hasOOMKilled = ProcessTable.killedForMemory > body.killsBefore
        return (
            .ended(code), StepFrame.blame(code: code, hasOOMKilled: hasOOMKilled, hasRoom: place.hasRoom)
        )
    }

    private func settle(_ key: AttemptKey, _ frame: StepFrame) {
        results.record(frame, for: key)
        tellOnly(key, frame)
    }

    private func tellOnly(_ key: AttemptKey, _ frame: StepFrame) {
        for asker in askers.removeValue(forKey: key) ?? [] { answer(frame, asker.client, asker.ticket) }
    }

    private func answer(_ frame: StepFrame, _ client: Int32, _ ticket: Int) {
        tell(
            client,
            StepFrame(
                unit: String(ticket), word: frame.word, milliseconds: frame.milliseconds, text: frame.text,
                marks: frame.marks))
    }
}
