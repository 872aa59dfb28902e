import Contracts
import Foundation

/// Veeam Backup & Replication, REST API 1.2 (`GET /api/v1/restorePoints`, `ObjectRestorePointModel`), or a file with such an answer.
struct Veeam: DocumentedTool {
    let name = "veeam"
    let title = "Veeam Backup & Replication 13"
    let programs = ["cat", "curl"]
    let settings = ["api", "certificates", "export"]
    let restoreHint = "restore the machine in the console, or by POST /api/v1/restore/vmRestore"

    /// Points that are asked for at once.
    private static let page = 500

    func question(after answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        if let export = try context.settings.path("export") {
            return answers.isEmpty ? ToolCall(words: ["cat", export]) : nil
        }
        var seen = 0
        for answer in answers {
            let part = try Self.page(answer)
            seen += part.data.count
            guard let total = part.pagination?.total, seen < total, !part.data.isEmpty else { return nil }
        }
        return try request(skipping: seen, context)
    }

    /// The token is in curl's configuration on standard input: arguments are seen by everybody.
    private func request(skipping count: Int, _ context: ToolContext) throws(EngineFailure) -> ToolCall {
        let server = context.repository.url
        let isPlain = server.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                || "./:-_[]".utf8.contains($0)
        }
        guard server.hasPrefix("https://"), isPlain else {
            throw EngineFailure(
                .noRepository, "expected https://SERVER:9419 as the address, found '\(server.prefix(80))'")
        }
        guard let token = context.password?.trimmingCharacters(in: .whitespacesAndNewlines), !token.isEmpty else {
            throw EngineFailure(.noPassword, "expected an access token as the password, or 'export' in the settings")
        }
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x5c }) else {
            throw EngineFailure(.noPassword, "the access token holds characters that no token has")
        }
        var lines = [
            "url = \"\(server)/api/v1/restorePoints?skip=\(count)&limit=\(Self.page)\"",
            "header = \"Authorization: Bearer \(token)\"", "header = \"Accept: application/json\"",
            "header = \"x-api-version: \(try context.settings.name("api") ?? "1.2-rev0")\"",
        ]
        if let certificates = try context.settings.path("certificates"), !certificates.contains("\""),
            !certificates.contains("\\")
        {
            lines.append("cacert = \"\(certificates)\"")
        }
        return ToolCall(
            words: ["curl", "--silent", "--show-error", "--fail", "--proto", "=https", "--config", "-"],
            input: lines.joined(separator: "\n") + "\n")
    }

    func kind(_ status: Int, _ errors: String) -> EngineFailure.Kind? {
        switch status {
        case 22 where errors.contains("error: 401"): .wrongKey
        case 22 where errors.contains("error: 403"): .permission
        case 22 where errors.contains("error: 404"): .noRepository
        case 5, 6, 7, 35, 51, 52, 56, 58, 60: .network
        case 28: .timeout
        default: nil
        }
    }
}

extension Veeam {
    private struct Page: Decodable {
        struct Pagination: Decodable {
            let total: Int?
        }
        let data: [Lenient<Point>]
        let pagination: Pagination?
    }

    private struct Point: Decodable {
        let id: String
        let name: String
        let creationTime: String
        let type: String?
        let malwareStatus: String?
        let originalSize: Int64?
    }

    private static func page(_ answer: [UInt8]) throws(EngineFailure) -> Page {
        try ToolAnswer.decode(Page.self, answer, "GET /api/v1/restorePoints")
    }

    func points(in answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> RestorePointList {
        var entries: [Lenient<Point>] = []
        var total = 0
        for answer in answers {
            let page = try Self.page(answer)
            entries += page.data
            total = max(total, page.pagination?.total ?? 0)
        }
        var list = try ToolAnswer.list(entries, "GET /api/v1/restorePoints") { entry throws(EngineFailure) in
            var point = RestorePoint(
                id: try ToolAnswer.plain(entry.id), host: try ToolAnswer.plain(entry.name),
                takenAt: try ToolAnswer.needed(ToolAnswer.instant(entry.creationTime)), paths: ["/"])
            point.kind = entry.type?.contains("Increment") == true ? .incremental : .full
            point.sizes.restored = entry.originalSize
            Self.judge(entry.malwareStatus, &point)
            return point
        }
        if total > entries.count {
            list.warnings.append("\(total - entries.count) of \(total) points were not given")
            list.isComplete = false
        }
        return list
    }

    /// What it found is a verdict over the data: such a point is condemned.
    private static func judge(_ status: String?, _ point: inout RestorePoint) {
        switch status {
        case "Clean": break
        case nil: point.fault("Veeam says nothing of malware in it")
        case "Informative": point.fault("Veeam noted activity in it that may be malware")
        case "Suspicious", "Infected": point.fault("Veeam says of it: \(status ?? "")", .failed)
        case let other?: point.fault("Veeam says of it: '\(other.prefix(40))', which is not known here", .partial)
        }
    }
}
