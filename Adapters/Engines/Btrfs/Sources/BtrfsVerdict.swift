import Contracts

/// What an end of btrfs, or of the tools that read a snapshot, means.
enum BtrfsVerdict {
    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "btrfs", errors: result.errors) { return .failed(failure) }
        guard case .exited(let code) = result.outcome else { return .unknown("btrfs ended in an unknown way") }
        if operation == .verify(.bytes), let found = scrubbed(result.output) {
            guard case .ok = found else { return found }
            return code == 0 && !result.complains
                ? found : .unknown("btrfs scrub ended with \(code), but counted no error")
        }
        guard code == 0 else { return .failed(EngineFailure(kind(code, result.errors), words(result))) }
        guard !result.complains else { return .unknown("it ended with 0, but said: \(words(result))") }
        switch operation {
        case .verify(.bytes): return .unknown("btrfs scrub told no counters")
        case .restore: return .restored(result.output)
        default: return .ok(proof: "status 0, and no complaint")
        }
    }

    /// The counters count, not the status: `nil` when there are none.
    private static func scrubbed(_ output: [UInt8]) -> EngineOutcome? {
        let counters = Self.counters(output)
        guard counters["tree_bytes_scrubbed"] != nil, counters["uncorrectable_errors"] != nil else { return nil }
        let errors = counters.filter { $0.key.hasSuffix("_errors") && $0.value != 0 }
        if !errors.isEmpty {
            let words = errors.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            return .failed(EngineFailure(.corrupt, "btrfs scrub counted \(words); the kernel's log names the files"))
        }
        let isFinished = String(decoding: output, as: UTF8.self).split(separator: "\n").contains {
            $0.hasPrefix("Status:") && $0.hasSuffix(" finished")
        }
        guard isFinished else { return .unknown("btrfs scrub did not come to its end") }
        let bytes = (counters["data_bytes_scrubbed"] ?? 0) + (counters["tree_bytes_scrubbed"] ?? 0)
        guard bytes > 0 else { return .unknown("btrfs scrub read nothing") }
        if let bare = counters["no_csum"], bare > 0 {
            return .warned(
                "\(bare) blocks have no checksum (files without copy-on-write): nobody can tell whether they are right")
        }
        return .ok(proof: "btrfs scrub finished, \(bytes) bytes, every counter of errors is 0")
    }

    /// Lines such as `csum_errors: 0`.
    private static func counters(_ output: [UInt8]) -> [String: Int64] {
        var counters: [String: Int64] = [:]
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n") where line.hasPrefix("\t") {
            let parts = line.dropFirst().split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let value = Int64(parts[1].drop { $0 == " " }) else { continue }
            counters[String(parts[0])] = value
        }
        return counters
    }

    /// Lines such as `[/dev/sda].corruption_errs  1`: what the devices of the file system have got wrong so far.
    static func deviceErrors(_ output: [UInt8]) throws(EngineFailure) -> Int64 {
        var sum: Int64 = 0
        var count = 0
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
            guard line.hasPrefix("["), let value = line.split(separator: " ").last.flatMap({ Int64($0) }) else {
                continue
            }
            sum = sum.addingReportingOverflow(value).partialValue
            count += 1
        }
        guard count >= 5 else { throw EngineFailure(.unknown, "btrfs device stats told no counters") }
        return sum
    }

    /// What went wrong first says most: later lines are consequences.
    private static func words(_ result: ProcessResult) -> String {
        EngineText.shortened(result.errors.split(separator: "\n").first ?? "it said nothing")
    }

    private static func kind(_ code: Int, _ errors: String) -> EngineFailure.Kind {
        switch code {
        case 20: return .noRepository
        case 126, 127: return .toolMissing
        case 255: return .network
        default: break
        }
        if errors.contains("already running") { return .locked }
        if errors.lowercased().contains("not a btrfs filesystem") { return .noRepository }
        return EngineFailure.kind(ofSystemError: errors) ?? .unknown
    }
}
