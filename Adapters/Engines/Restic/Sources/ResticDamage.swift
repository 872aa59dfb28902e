import Contracts
import Foundation

/// What a check complained of, as far as it can be told which snapshots need it.
struct ResticDamage: Hashable, Sendable {
    /// Packs whose bytes are not what their names say: single blobs in them may still be good.
    private(set) var changedPacks: Set<String> = []
    /// Packs that are not there, or not all of them: reading anything of them is tried over and over, for nothing.
    private(set) var lostPacks: Set<String> = []
    /// Blobs that no index knows.
    private(set) var missingBlobs: Set<String> = []
    /// Every complaint belongs to one of those, to a tree, or to a snapshot that the list lacks.
    private(set) var isAccounted = true
    /// Every pack was read, not only a share.
    let hasReadAll: Bool

    /// What is kept of standard error; more than that is cut at its beginning.
    private static let errorsKept = 64 << 10

    init(_ result: ProcessResult) {
        hasReadAll = String(decoding: result.output, as: UTF8.self).split(separator: "\n").contains("read all data")
        if result.errors.utf8.count >= Self.errorsKept { isAccounted = false }
        for line in result.errors.split(separator: "\n") { take(Self.message(in: line)) }
        changedPacks.subtract(lostPacks)
    }

    private mutating func take(_ line: Substring) {
        let ids = Self.identifiers(in: line)
        if line.hasPrefix("Pack ID does not match"), let pack = ids.first {
            changedPacks.insert(pack)
        } else if line.hasPrefix("pack "), let pack = ids.first {
            if line.contains("not referenced in any index") { return }
            let isLost = ["does not exist", "unexpected file size", "failed to download"].contains { line.contains($0) }
            if isLost { lostPacks.insert(pack) } else { changedPacks.insert(pack) }
        } else if line.hasSuffix("not found in index"), ids.count == 2 {
            missingBlobs.insert(ids[1])
        } else if !Self.harmless.contains(where: { line.contains($0) }) {
            isAccounted = false
        }
    }

    /// Trees are walked afterwards, lists of snapshots were compared before; the rest says nothing more.
    private static let harmless = [
        "error for tree ", "not found in repository", "decrypting blob", "error: load <snapshot/", "Load(<data/",
        "Fatal: repository contains errors", "additional files were found", "This is non-critical", "subprocess ssh:",
        "created new cache", "using temporary cache",
    ]

    /// Newer versions say each as JSON.
    private static func message(in line: Substring) -> Substring {
        struct Message: Decodable {
            let message: String
        }
        guard line.hasPrefix("{"), let told = try? JSONDecoder().decode(Message.self, from: Data(line.utf8)) else {
            return line
        }
        return told.message[...]
    }

    /// The identifiers in a line, in their order.
    static func identifiers(in line: Substring) -> [String] {
        line.split { !($0.isASCII && $0.isHexDigit) }.filter { $0.utf8.count == 64 }.map(String.init)
    }
}

/// Reads `restic cat index`: which blobs lie in which pack.
enum ResticIndex {
    private struct Index: Decodable {
        struct Pack: Decodable {
            struct Blob: Decodable {
                let id: String
            }

            let id: String
            let blobs: [Blob]
        }

        let packs: [Pack]
    }

    /// The blobs of those packs that are asked for.
    static func blobs(in answer: [UInt8], of packs: Set<String>) throws(EngineFailure) -> Set<String> {
        do {
            let index = try JSONDecoder().decode(Index.self, from: Data(answer))
            return Set(index.packs.filter { packs.contains($0.id) }.flatMap { $0.blobs.map(\.id) })
        } catch {
            throw EngineFailure(.corrupt, "an index of restic is not readable: \(error)")
        }
    }
}

/// Reads `restic find --json --blob`: which snapshots need what is damaged.
struct ResticHits: Hashable, Sendable {
    /// By snapshot, something of it that is hit.
    private(set) var snapshots: [String: String] = [:]

    private struct Found: Decodable {
        let snapshot: String
        let path: String?
    }

    /// Lines beside the answer tell of trees that cannot be read, each with the snapshot that it was reached from.
    mutating func take(_ result: ProcessResult) throws(EngineFailure) {
        if let failure = EngineFailure(result.outcome, of: "restic", errors: result.errors) { throw failure }
        guard result.succeeded else { throw EngineFailure(.unknown, ResticText.telling(result.errors)) }
        var hasAnswer = false
        for line in Self.lines(result) {
            if line.hasPrefix("[") || line == "null" {
                hasAnswer = true
                for found in try Self.found(line) where snapshots[found.snapshot] == nil {
                    snapshots[found.snapshot] = "'\(found.path ?? "")' is stored in what is damaged"
                }
            } else if line.contains("which belongs to snapshot") {
                for id in ResticDamage.identifiers(in: line) { snapshots[id] = "one of its folders cannot be read" }
            } else if let strange = ResticText.complaint(in: String(line)), !Self.isKnown(line) {
                throw EngineFailure(.unknown, strange)
            }
        }
        guard hasAnswer else {
            throw EngineFailure(.unknown, "restic did not say which snapshots need what is damaged")
        }
    }

    private static func lines(_ result: ProcessResult) -> [Substring] {
        String(decoding: result.output, as: UTF8.self).split(separator: "\n") + result.errors.split(separator: "\n")
    }

    private static func isKnown(_ line: Substring) -> Bool {
        ["Unable to load tree", "could not load snapshot", "returned error, retrying"].contains { line.contains($0) }
    }

    private static func found(_ line: Substring) throws(EngineFailure) -> [Found] {
        do { return try JSONDecoder().decode([Found]?.self, from: Data(line.utf8)) ?? [] } catch {
            throw EngineFailure(.unknown, "restic's answer to what needs a blob is not readable: \(error)")
        }
    }
}
