package import Contracts
internal import Estate
package import Formats
internal import RecoveryPlan

/// What a kit is worth, told without any network.
package struct KitVerdict: Sendable {
    package let manifest: KitManifest
    /// Why a restore from it would stop, or what is not as it was built.
    package fileprivate(set) var problems: [String] = []
    /// What a person has to know, and what could not be told.
    package fileprivate(set) var notes: [String] = []

    package var isSound: Bool { problems.isEmpty }

    /// Throws unless the kit is complete and unaltered.
    package func requireSound() throws {
        guard let first = problems.first else { return }
        throw GroundupError(
            .kit, "The kit is incomplete or was altered: \(first)\(problems.count > 1 ? "; and more" : "").",
            hint: "'groundup kit verify' names everything. Take another copy, or build the kit again.")
    }
}

/// Verifies that a kit is what was built, and complete for its plans.
package struct KitVerification: Sendable {
    private let archive: any KitArchive
    private let verifier: any SignatureVerifier
    private let planVerifier: any SignatureVerifier
    private let clock: any Contracts.Clock
    private let key: String?

    /// - Parameters:
    ///   - verifier: of signatures over manifests.
    ///   - planVerifier: of approvals.
    ///   - key: the public key that the person who verifies trusts; `nil` takes the kit's word for it.
    package init(
        archive: any KitArchive, verifier: any SignatureVerifier, planVerifier: any SignatureVerifier,
        clock: any Contracts.Clock, key: String?
    ) {
        self.archive = archive
        self.verifier = verifier
        self.planVerifier = planVerifier
        self.clock = clock
        self.key = key
    }

    package func verdict(on path: String) async throws -> KitVerdict {
        let contents = try await archive.read(path, keep: KitLayout.isDocument)
        guard let bytes = contents.kept[KitManifest.name] else {
            throw GroundupError(
                .kit, "\(path) is no recovery kit: it holds no \(KitManifest.name).",
                hint: "Name a file that 'groundup kit build' wrote.")
        }
        var verdict = KitVerdict(manifest: try KitManifest(bytes, name: KitManifest.name))
        try await checkSignature(bytes, contents, &verdict)
        checkMembers(contents, &verdict)
        checkProgram(&verdict)
        try await checkPlans(contents, &verdict)
        return verdict
    }

    private func checkSignature(_ bytes: [UInt8], _ contents: KitContents, _ verdict: inout KitVerdict) async throws {
        let own = contents.kept[KitLayout.key].map { bytes in
            String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).prefix(2)
                .joined(separator: " ")
        }
        guard let trusted = key ?? own, let signature = contents.kept[KitManifest.signatureName] else {
            return verdict.problems.append("it is not signed")
        }
        let signer = ApproverEntry(name: AuditTrail.signer, key: trusted)
        if try await verifier.verify(signature, over: bytes, by: signer) == nil {
            verdict.problems.append("the signature over its manifest does not hold")
        }
        if key == nil {
            verdict.notes.append("whose key signed it is not checked: give the installation's public key with --key")
        }
    }

    private func checkMembers(_ contents: KitContents, _ verdict: inout KitVerdict) {
        let own = [KitManifest.name, KitManifest.signatureName]
        let listed = Dictionary(verdict.manifest.members.map { ($0.path, $0) }) { first, _ in first }
        var found: Set<String> = []
        for member in contents.members where !own.contains(member.path) {
            found.insert(member.path)
            guard let expected = listed[member.path] else {
                verdict.problems.append("\(member.path) does not belong to it")
                continue
            }
            if member != expected { verdict.problems.append("\(member.path) was changed") }
        }
        for path in listed.keys.sorted() where !found.contains(path) {
            verdict.problems.append("\(path) is missing")
        }
    }

    private func checkProgram(_ verdict: inout KitVerdict) {
        let paths = Set(verdict.manifest.members.map(\.path))
        for path in KitLayout.program + [KitLayout.configuration, KitLayout.depotList, KitLayout.secrets]
        where !paths.contains(path) {
            verdict.problems.append("it lacks \(path)")
        }
    }

    private func checkPlans(_ contents: KitContents, _ verdict: inout KitVerdict) async throws {
        guard let list = contents.kept[KitLayout.depotList], let text = contents.kept[KitLayout.configuration] else {
            return
        }
        let depot = try DepotListing(list, name: KitLayout.depotList)
        let configuration = try ConfigurationDocument.read(text, name: KitLayout.configuration)
        checkPackages(Set(verdict.manifest.tools), depot, contents, "as a tool", &verdict)
        for digest in verdict.manifest.plans {
            guard let bytes = contents.kept[KitLayout.plan(digest)], sha256(bytes) == digest else {
                verdict.problems.append("plan \(digest.prefix(12)) is missing or was changed")
                continue
            }
            let plan = try PlanDocument.read(bytes, name: "plan \(digest.prefix(12))")
            checkPackages(plan.packageNames, depot, contents, "by plan \(digest.prefix(12))", &verdict)
            if contents.kept[KitLayout.estate(plan.estateDigest)].map(sha256) != plan.estateDigest {
                verdict.problems.append("the estate of plan \(digest.prefix(12)) is missing or was changed")
            }
            for reference in plan.secretReferences where !verdict.manifest.secrets.contains(reference) {
                verdict.problems.append("the secret \(reference) that plan \(digest.prefix(12)) needs is not in it")
            }
            try await checkApprovals(
                StoredPlan(plan: plan, digest: digest, bytes: bytes), configuration, contents, &verdict)
        }
    }

    /// A package is there when the depot lists it and its file has that hash.
    private func checkPackages(
        _ names: Set<String>, _ depot: DepotListing, _ contents: KitContents, _ whose: String,
        _ verdict: inout KitVerdict
    ) {
        let digests = Dictionary(contents.members.map { ($0.path, $0.digest) }) { first, _ in first }
        let held = Set(depot.packages.filter { digests["\(KitLayout.depot)/\($0.path)"] == $0.digest }.map(\.name))
        for name in names.subtracting(held).sorted() {
            if depot.unavailable.contains(name) {
                verdict.notes.append("the package \(name), needed \(whose), is offered by nobody")
            } else {
                verdict.problems.append("the package \(name), needed \(whose), is missing or was changed")
            }
        }
    }

    /// Whether people want it is judged anew at the start; here it is told, so that nobody is surprised then.
    private func checkApprovals(
        _ plan: StoredPlan, _ configuration: Configuration, _ contents: KitContents, _ verdict: inout KitVerdict
    ) async throws {
        var decisions: [VerifiedDecision] = []
        for (path, bytes) in contents.kept where KitLayout.isDecision(path, on: plan.digest) {
            let decision = try DecisionDocument.read(bytes, name: path)
            let statement = try StatementDocument.read(decision.statement, name: path)
            let approver = configuration.approvers.first { $0.name == statement.person && $0.key != nil }
            guard let approver else { continue }
            let key = try await planVerifier.verify(decision.signature, over: decision.statement, by: approver)
            decisions.append(VerifiedDecision(statement: statement, key: key))
        }
        let subject = StatementSubject.plan(digest: plan.digest, estate: plan.plan.estateDigest)
        let state = ApprovalJudgement(
            configuration.approvals(for: plan.plan.incident.kind), approvers: configuration.approvers,
            applications: Set(configuration.applications.map(\.name)), requester: plan.plan.requestedBy,
            now: clock.now(), subject: { $0 == subject }
        ).state(of: decisions)
        if !state.isSufficient {
            verdict.notes.append("plan \(plan.digest.prefix(12)) has to be approved before it runs: \(state.summary)")
        }
    }
}
