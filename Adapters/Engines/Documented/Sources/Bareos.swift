import Contracts
import Estate
import Foundation

/// bareos/bareos `docs/manuals/source/DeveloperGuide/api.rst` (API mode 2), job states as in `core/src/include/job_status.h`.
struct Bareos: DocumentedTool {
    let name = "bareos"
    let title = "Bareos 23"
    let programs = ["bconsole"]
    let settings = ["config", "paths"]
    let restoreHint = "restore client=NAME jobid=ID where=/ all done, in bconsole"

    func question(after answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        guard answers.isEmpty else { return nil }
        let config = try context.settings.path("config")
        return ToolCall(
            words: ["bconsole"] + (config.map { ["-c", $0] } ?? []), input: ".api 2\nllist jobs\nquit\n")
    }

    func points(in answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> RestorePointList {
        let entries = try Self.jobs(answers.first ?? [])
        var list = try ToolAnswer.list(entries, "llist jobs") { job throws(EngineFailure) in
            // Restores, verifications and administration are jobs, too.
            guard job["type"] == "B" else { return nil }
            return try point(job, context)
        }
        Self.chain(&list)
        return list
    }

    private func point(_ job: Job, _ context: ToolContext) throws(EngineFailure) -> RestorePoint {
        // Times are those of the director's zone; only `jobtdate`, the end, is counted from 1970.
        let ended = try ToolAnswer.needed(job.number("jobtdate"))
        let lasted = job.seconds("endtime").flatMap { end in job.seconds("starttime").map { end - $0 } } ?? 0
        let fileSet = job["fileset"] ?? "unknown"
        var point = RestorePoint(
            id: try ToolAnswer.plain(job["jobid"]), host: try ToolAnswer.plain(job["clientname"]),
            takenAt: Instant(seconds: ended - max(0, min(lasted, 366 * 86_400))), endedAt: Instant(seconds: ended),
            paths: try context.paths(else: ["fileset:\(fileSet)"]))
        switch job["level"] {
        case "I": point.kind = .incremental
        case "D": point.kind = .differential
        default: point.kind = .full
        }
        point.sizes = PointSizes(stored: job.number("jobbytes"), items: job.number("jobfiles"))
        Self.judge(job, &point)
        return point
    }

    private static func judge(_ job: Job, _ point: inout RestorePoint) {
        let status = job["jobstatus"] ?? ""
        switch status {
        case "T": break
        case "W": point.fault("it ended with warnings", .partial)
        case "e": point.fault("it ended with errors that were not fatal", .partial)
        case "E", "f", "A", "D", "I": point.fault("its job failed (status \(status))", .failed)
        case "R", "B", "C", "F", "S", "M", "m", "s", "j", "c", "d", "t", "p", "i", "a", "l", "L":
            point.fault("its job is not over (status \(status))", .running)
        default: point.fault("the status '\(status.prefix(10))' of its job is not known", .failed)
        }
        if let errors = job.number("joberrors"), errors > 0 {
            point.fault("its job counted \(errors) errors", .partial)
        }
        if let missing = job.number("jobmissingfiles"), missing > 0 {
            point.fault("\(missing) files are missing", .partial)
        }
        if job.number("purgedfiles") == 1 { point.fault("its list of files is no longer in the catalog") }
    }

    /// A differential job rests on the last full one, an incremental one on all since that; of the same client and files.
    private static func chain(_ list: inout RestorePointList) {
        var chains: [String: (full: String, differential: String?, incremental: [String])] = [:]
        for position in list.points.indices where list.points[position].isRestorable {
            let point = list.points[position]
            let key = "\(point.host)\n\(point.paths.joined(separator: "\n"))"
            guard point.kind != .full else {
                chains[key] = (point.id, nil, [])
                continue
            }
            guard var chain = chains[key] else {
                list.points[position].fault("the full backup on which it rests is not in the catalog", .failed)
                continue
            }
            if point.kind == .differential {
                list.points[position].requires = [chain.full]
                chain = (chain.full, point.id, [])
            } else {
                list.points[position].requires =
                    [chain.full] + (chain.differential.map { [$0] } ?? []) + chain.incremental
                chain.incremental.append(point.id)
            }
            chains[key] = chain
        }
    }
}

extension Bareos {
    /// One row of the catalog, its keys in lower case as most versions write them, its values as text.
    struct Job: Decodable {
        private let values: [String: String]

        init(from decoder: any Decoder) throws {
            let fields = try decoder.singleValueContainer().decode([String: Field].self)
            values = Dictionary(
                fields.compactMap { key, field in field.text.map { (key.lowercased(), $0) } }, uniquingKeysWith: { $1 })
        }

        subscript(key: String) -> String? { values[key] }

        func number(_ key: String) -> Int64? { values[key].flatMap { Int64($0) } }

        /// A local time as seconds of a day that nobody knows the zone of: only differences count.
        func seconds(_ key: String) -> Int64? {
            ToolAnswer.instant(values[key].map { "\($0)Z" })?.seconds
        }
    }

    private struct Field: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let string = try? container.decode(String.self) {
                text = string
            } else {
                text = (try? container.decode(Int64.self)).map { String($0) }
            }
        }
    }

    private struct Response: Decodable {
        struct Result: Decodable {
            let jobs: [Lenient<Job>]?
        }
        struct Refusal: Decodable {
            struct Data: Decodable {
                let messages: [String: [String]]?
            }
            let message: String?
            let data: Data?
        }
        let result: Result?
        let error: Refusal?
    }

    /// The console greets, and answers each command with an object of its own.
    private static func jobs(_ output: [UInt8]) throws(EngineFailure) -> [Lenient<Job>] {
        var answers = 0
        for object in JSONObjects(output) {
            guard let response = try? JSONDecoder().decode(Response.self, from: Foundation.Data(object)) else {
                continue
            }
            answers += 1
            if let error = response.error {
                let words = error.data?.messages?["error"]?.first ?? error.message ?? "it did not say why"
                throw EngineFailure(.unknown, "bareos refused: \(words)")
            }
            if let jobs = response.result?.jobs { return jobs }
        }
        let text = String(decoding: output.prefix(4_096), as: UTF8.self)
        if text.contains("authorization") || text.contains("Authorization") {
            throw EngineFailure(.wrongKey, EngineText.lastLine(text))
        }
        throw EngineFailure(
            .unknown, "expected a list of jobs, found \(answers) other answers; Bareos 15.2 and newer give it")
    }
}
