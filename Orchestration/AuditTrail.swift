package import Contracts
internal import Estate
internal import Formats

/// The audit record of this installation, its key, and the places that remember its heads.
package struct AuditTrail: Sendable {
    package let log: any AuditLog
    package let key: any InstallationKey
    package let anchors: [any AuditAnchor]
    package let verifier: any SignatureVerifier
    package let clock: any Contracts.Clock

    package init(
        log: any AuditLog, key: any InstallationKey, anchors: [any AuditAnchor], verifier: any SignatureVerifier,
        clock: any Contracts.Clock
    ) {
        self.log = log
        self.key = key
        self.anchors = anchors
        self.verifier = verifier
        self.clock = clock
    }

    /// What signatures of an installation are verified as.
    package static let signer = "groundup"

    package func record(_ event: AuditEvent) async throws { try await log.record(event, at: clock.now()) }

    /// Signs the head, keeps the seal and anchors it; does nothing when the newest record is covered already.
    ///
    /// - Returns: anchors that could not be reached, each a sentence; they stop nothing.
    package func seal() async throws -> [String] {
        guard let head = try await log.head(), try await log.seals().last?.head != head else { return [] }
        let time = clock.now()
        let signature = try await key.sign(AuditDocument.bytes(signing: head, at: time))
        let seal = AuditSeal(head: head, time: time, signature: String(decoding: signature, as: UTF8.self))
        try await log.keep(seal)
        var unreached: [String] = []
        for anchor in anchors {
            do { try await anchor.anchor(seal) } catch { unreached.append("\(error)") }
        }
        return unreached
    }
}

/// Passes everything on, and seals the record now and then while a run goes on.
///
/// A crash leaves at most what happened since the last seal unsigned; the end of the command signs the rest.
actor SealingObserver: RunObserver {
    /// Seconds between two seals.
    private static let pause: Int64 = 30

    private let observer: any RunObserver
    private let trail: AuditTrail
    private var sealedAt: Instant?
    private var isSealing = false

    init(_ observer: any RunObserver, _ trail: AuditTrail) {
        self.observer = observer
        self.trail = trail
    }

    func observe(_ change: RunChange, at time: Instant) async {
        await observer.observe(change, at: time)
        guard let last = sealedAt else { return sealedAt = time }
        guard !isSealing, time.seconds - last.seconds >= Self.pause else { return }
        isSealing = true
        sealedAt = time
        // Nobody waits for an anchor that does not answer.
        Task { await seal(at: time) }
    }

    private func seal(at time: Instant) async {
        var problems: [String] = []
        do { problems = try await trail.seal() } catch { problems = ["The audit record could not be signed: \(error)"] }
        for problem in problems { await observer.observe(.warning(problem), at: time) }
        isSealing = false
    }
}
