internal import Contracts
internal import RecoveryPlan
internal import RunMachine

/// Makes the checks of a plan again that have passed: what was started first may be broken by what came later.
///
/// One round goes on at a time.
actor RunVerification {
    private let executor: RunExecutor
    private let fence: Int64
    /// What is known of each check since it passed as a step.
    private var known: [StepID: VerificationResult] = [:]
    private var round = 0
    private var isBusy = false

    /// Between two rounds while a run goes on.
    static let interval = Duration.seconds(60)
    private static let atOnce = 8

    init(_ executor: RunExecutor, fence: Int64) {
        self.executor = executor
        self.fence = fence
    }

    /// Makes every check that has passed as a step once more.
    ///
    /// - Returns: at the end all of them, before it those that show something else than before.
    func again(_ mode: VerificationMode, _ machine: RunMachine) async -> [Verification] {
        guard mode == .end || !isBusy else { return [] }
        isBusy = true
        round += 1
        let due = executor.plan.steps.indices.filter { position in
            // What a person saw with their own eyes is not for the check to judge.
            machine.states[position] == .succeeded && !machine.evidence.contains(StepIndex(position))
                && executor.plan.steps[position].isCheck
        }
        let made = await verifications(of: due, mode)
        defer {
            isBusy = false
            for verification in made { known[verification.step] = verification.result }
        }
        guard mode != .end else { return made }
        return made.filter { $0.result.word != (known[$0.step] ?? .pass).word }
    }

    private func verifications(of due: [Int], _ mode: VerificationMode) async -> [Verification] {
        await withTaskGroup(of: Verification.self) { group in
            var rest = due[...]
            var made: [Verification] = []
            for position in rest.prefix(Self.atOnce) { group.addTask { await self.verification(of: position, mode) } }
            rest = rest.dropFirst(Self.atOnce)
            for await verification in group {
                made.append(verification)
                if let position = rest.popFirst() { group.addTask { await self.verification(of: position, mode) } }
            }
            return made.sorted { $0.step < $1.step }
        }
    }

    private func verification(of position: Int, _ mode: VerificationMode) async -> Verification {
        let step = executor.plan.steps[position].id
        do {
            let result = try await executor.perform(request(position, round))
            return Verification(step: step, mode: mode, result: Self.result(result))
        } catch {
            return Verification(step: step, mode: mode, result: .notTested("\(error)"))
        }
    }

    /// A place and an attempt of its own, so that what the step itself left stays; made once, it is not tried again.
    private func request(_ position: Int, _ round: Int) -> StepRequest {
        let count = executor.plan.steps.count
        var request = executor.request(StepIndex(position), round, fence)
        request.step.id = StepID("again-\(fence)/\(request.step.id)")
        request.position = 2 * count + position
        return request
    }

    private static func result(_ result: StepResult) -> VerificationResult {
        let last = String((result.lastLines.last { !$0.isEmpty } ?? "").prefix(200))
        return switch result.outcome {
        case .succeeded: .pass
        case .failed(let exit): .fail(last.isEmpty ? "exit \(exit)" : last)
        case .timedOut: .fail("no answer in time")
        case .outOfMemory: .notTested("it was killed for lack of memory")
        case .unreachable: .notTested("its host could not be reached")
        case .lost: .notTested("it ended without a result")
        }
    }
}

extension Step {
    /// Whether it looks at something and changes nothing, so that it can be made again at any time.
    var isCheck: Bool { action == "verify" || action == "verify-full" }
}
