import ByteParsing
import Contracts
import Estate
import Foundation

/// Reads `borg list --json` of a repository.
enum BorgArchives {
    /// What is known of an archive without reading it.
    struct Name: Hashable, Sendable {
        let name: String
        let id: String
    }

    /// The repository as it describes itself.
    struct Repository: Hashable, Sendable {
        let id: String
        let isEncrypted: Bool
    }

    private struct Listing: Decodable {
        let archives: [Archive]
        let encryption: Encryption?
        let repository: Place
    }

    private struct Archive: Decodable {
        let name: String
        let id: String
        let hostname: String?
        let start: String?
        let end: String?
        let time: String?
        let command_line: [String]?
    }

    private struct Encryption: Decodable {
        let mode: String
    }

    private struct Place: Decodable {
        let id: String
    }

    static func names(_ output: [UInt8]) throws(EngineFailure) -> [Name] {
        try listing(output).archives.map { Name(name: $0.name, id: $0.id) }
    }

    static func repository(_ output: [UInt8]) throws(EngineFailure) -> Repository {
        let listing = try listing(output)
        return Repository(id: listing.repository.id, isEncrypted: listing.encryption.map { $0.mode != "none" } ?? false)
    }

    static func points(_ output: [UInt8]) throws(EngineFailure) -> [RestorePoint] {
        var points: [RestorePoint] = []
        for archive in try listing(output).archives { points.append(try point(archive)) }
        return points
    }

    private static func listing(_ output: [UInt8]) throws(EngineFailure) -> Listing {
        do { return try JSONDecoder().decode(Listing.self, from: Data(output)) } catch {
            throw EngineFailure(.corrupt, "borg's list of archives is not readable: \(error)")
        }
    }

    private static func point(_ archive: Archive) throws(EngineFailure) -> RestorePoint {
        guard archive.id.utf8.count == 64, archive.id.utf8.allSatisfy(isHexadecimal) else {
            throw EngineFailure(.corrupt, "'\(archive.id.prefix(64))' is no archive")
        }
        guard let start = (archive.start ?? archive.time).flatMap(instant) else {
            throw EngineFailure(.corrupt, "archive \(archive.name.prefix(80)) has no readable time")
        }
        let sources = BorgSources(commandLine: archive.command_line ?? [])
        var point = RestorePoint(
            id: archive.id, host: archive.hostname ?? "", takenAt: start, endedAt: archive.end.flatMap(instant),
            paths: sources.paths)
        if let problem = sources.problem { point.warnings = ["\(archive.name.prefix(80)): \(problem)"] }
        return point
    }

    /// Borg prints the time of its own time zone, without saying which; it runs in UTC here.
    private static func instant(_ text: String) -> Instant? {
        secondsSinceEpoch(rfc3339: Array("\(text)Z".utf8)[...]).map { Instant(seconds: $0) }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
