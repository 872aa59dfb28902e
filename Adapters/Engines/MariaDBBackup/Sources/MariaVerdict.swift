internal import ByteParsing
internal import Contracts

/// What ends of mariadb-backup and innochecksum mean.
enum MariaVerdict {
    private static let proof = "completed OK!"

    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "mariadb-backup", errors: result.errors) {
            return .failed(failure)
        }
        let isGood = result.outcome == .exited(0)
        switch operation {
        case .verify(.listed), .verify(.structure), .list, .manifest, .changes:
            return result.scriptOutcome("mariadb-backup")
        case .verify(.bytes):
            // innochecksum says nothing of good pages, and names the first bad one; of a file of zeros it says so with 0.
            let words = EngineText.shortened(
                result.errors.split(separator: "\n").first { !$0.allSatisfy(\.isWhitespace) } ?? "")
            if words.contains("invalid") || words.contains("zero-filled") {
                return .failed(EngineFailure(.corrupt, words))
            }
            return isGood && words.isEmpty
                ? .ok(proof: "innochecksum read every page and refused none") : failed(result, words)
        case .verify(.working): return tables(result)
        case .verify, .restore, .backup:
            let last = EngineText.lastLine(result.errors)
            if isGood, last.hasSuffix(proof) { return .ok(proof: last) }
            return isGood
                ? .unknown("mariadb-backup ended with 0, but not with '\(proof)': \(last)") : failed(result, last)
        }
    }

    /// What mysqlcheck says of tables: it ends with 0 over damaged ones, and cannot see damage in rows of MyISAM.
    private static func tables(_ result: ProcessResult) -> EngineOutcome {
        let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
        if let fault = lines.first(where: { $0.lowercased().hasPrefix("error") }) {
            return .failed(EngineFailure(.corrupt, EngineText.shortened(fault)))
        }
        return result.outcome == .exited(0)
            ? .unknown("mysqlcheck found no fault, which proves nothing of rows without checksums")
            : failed(result, EngineText.lastLine(result.errors))
    }

    private static func failed(_ result: ProcessResult, _ last: String) -> EngineOutcome {
        let lines = result.errors.split(separator: "\n").map(String.init)
        let telling = lines.first { line in words.contains { line.contains($0.0) } } ?? last
        if case .exited(let code) = result.outcome, code == 126 || code == 127 {
            return .failed(EngineFailure(.toolMissing, last))
        }
        return .failed(EngineFailure(kind(telling), telling))
    }

    static func kind(_ text: String) -> EngineFailure.Kind {
        if let kind = words.first(where: { text.contains($0.0) })?.1 { return kind }
        return EngineFailure.kind(ofSystemError: text) ?? .unknown
    }

    /// Seen with 10.11.
    private static let words: [(String, EngineFailure.Kind)] = [
        ("is not empty!", .unsupported), ("File exists", .unsupported),
        ("can't my_setwd", .noRepository),
        ("Failed to connect to MariaDB server", .network),
        ("Unsupported redo log", .unsupported), ("Upgrade after a crash is not supported", .unsupported),
        ("not to be proper for the target", .corrupt), ("corrupt", .corrupt), ("Corrupt", .corrupt),
        ("cannot open", .corrupt), ("Missing FILE_CHECKPOINT", .corrupt),
        ("srv_start() returned", .corrupt), ("No space left on device", .noSpace),
    ]

    /// - Parameter files: names of files that something in the backup speaks of.
    static func lacking(_ files: [String]) -> EngineOutcome {
        let words = files.prefix(5).joined(separator: ", ")
        // A server may keep tables of InnoDB in its shared file, where their definitions look just the same.
        guard files.contains(where: { !$0.hasSuffix(".ibd") }) else {
            return .unknown("tables without a file of their own, lost or kept in the shared one: \(words)")
        }
        return .failed(EngineFailure(.corrupt, "not in the backup: \(words)"))
    }

    /// What `pages` prints: each InnoDB file, good or bad.
    static func pages(_ output: [UInt8]) -> EngineOutcome {
        let lines = Lines(output).map { String(decoding: $0.bytes, as: UTF8.self) }
        if let bad = lines.first(where: { $0.hasPrefix("bad ") }) {
            return .failed(EngineFailure(.corrupt, String(bad.dropFirst(4))))
        }
        let count = lines.count { $0.hasPrefix("good ") }
        guard lines.contains("end"), count > 0 else { return .unknown("not every page of InnoDB was read") }
        return .ok(proof: "every page of \(count) InnoDB files; files of other engines have no checksums to read")
    }

    /// What `decode.sh` prints: how each call of mariadb-backup ended, and then the pages.
    static func decoded(_ output: [UInt8], parts: Int) -> EngineOutcome {
        let lines = Lines(output).map { String(decoding: $0.bytes, as: UTF8.self) }
        let calls = lines.filter { $0.hasPrefix("prepared ") }
        if let bad = calls.first(where: { !$0.hasPrefix("prepared 0 ") || !$0.hasSuffix(proof) }) {
            let said = lines.filter { $0.hasPrefix("said ") }
            let telling = said.first { kind($0) != .unknown } ?? bad
            // Whole and readable files that cannot be prepared are no restore point, whatever the reason is called.
            let named = kind(telling)
            return .failed(EngineFailure(named == .unknown ? .corrupt : named, telling))
        }
        guard calls.count == parts else { return .unknown("\(calls.count) of \(parts) parts were prepared") }
        guard case .ok(let proof) = pages(output) else { return pages(output) }
        return .ok(proof: "\(parts) part(s) prepared: completed OK!; after that \(proof)")
    }
}
