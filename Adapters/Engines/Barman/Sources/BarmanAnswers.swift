import Contracts
import Foundation

/// Reads what `barman -f json` prints: one object, by name of the server, or `_ERROR` with what is wrong.
enum BarmanAnswers {
    struct Listed: Decodable, Sendable {
        let backup_id: String
        let status: String
        let size_bytes: Int64?
    }

    struct Details: Decodable, Sendable {
        struct Base: Decodable, Sendable {
            let begin_time_timestamp: String?
            let end_time_timestamp: String?
            let begin_wal: String?
            let end_wal: String?
            let disk_usage_bytes: Int64?
        }

        struct Tablespace: Decodable, Sendable {
            let oid: Int
            let location: String
        }

        let backup_id: String
        let status: String
        let base_backup_information: Base?
        let pgdata_directory: String?
        let postgresql_version: Int?
        let tablespaces: [Tablespace]?
    }

    struct Server: Decodable, Sendable {
        let wals_directory: String
        let basebackups_directory: String
    }

    private struct Check: Decodable {
        let hint: String
        let status: String
    }

    private struct Remarks: Decodable {
        let _ERROR: [String]?
        let _EXCEPTION: [String]?
        let _WARNING: [String]?
        let missing_files: [String]?
    }

    /// What it holds under the name of `server`.
    static func answer<Answer: Decodable>(_ output: [UInt8], of server: String) throws(EngineFailure) -> Answer {
        do {
            guard let answer = try JSONDecoder().decode([String: Answer].self, from: Data(output))[server] else {
                throw EngineFailure(.noRepository, "barman says nothing of a server '\(server)'")
            }
            return answer
        } catch let failure as EngineFailure {
            throw failure
        } catch {
            throw EngineFailure(.corrupt, "the answer of barman is not readable: \(error)")
        }
    }

    /// The first complaint in an answer, whatever status came with it.
    static func complaint(_ output: [UInt8]) -> String? {
        guard let remarks = try? JSONDecoder().decode(Remarks.self, from: Data(output)) else { return nil }
        if let files = remarks.missing_files, !files.isEmpty { return "missing files: \(files.prefix(3))" }
        return remarks._ERROR?.first ?? remarks._EXCEPTION?.first
    }

    /// The checks of `barman check` that failed; `nil` when this is no such answer.
    static func failedChecks(_ output: [UInt8]) -> [String]? {
        guard let servers = try? JSONDecoder().decode([String: [String: Check]].self, from: Data(output)),
            servers.values.contains(where: { !$0.isEmpty })
        else { return nil }
        return servers.values.flatMap { checks in
            checks.filter { $0.value.status != "OK" }.map { "\($0.key): \($0.value.hint)" }
        }.sorted()
    }
}
