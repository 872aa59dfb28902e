import Contracts

/// What an end of one of the scripts means; `sh`, `find`, `tar`, `comm` and `sha256sum` do the work.
enum TreeVerdict {
    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "sh", errors: result.errors) { return .failed(failure) }
        guard case .exited(let code) = result.outcome else { return .unknown("sh ended in an unknown way") }
        let words = EngineText.lastLine(result.errors)
        guard code == 0 else {
            return .failed(EngineFailure(kinds[code] ?? told(by: result.errors, operation), words))
        }
        // Whatever cannot be read is told on standard error only.
        guard !result.errors.contains(where: { !$0.isWhitespace }) else {
            return result.errors.contains("Permission denied")
                ? .failed(EngineFailure(.permission, words)) : .failed(EngineFailure(.corrupt, words))
        }
        if case .verify(let depth) = operation, depth >= .bytes { return TreeSums(result.output).outcome }
        return .ok(proof: "status 0, and not a word")
    }

    /// rsnapshot itself ends with 1 for every error.
    private static func told(by errors: String, _ operation: EngineOperation) -> EngineFailure.Kind {
        guard operation == .backup else { return .unknown }
        if errors.contains("Lockfile ") { return .locked }
        return errors.contains("doesn't exist") ? .sourceIncomplete : .unknown
    }

    /// The statuses of the scripts; 255 is ssh's own.
    private static let kinds: [Int: EngineFailure.Kind] = [
        66: .noRepository, 67: .noSuchPoint, 73: .noSpace, 74: .noSpace, 77: .permission, 127: .toolMissing,
        255: .network,
    ]
}

/// Reads what `sums.sh` prints.
struct TreeSums {
    private(set) var outcome: EngineOutcome

    init(_ output: [UInt8]) {
        let lines = String(decoding: output.suffix(1 << 20), as: UTF8.self).split(separator: "\n")
        let numbers = Dictionary(lines.compactMap(Self.number)) { first, _ in first }
        if lines == ["absent"] {
            outcome = .failed(
                EngineFailure(.unsupported, "no file of sums stands in it, so nothing tells what it held"))
            return
        }
        guard let named = numbers["named"], let held = numbers["held"], let outside = numbers["outside"],
            let last = lines.last, last.hasPrefix("end "), let code = numbers["end"]
        else {
            outcome = .unknown("the check of the sums did not come to its end")
            return
        }
        let failed = lines.first { $0.contains(": FAILED") } ?? lines.first { $0.hasPrefix("sha256sum:") }
        if named == 0 {
            outcome = .unknown("its file of sums names no file")
        } else if code != 0 {
            outcome = .failed(EngineFailure(.corrupt, failed.map { String($0) } ?? "sha256sum ended with \(code)"))
        } else if outside > 0 {
            outcome = .unknown("its sums name \(outside) file(s) outside of it")
        } else if held > named {
            outcome = .warned("\(named) files have the contents that their sums say; \(held - named) files have no sum")
        } else {
            outcome = .ok(proof: "\(named) files have the contents that their sums say")
        }
    }

    private static func number(_ line: Substring) -> (Substring, Int)? {
        let words = line.split(separator: " ")
        guard words.count == 2, let number = Int(words[1]) else { return nil }
        return (words[0], number)
    }
}
