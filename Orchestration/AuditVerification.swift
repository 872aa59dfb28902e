package import Contracts
package import Formats

/// What became of an audit record since it was written, as far as can be told.
package struct AuditVerdict: Sendable {
    package let head: AuditHead
    /// The newest head that is signed, when its signature holds.
    package private(set) var sealed: AuditSeal?
    package private(set) var problems: [AuditProblem]
    package private(set) var sealCount = 0
    package private(set) var anchorCount = 0
    /// What this verification could not tell.
    package private(set) var notChecked: [String] = []

    package var isSound: Bool { problems.isEmpty }

    /// Records after the newest signed head, as a crash leaves behind.
    package var unsigned: Int64 { head.number - (sealed?.head.number ?? 0) }
}

/// Verifies a copy of an audit record, with nothing but the copy, a key and anchors.
package struct AuditVerification: Sendable {
    private let verifier: any SignatureVerifier
    private let key: String?
    private let isKeyGiven: Bool
    private let anchors: [AuditSeal]?

    /// - Parameters:
    ///   - key: the public key that the person who verifies trusts; `nil` takes the copy's word for it.
    ///   - found: the key that came with the copy.
    ///   - anchors: what was remembered elsewhere; `nil` when nothing was.
    package init(verifier: any SignatureVerifier, key: String?, found: String?, anchors: [AuditSeal]?) {
        self.verifier = verifier
        self.key = key ?? found
        isKeyGiven = key != nil
        self.anchors = anchors
    }

    package func verdict(
        on records: [StoredAuditRecord], seals: [AuditSeal], problems: [AuditProblem] = []
    ) async throws -> AuditVerdict {
        var chain = AuditChain()
        for record in records { chain.receive(record) }
        var verdict = AuditVerdict(head: chain.head, problems: problems + chain.problems)
        for seal in seals { try await check(seal, chain, &verdict) }
        try await checkAnchors(chain, &verdict)
        if !isKeyGiven { verdict.doubt("whose key signed it: give the installation's public key with --key") }
        return verdict
    }

    private func check(_ seal: AuditSeal, _ chain: AuditChain, _ verdict: inout AuditVerdict) async throws {
        let number = seal.head.number
        guard try await holds(seal) else {
            return verdict.add(number, "the signature over record \(number) does not hold: it, or the key, is another")
        }
        guard let hash = chain.hashes[number] else {
            return verdict.add(number, "record \(number) was signed and is missing: the record was shortened")
        }
        guard hash == seal.head.hash else {
            return verdict.add(number, "record \(number) or one before it was changed after it was signed")
        }
        verdict.count(seal)
    }

    private func checkAnchors(_ chain: AuditChain, _ verdict: inout AuditVerdict) async throws {
        guard let anchors else {
            return verdict.doubt(
                "whether records are missing at the end: give what was remembered elsewhere with --anchors")
        }
        guard !anchors.isEmpty else { return verdict.doubt("anything against anchors: the file holds none") }
        for anchor in anchors {
            let number = anchor.head.number
            guard try await holds(anchor) else {
                verdict.add(number, "the anchor of record \(number) is not signed by this installation")
                continue
            }
            if let hash = chain.hashes[number] {
                if hash != anchor.head.hash { verdict.add(number, "record \(number) is another one than was anchored") }
            } else {
                verdict.add(number, "record \(number) was anchored and is missing: the record was shortened")
            }
            verdict.countAnchor()
        }
    }

    private func holds(_ seal: AuditSeal) async throws -> Bool {
        guard let key else { return false }
        do {
            return try await verifier.verify(
                Array(seal.signature.utf8), over: AuditDocument.bytes(signing: seal.head, at: seal.time),
                by: ApproverEntry(name: AuditTrail.signer, key: key)) != nil
        } catch let error as GroundupError where error.code == .configuration && !isKeyGiven {
            // The key that came with the copy is none: that is the copy's fault, not a wrong option.
            return false
        }
    }
}

extension AuditVerdict {
    fileprivate init(head: AuditHead, problems: [AuditProblem]) {
        self.head = head
        self.problems = problems
    }

    fileprivate mutating func add(_ number: Int64, _ text: String) { problems.append(AuditProblem(number, text)) }
    fileprivate mutating func doubt(_ text: String) { notChecked.append(text) }
    fileprivate mutating func countAnchor() { anchorCount += 1 }

    fileprivate mutating func count(_ seal: AuditSeal) {
        sealCount += 1
        if seal.head.number >= sealed?.head.number ?? 0 { sealed = seal }
    }
}
