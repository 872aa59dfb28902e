package import Contracts
internal import EngineParts
internal import Estate
internal import Foundation
internal import RecoveryPlan

/// Snapshots that `etcdctl snapshot save` wrote into a folder; nothing is ever written there.
///
/// Their checksum is compared here: etcdctl itself does that only when it restores.
package struct EtcdEngine: Engine {
    package let name = "etcd"
    package let packages = ["etcd-client", "openssh-client"]
    package let tools = ["cat", "etcdctl", "find", "ssh"]
    private let calls: EngineCalls
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: an ssh configuration to reach hosts with, instead of the user's own.
    package init(
        runner: any ProcessRunner, sshConfiguration: String? = nil, limits: EngineLimits = EngineLimits()
    ) {
        calls = EngineCalls(runner: runner, limits: limits)
        self.sshConfiguration = sshConfiguration
    }

    package func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        let settings = try EtcdSettings(repository)
        let list = try await list(repository, settings)
        return RestorePointList(
            list.points(settings), warnings: Array(list.warnings.prefix(20)), isComplete: list.warnings.isEmpty)
    }

    /// The one file that a restore makes of it; the log and the index beside it are made anew.
    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let settings = try EtcdSettings(repository)
        let snapshot = try await snapshot(point.id, repository, settings)
        let entry = ManifestEntry(
            path: "\(settings.data)/member/snap/db", type: "file", bytes: snapshot.size - EtcdSnapshot.trailer,
            modifiedAt: Instant(seconds: snapshot.written))
        if entry.lies(below: paths) { each(entry) }
    }

    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        let settings = try EtcdSettings(repository)
        _ = try await list(repository, settings)
        let result = try await run("ETCDCTL_API=3 etcdctl version", [:], repository)
        try result.scriptOutcome("etcdctl").required()
        let version = String(decoding: result.output.prefix { $0 != 0x0a }, as: UTF8.self)
        return RepositoryProbe(
            toolVersion: EngineText.shortened(version), repositoryID: nil, isEncrypted: false,
            capabilities: [.manifest], depths: .listed ... .decoded)
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        EtcdVerdict.outcome(of: result, after: operation)
    }

    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else {
            throw EngineFailure(.unsupported, "etcd restores to its snapshots only, not to a moment between them")
        }
        let settings = try EtcdSettings(repository)
        _ = try EngineShell(repository, sshConfiguration: nil)
        let parts = EtcdSnapshot.parts(of: point.id) ?? (name: point.id, digest: "")
        var parameters = [
            "GU_FOLDER": settings.folder, "GU_NAME": parts.name, "GU_DIGEST": parts.digest, "GU_DATA": settings.data,
            "GU_MEMBER": settings.member, "GU_PEER": settings.peer, "GU_CLUSTER": settings.cluster,
            "GU_TOKEN": settings.token,
        ]
        parameters["GU_VIA"] = repository.via
        return Restoration(
            name: "etcd/restore-member",
            body: StepBody(
                place: .controller, timeout: 4 * 3_600, attempts: 3, estimate: 5,
                script: RestoreParts.body(
                    PackageResources.restore_member_sh, onHost: PackageResources.finish_member_sh)),
            parameters: parameters.map { Parameter(name: $0.key, value: $0.value) }, secrets: [])
    }
}

extension EtcdEngine {
    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        await verification(
            request, in: repository, downTo: .decoded, because: "a snapshot cannot work without a place to restore to"
        ) { point throws(EngineFailure) in
            try await verify(point, request, repository)
        }
    }

    /// There is no cheaper look that proves anything: all of it is read, whatever the depth.
    private func verify(_ point: RestorePoint, _ request: VerifyRequest, _ repository: RepositoryEntry)
        async throws(EngineFailure) -> PointVerification
    {
        let settings = try EtcdSettings(repository)
        let snapshot = try await snapshot(point.id, repository, settings)
        guard snapshot.over == EtcdSnapshot.trailer else {
            let words = point.warnings.joined(separator: "; ")
            return PointVerification(
                reached: .structure,
                outcome: snapshot.over == 0 ? .unknown(words) : .failed(EngineFailure(.corrupt, words)))
        }
        let bytes = try await bytes(of: snapshot, within: request.timeout, repository, settings)
        guard case .ok(let proof) = bytes else {
            return PointVerification(
                reached: bytes.judgesData ? .bytes : .listed, percent: bytes.judgesData ? 100 : nil, outcome: bytes)
        }
        let index = try await structure(of: snapshot, repository, settings)
        guard case .ok(let keys) = index, request.depth == .decoded else {
            return PointVerification(reached: .bytes, percent: 100, outcome: index.with(proof))
        }
        let outcome = try await decode(snapshot, within: request.timeout, repository, settings)
        return PointVerification(
            reached: outcome.judgesData ? .decoded : .bytes, percent: 100, outcome: outcome.with("\(proof); \(keys)"))
    }

    private func bytes(
        of snapshot: EtcdSnapshot, within seconds: Int, _ repository: RepositoryEntry, _ settings: EtcdSettings
    ) async throws(EngineFailure) -> EngineOutcome {
        let digest = EtcdDigest()
        let script = "cd -- \"$GU_FOLDER\" || exit 66\nexec cat -- \"./$GU_NAME\""
        let request = try shell(repository).request(script, variables(snapshot, settings))
        let result = try await calls.pieces(of: request, within: seconds) { digest.read($0) }
        try result.scriptOutcome("cat").required()
        return digest.outcome(expecting: snapshot.size)
    }

    private func structure(
        of snapshot: EtcdSnapshot, _ repository: RepositoryEntry, _ settings: EtcdSettings
    ) async throws(EngineFailure) -> EngineOutcome {
        let result = try await run(text(PackageResources.status_sh), variables(snapshot, settings), repository)
        guard result.outcome == .exited(0) else { return EtcdVerdict.outcome(of: result, after: .verify(.structure)) }
        let status = try EtcdVerdict.status(result.output)
        guard status.totalSize == snapshot.size - EtcdSnapshot.trailer else {
            return .failed(EngineFailure(.corrupt, "etcdctl finds a database of \(status.totalSize) bytes in it"))
        }
        return .ok(proof: "\(status.totalKey) keys at revision \(status.revision)")
    }

    private func decode(
        _ snapshot: EtcdSnapshot, within seconds: Int, _ repository: RepositoryEntry, _ settings: EtcdSettings
    ) async throws(EngineFailure) -> EngineOutcome {
        var variables = variables(snapshot, settings)
        variables["GU_SCRATCH"] = settings.scratch
        let result = try await run(text(PackageResources.decode_sh), variables, repository, within: seconds)
        guard result.outcome == .exited(0) else { return EtcdVerdict.outcome(of: result, after: .verify(.decoded)) }
        let line = String(decoding: result.output, as: UTF8.self).split(separator: "\n").last ?? ""
        guard line == "restored \(snapshot.size - EtcdSnapshot.trailer)" else {
            return .failed(EngineFailure(.corrupt, "a restore made a database of another size: '\(line.prefix(60))'"))
        }
        return .ok(proof: "restored to a folder of its own")
    }
}

extension EtcdEngine {
    private func list(_ repository: RepositoryEntry, _ settings: EtcdSettings) async throws(EngineFailure)
        -> EtcdSnapshotList
    {
        let result = try await run(text(PackageResources.list_sh), ["GU_FOLDER": settings.folder], repository)
        try result.scriptOutcome("the list of \(settings.folder)").required()
        return EtcdSnapshotList(result.output)
    }

    private func snapshot(_ id: String, _ repository: RepositoryEntry, _ settings: EtcdSettings)
        async throws(EngineFailure) -> EtcdSnapshot
    {
        guard let snapshot = try await list(repository, settings).snapshots.first(where: { $0.id == id }) else {
            throw EngineFailure(.noSuchPoint, "there is no snapshot '\(id.prefix(80))'")
        }
        return snapshot
    }

    private func variables(_ snapshot: EtcdSnapshot, _ settings: EtcdSettings) -> [String: String] {
        ["GU_FOLDER": settings.folder, "GU_NAME": snapshot.name]
    }

    private func shell(_ repository: RepositoryEntry) throws(EngineFailure) -> EngineShell {
        try EngineShell(repository, sshConfiguration: sshConfiguration)
    }

    private func text(_ script: [UInt8]) -> String { String(decoding: script, as: UTF8.self) }

    private func run(
        _ script: String, _ variables: [String: String], _ repository: RepositoryEntry, within seconds: Int? = nil
    ) async throws(EngineFailure) -> ProcessResult {
        try await calls.run(
            try shell(repository).request(script, variables), within: seconds ?? calls.limits.listing)
    }
}
