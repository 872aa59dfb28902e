internal import ByteParsing
internal import Contracts

/// What ends of samba-tool and of its archives mean.
enum SambaVerdict {
    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "samba-tool", errors: result.errors) {
            return .failed(failure)
        }
        let text = String(decoding: result.output, as: UTF8.self)
        guard result.outcome == .exited(0) else { return failed(result, text) }
        switch operation {
        case .verify(.decoded), .verify(.restored), .verify(.working): return checked(text)
        case .backup: return said("Backup succeeded.", text)
        case .restore: return said("Backup file successfully restored to", text + result.errors)
        case .list, .manifest, .changes, .verify: return .unknown("samba-tool proves nothing with that")
        }
    }

    /// dbcheck ends with 0 only without errors, and counts them in its last line.
    private static func checked(_ text: String) -> EngineOutcome {
        let lines = text.split(separator: "\n")
        guard let line = lines.last(where: { $0.hasPrefix("Checked ") }) else {
            return .unknown("samba-tool dbcheck did not count what it checked")
        }
        guard line.hasSuffix("(0 errors)"), !line.hasPrefix("Checked 0 ") else {
            return .failed(EngineFailure(.corrupt, EngineText.shortened(line)))
        }
        return .ok(proof: EngineText.shortened(line))
    }

    private static func said(_ proof: String, _ text: String) -> EngineOutcome {
        text.contains(proof) ? .ok(proof: proof) : .unknown("samba-tool ended with 0, but did not say '\(proof)'")
    }

    private static func failed(_ result: ProcessResult, _ text: String) -> EngineOutcome {
        let all = result.errors + "\n" + text
        if let line = text.split(separator: "\n").last(where: { $0.hasPrefix("Checked ") }),
            !line.hasSuffix("(0 errors)")
        {
            return .failed(EngineFailure(.corrupt, EngineText.shortened(line)))
        }
        let last = EngineText.lastLine(result.errors)
        if case .exited(let code) = result.outcome, let kind = statuses[code] {
            return .failed(EngineFailure(kind, last))
        }
        let telling = all.split(separator: "\n").first { line in words.contains { line.contains($0.0) } }
        let kind = words.first { all.contains($0.0) }?.1 ?? EngineFailure.kind(ofSystemError: all)
        return .failed(EngineFailure(kind ?? .unknown, telling.map { EngineText.shortened($0) } ?? last))
    }

    private static let statuses: [Int: EngineFailure.Kind] = [66: .noRepository, 126: .toolMissing, 127: .toolMissing]

    /// Seen with 4.17 and bzip2 1.0.8.
    private static let words: [(String, EngineFailure.Kind)] = [
        ("Target directory is not empty", .unsupported), ("Compressed file ended before", .corrupt),
        ("Invalid data stream", .corrupt), ("Data integrity error", .corrupt), ("file could not be opened", .corrupt),
        ("not a bzip2 file", .corrupt), ("Unexpected EOF", .corrupt), ("unexpected end of file", .corrupt),
        ("Unable to open tdb", .corrupt), ("ltdb: tdb", .corrupt),
        ("Failed to connect to", .corrupt), ("Backup file not found", .noSuchPoint),
    ]

    /// What the end of `pack.sh` means.
    static func extraction(_ result: ProcessResult) -> EngineOutcome {
        guard result.outcome == .exited(65) else { return result.scriptOutcome("bringing the archive") }
        let line = result.errors.split(separator: "\n").first { !$0.allSatisfy(\.isWhitespace) }
        return .failed(EngineFailure(.corrupt, line.map(String.init) ?? "a block is not what it was"))
    }

    /// What `probe.sh` prints; without samba-tool nothing is decoded.
    static func probe(_ output: [UInt8]) throws(EngineFailure) -> RepositoryProbe {
        let version = EngineText.lastLine(String(decoding: output, as: UTF8.self))
        guard version.contains(where: \.isNumber) else {
            throw EngineFailure(.unknown, "expected a version of samba-tool or bzip2, found '\(version)'")
        }
        return RepositoryProbe(
            toolVersion: version, repositoryID: nil, isEncrypted: false, capabilities: [.manifest, .changes],
            depths: .listed...(version.hasPrefix("samba-tool ") ? .decoded : .bytes))
    }

    /// What `entries.sh` prints: every file of an archive, and how reading it ended.
    static func entries(_ output: [UInt8]) -> EngineOutcome {
        var names: [String: Int64] = [:]
        var said: String?
        for line in Lines(output) {
            let text = String(decoding: line.bytes, as: UTF8.self)
            let words = text.split(separator: " ", maxSplits: 2).map(String.init)
            switch words.first {
            case "entry" where words.count == 3: names[words[2]] = Int64(words[1])
            case "said": said = said ?? String(text.dropFirst(5))
            case "ends" where words.count == 3: return judged(names, bzip2: words[1], tar: words[2], said)
            default: continue
            }
        }
        return .unknown("the archive was not read to its end")
    }

    private static func judged(_ names: [String: Int64], bzip2: String, tar: String, _ said: String?) -> EngineOutcome {
        if bzip2 == "127" || tar == "127" { return .failed(EngineFailure(.toolMissing, said ?? "bzip2")) }
        guard bzip2 == "0", tar == "0" else {
            return .failed(EngineFailure(.corrupt, said ?? "reading it ended with \(bzip2) and \(tar)"))
        }
        // What the recipe puts back in place, and the databases below sam.ldb.
        let needed = ["backup.txt", "private/sam.ldb", "private/secrets.ldb", "sysvol.tar.gz", "etc/smb.conf"]
        if let missing = needed.first(where: { (names[$0] ?? 0) == 0 }) {
            return .failed(EngineFailure(.corrupt, "\(missing) is not in it"))
        }
        guard names.keys.contains(where: { $0.hasPrefix("private/sam.ldb.d/") }) else {
            return .failed(EngineFailure(.corrupt, "the databases private/sam.ldb.d are not in it"))
        }
        return .ok(proof: "every block of bzip2, \(names.count) files")
    }
}
