import Contracts
import Estate
import Foundation

/// Reads `pgbackrest info --output=json`, which its makers keep stable.
struct PgBackRestInformation: Sendable {
    struct Stanza: Decodable, Sendable {
        let name: String
        let cipher: String?
        let status: Status
        let backup: [Backup]
        let archive: [Archive]
        let db: [Database]
        let repositoryMessage: String?
    }

    struct Status: Decodable, Sendable {
        let code: Int
        let message: String
        let lock: Lock?
    }

    struct Lock: Decodable, Sendable {
        struct Kind: Decodable, Sendable { let held: Bool }
        let backup: Kind?
    }

    struct Backup: Decodable, Sendable {
        struct Range: Decodable, Sendable {
            let start: String?
            let stop: String?
        }
        struct Times: Decodable, Sendable {
            let start: Int64
            let stop: Int64
        }
        struct Sizes: Decodable, Sendable {
            struct Stored: Decodable, Sendable {
                let size: Int64?
                let delta: Int64?
            }
            let size: Int64?
            let repository: Stored?
        }
        struct Place: Decodable, Sendable {
            let id: Int
        }
        let label: String
        let type: String
        let reference: [String]?
        let timestamp: Times
        let archive: Range?
        let info: Sizes?
        let error: Bool?
        let database: Place
    }

    struct Archive: Decodable, Sendable {
        let id: String
        let min: String?
        let max: String?
        let database: Backup.Place
    }

    struct Database: Decodable, Sendable {
        let id: Int
        let version: String
        let systemID: UInt64

        private enum CodingKeys: String, CodingKey {
            case id, version
            case systemID = "system-id"
        }
    }

    let stanza: Stanza

    /// The stanza, once the answer proved to be about it and says that it can be used.
    init(_ output: [UInt8], stanza name: String) throws(EngineFailure) {
        let stanzas = try Self.stanzas(output)
        guard let stanza = stanzas.first(where: { $0.name == name }) else {
            throw EngineFailure(.noRepository, "pgbackrest knows no stanza '\(name)' there")
        }
        if let failure = Self.failure(of: stanza) { throw failure }
        self.stanza = stanza
    }

    static func stanzas(_ output: [UInt8]) throws(EngineFailure) -> [Stanza] {
        // Of a file that makes no sense it repeats the bytes as they are: neither text nor JSON.
        let bytes = output.map { $0 < 0x20 ? UInt8(ascii: " ") : $0 }
        let text = String(decoding: bytes, as: UTF8.self)
        do { return try JSONDecoder().decode([Stanza].self, from: Data(text.utf8)) } catch {
            throw EngineFailure(.corrupt, "the answer of pgbackrest info is not readable: \(error)")
        }
    }

    /// pgbackrest info ends with 0 whatever it found; the codes tell (`infoStanzaStatus` in src/command/info/info.c).
    static func failure(of stanza: Stanza) -> EngineFailure? {
        let words = stanza.repositoryMessage ?? stanza.status.message
        switch stanza.status.code {
        // 2: there is a stanza, and no backup in it yet.
        case 0, 2: return nil
        case 1, 3: return EngineFailure(.noRepository, words)
        default:
            // Encrypted bytes make no sense as a file of settings.
            let isUnreadable = ["CryptoError", "key/value found outside of section"].contains { words.contains($0) }
            return EngineFailure(isUnreadable ? .wrongKey : .corrupt, words)
        }
    }
}

extension PgBackRestInformation.Stanza {
    private struct Repository: Decodable {
        let status: PgBackRestInformation.Status
    }

    private enum CodingKeys: String, CodingKey {
        case name, cipher, status, backup, archive, db, repo
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        cipher = try values.decodeIfPresent(String.self, forKey: .cipher)
        status = try values.decode(PgBackRestInformation.Status.self, forKey: .status)
        backup = try values.decodeIfPresent([PgBackRestInformation.Backup].self, forKey: .backup) ?? []
        archive = try values.decodeIfPresent([PgBackRestInformation.Archive].self, forKey: .archive) ?? []
        db = try values.decodeIfPresent([PgBackRestInformation.Database].self, forKey: .db) ?? []
        let repositories = try values.decodeIfPresent([Repository].self, forKey: .repo) ?? []
        // The stanza says 'other'; its repository says what.
        repositoryMessage = repositories.first { $0.status.code != 0 }?.status.message
    }
}
