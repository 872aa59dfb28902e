import Contracts
import Estate

/// OpenZFS `man/man8/zfs-list.8`, `man/man8/zpool-status.8` (`-j` since 2.3).
struct ZFSSnapshots: DocumentedTool {
    let name = "zfs"
    let title = "OpenZFS 2.3"
    let programs = ["zfs", "zpool"]
    let settings = ["host", "source"]
    let depths = VerifyDepth.listed ... .bytes
    let restoreHint = "zfs send DATASET@NAME | ssh HOST zfs receive TARGET, or copy from .zfs/snapshot/NAME"

    private static let columns = "name,guid,creation,used,referenced,written"

    func version(_ context: ToolContext) throws(EngineFailure) -> ToolCall? { ToolCall(words: ["zfs", "version"]) }

    func question(after answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        guard answers.isEmpty else { return nil }
        return ToolCall(words: [
            "zfs", "list", "-H", "-p", "-t", "snapshot", "-d", "1", "-o", Self.columns, try dataset(context),
        ])
    }

    var verifiesAllAtOnce: Bool { true }

    func verification(_ request: VerifyRequest, _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        let pool = try dataset(context).split(separator: "/").first.map(String.init) ?? ""
        return ToolCall(words: ["zpool", "status", "-j", "--json-int", pool])
    }

    private func dataset(_ context: ToolContext) throws(EngineFailure) -> String {
        let text = context.repository.url
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "/_-.: ".utf8.contains(byte)
        }
        guard isPlain, text.utf8.first.map({ (0x41...0x7a).contains($0) }) == true, text.utf8.count <= 255 else {
            throw EngineFailure(
                .noRepository, "expected a dataset such as tank/data as the address, found '\(text.prefix(80))'")
        }
        return text
    }

    func kind(_ status: Int, _ errors: String) -> EngineFailure.Kind? {
        if errors.contains("dataset does not exist") || errors.contains("no such pool") { return .noRepository }
        return errors.contains("invalid option") ? .unsupported : nil
    }

    func points(in answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> RestorePointList {
        let settings = context.settings
        let host = try settings.requiredName("host", "the host whose files these are")
        let source = try settings.requiredPath(
            "source", "where the dataset is mounted on that host", mayBeRoot: true)
        let answer = answers.first ?? []
        var points: [RestorePoint] = []
        // Every line is ended: half a number is a number, too.
        var lost = answer.isEmpty || answer.last == 0x0A ? 0 : 1
        for line in answer.split(separator: 0x0A) {
            let fields = String(decoding: line, as: UTF8.self).split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 6, fields[0].contains("@"), UInt64(fields[1]) != nil, let created = Int64(fields[2])
            else {
                lost += 1
                continue
            }
            // A name is given again; the guid goes along with what is sent elsewhere.
            var point = RestorePoint(
                id: String(fields[1]), host: host, takenAt: Instant(seconds: created), paths: [source])
            point.sizes = PointSizes(restored: Int64(fields[4]), stored: Int64(fields[3]), added: Int64(fields[5]))
            points.append(point)
        }
        guard Set(points.map(\.id)).count == points.count else {
            throw EngineFailure(.unknown, "two snapshots have one guid")
        }
        let warnings = lost == 0 ? [] : ["\(lost) lines of zfs list are not in their documented form"]
        return RestorePointList(points, warnings: warnings, isComplete: lost == 0)
    }
}

extension ZFSSnapshots {
    private struct Status: Decodable {
        let pools: [String: Pool]
    }

    private struct Pool: Decodable {
        let state: String
        let error_count: LenientNumber?
        let scan_stats: Scan?
        let vdevs: [String: Device]?
    }

    private struct Scan: Decodable {
        let function: String?
        let state: String?
        let end_time: LenientNumber?
        let errors: LenientNumber?
    }

    private struct Device: Decodable {
        let read_errors: LenientNumber?
        let write_errors: LenientNumber?
        let checksum_errors: LenientNumber?
        let vdevs: [String: Device]?

        /// Its own and those of what it is made of.
        var errors: Int64 {
            let own = [read_errors, write_errors, checksum_errors].map { max(0, $0?.value ?? 0) }
            return (own + (vdevs ?? [:]).values.map(\.errors)).reduce(Int64(0)) {
                $0.addingReportingOverflow($1).partialValue
            }
        }
    }

    func verified(_ answer: [UInt8], _ request: VerifyRequest) -> PointVerification? {
        guard let status = try? ToolAnswer.decode(Status.self, answer, "zpool status"), status.pools.count == 1,
            let pool = status.pools.values.first, let count = pool.error_count?.value
        else { return nil }
        guard count == 0 else { return Self.bad("\(count) errors in stored data are known") }
        if ["FAULTED", "UNAVAIL", "SUSPENDED"].contains(pool.state) { return Self.bad("the pool is \(pool.state)") }
        guard let scan = pool.scan_stats, scan.function == "SCRUB", scan.state == "FINISHED",
            let ended = scan.end_time?.value, let errors = scan.errors?.value
        else {
            return PointVerification(reached: .listed, outcome: .unknown("no scrub has come to its end"))
        }
        guard errors == 0 else { return Self.bad("the scrub met \(errors) errors") }
        if let point = request.point, ended < point.takenAt.seconds {
            return PointVerification(reached: .listed, outcome: .unknown("the last scrub ended before it was taken"))
        }
        let counted = (pool.vdevs ?? [:]).values.map(\.errors).reduce(Int64(0)) {
            $0.addingReportingOverflow($1).partialValue
        }
        guard pool.state == "ONLINE", counted == 0 else {
            return PointVerification(
                reached: .bytes, percent: 100,
                outcome: .warned("the pool is \(pool.state.prefix(20)), and its devices counted \(counted) errors"))
        }
        return PointVerification(
            reached: .bytes, percent: 100, outcome: .ok(proof: "the scrub that ended at \(ended) found no error"))
    }

    private static func bad(_ words: String) -> PointVerification {
        PointVerification(reached: .bytes, percent: 100, outcome: .failed(EngineFailure(.corrupt, words)))
    }
}
