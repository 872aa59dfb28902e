import ByteParsing
import Contracts
import Estate

/// proxmox/proxmox-backup `pbs-api-types/src/datastore.rs` (`SnapshotListItem`), `docs/backup-client.rst`.
struct ProxmoxBackup: DocumentedTool {
    let name = "proxmox-backup"
    let title = "Proxmox Backup Server 3"
    let programs = ["proxmox-backup-client"]
    let settings = ["fingerprint", "namespace", "paths"]
    let depths = VerifyDepth.listed ... .bytes
    let restoreHint = "proxmox-backup-client restore TYPE/ID/TIME ARCHIVE TARGET"

    func version(_ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        ToolCall(words: ["proxmox-backup-client", "version"])
    }

    func question(after answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        answers.isEmpty ? try list(context) : nil
    }

    /// The server verifies by itself, and the list tells what it found.
    func verification(_ request: VerifyRequest, _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        try list(context)
    }

    private func list(_ context: ToolContext) throws(EngineFailure) -> ToolCall {
        let repository = context.repository
        guard !repository.url.isEmpty, repository.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw EngineFailure(.noRepository, "expected user@realm@server:datastore as the address")
        }
        var call = ToolCall(words: ["proxmox-backup-client", "snapshot", "list", "--output-format", "json"])
        if let namespace = try context.settings.line("namespace") {
            let parts = namespace.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") }), parts.count <= 8 else {
                throw EngineFailure(.unsupported, "expected names separated by '/' as setting 'namespace'")
            }
            call.words += ["--ns", namespace]
        }
        call.environment["PBS_REPOSITORY"] = repository.url
        call.environment["PBS_PASSWORD"] = context.password
        call.environment["PBS_FINGERPRINT"] = try context.settings.line("fingerprint")
        return call
    }

    func kind(_ status: Int, _ errors: String) -> EngineFailure.Kind? {
        if errors.contains("authentication failed") || errors.contains("401 Unauthorized") { return .wrongKey }
        if errors.contains("permission check failed") { return .permission }
        return errors.contains("no such datastore") ? .noRepository : nil
    }
}

extension ProxmoxBackup {
    private struct Item: Decodable {
        struct Verification: Decodable {
            let state: String
            let upid: String?
        }
        struct File: Decodable {
            let filename: String
        }
        let type: String
        let id: String
        let time: Int64
        let verification: Verification?
        let size: Int64?
        let files: [Lenient<File>]?

        private enum CodingKeys: String, CodingKey {
            case verification, size, files
            case type = "backup-type"
            case id = "backup-id"
            case time = "backup-time"
        }

        /// As the client names it: `vm/100/2026-11-30T22:00:00Z`.
        func name() throws(EngineFailure) -> String {
            guard let moment = rfc3339(secondsSinceEpoch: time) else {
                throw EngineFailure(.corrupt, "an entry lacks what identifies it")
            }
            return "\(try ToolAnswer.plain(type))/\(try ToolAnswer.plain(id))/\(moment)"
        }
    }

    private func items(_ answer: [UInt8]) throws(EngineFailure) -> [Lenient<Item>] {
        try ToolAnswer.decode([Lenient<Item>].self, answer, "proxmox-backup-client snapshot list")
    }

    func points(in answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> RestorePointList {
        let items = try items(answers.first ?? [])
        return try ToolAnswer.list(items, "proxmox-backup-client snapshot list") { item throws(EngineFailure) in
            // A machine is backed up as a whole; a host by archives whose roots only the client knows.
            let isHost = item.type == "host"
            let archives = item.files?.compactMap { $0.value?.filename } ?? []
            let isRoot = !isHost || archives.contains { $0.hasPrefix("root.pxar") }
            var point = RestorePoint(
                id: try item.name(), host: isHost ? item.id : "\(item.type)-\(item.id)",
                takenAt: Instant(seconds: item.time),
                paths: try context.paths(else: isRoot ? ["/"] : archives.map { "archive:\($0)" }))
            point.sizes.restored = item.size
            if item.size == nil { point.fault("it has no size: its backup is not over", .running) }
            switch item.verification?.state {
            case "ok": break
            case nil: point.fault("it was never verified")
            case "failed": point.fault("its verification failed", .failed)
            case let state?:
                point.fault("its verification ended as '\(state.prefix(40))', which is not known", .partial)
            }
            return point
        }
    }

    func verified(_ answer: [UInt8], _ request: VerifyRequest) -> PointVerification? {
        guard let all = try? items(answer), all.allSatisfy({ $0.value != nil }) else { return nil }
        let items = all.compactMap(\.value).filter { item in
            request.point.map { point in (try? item.name()) == point.id } ?? true
        }
        guard !items.isEmpty else {
            return PointVerification(outcome: .failed(EngineFailure(.noSuchPoint, "the list does not name it")))
        }
        if let bad = items.first(where: { $0.verification?.state == "failed" }) {
            return PointVerification(
                reached: .bytes, percent: 100,
                outcome: .failed(EngineFailure(.corrupt, "the server's verification of \(bad.type)/\(bad.id) failed")))
        }
        let good = items.filter { $0.verification?.state == "ok" }
        guard good.count == items.count else {
            return PointVerification(
                reached: .listed,
                outcome: .unknown("\(items.count - good.count) of \(items.count) points were never verified"))
        }
        let oldest = good.compactMap { Self.started($0.verification?.upid) }.min()
        let when = oldest.flatMap { rfc3339(secondsSinceEpoch: $0) } ?? "an unknown time"
        return PointVerification(
            reached: .bytes, percent: 100, outcome: .ok(proof: "the server verified it, the oldest at \(when)"))
    }

    /// `UPID:node:pid:pstart:task:starttime:worker:id:user:`, numbers in hexadecimal digits.
    private static func started(_ upid: String?) -> Int64? {
        let parts = upid?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        return parts.count > 6 && parts[0] == "UPID" ? Int64(parts[5], radix: 16) : nil
    }
}
