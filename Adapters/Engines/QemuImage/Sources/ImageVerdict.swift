import Contracts
import Foundation

/// What an end of qemu-img means: its counts first, then its status.
enum ImageVerdict {
    private struct Check: Decodable {
        let errors: Int64?
        let corruptions: Int64?
        let leaks: Int64?

        private enum CodingKeys: String, CodingKey {
            case corruptions, leaks
            case errors = "check-errors"
        }
    }

    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "qemu-img", errors: result.errors) {
            return .failed(failure)
        }
        guard case .exited(let code) = result.outcome else { return .unknown("qemu-img ended in an unknown way") }
        switch operation {
        case .verify(.structure): return checked(result, code)
        case .backup: return added(result, code, words: words(result))
        case .changes where code == 1 && !result.complains: return .warned(words(result))
        case .verify(.restored) where code == 0 && !result.complains: return guests(result.output)
        default: break
        }
        guard code == 0 else { return .failed(EngineFailure(kind(code, result.errors), words(result))) }
        guard !result.complains else { return .unknown("it ended with 0, but said: \(words(result))") }
        return operation == .restore ? .restored(result.output) : .ok(proof: "status 0, and no complaint")
    }

    /// `qemu-img check`: 0 whole, 1 not checked, 2 damaged, 3 leaks, 63 a format without a structure.
    private static func checked(_ result: ProcessResult, _ code: Int) -> EngineOutcome {
        if code == 63 { return .unknown("a raw image has no structure that could be checked") }
        guard let check = try? JSONDecoder().decode(Check.self, from: Data(result.output)) else {
            return code == 0
                ? .unknown("qemu-img check told no counts")
                : .failed(EngineFailure(code == 2 ? .corrupt : kind(code, result.errors), words(result)))
        }
        let damage = (check.corruptions ?? 0) + (check.errors ?? 0)
        if damage != 0 || code == 2 {
            return .failed(EngineFailure(.corrupt, "qemu-img check counted \(damage) errors: \(words(result))"))
        }
        if let leaks = check.leaks, leaks != 0 {
            return .warned("\(leaks) clusters are kept that nothing uses: they take room, and hurt no data")
        }
        guard code == 0, check.errors == 0 else {
            return .unknown("qemu-img check ended with \(code) without an error")
        }
        guard !result.complains else { return .unknown("it ended with 0, but said: \(words(result))") }
        return .ok(proof: "qemu-img check counted no error and no leak")
    }

    /// The lines of `check-guest.sh`.
    private static func guests(_ output: [UInt8]) -> EngineOutcome {
        var lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
        guard lines.popLast() == ["compared"] else { return .unknown("the copy was not compared") }
        if let bad = lines.first(where: { $0.first == "ext" && $0.last != "0" }) {
            return .failed(
                EngineFailure(
                    .corrupt, "e2fsck found errors in the file system at byte \(bad.dropFirst().first ?? "?")"))
        }
        let checked = lines.filter { $0.first == "ext" }.count
        let others = lines.filter { $0.first == "other" }.compactMap(\.last).map(String.init)
        if !others.isEmpty || checked == 0 {
            let names = others.isEmpty ? "no file system was found" : "not judged: \(others.joined(separator: ", "))"
            return .warned("the copy is equal, \(checked) ext file systems are whole; \(names)")
        }
        return .ok(proof: "restored aside, compared, and e2fsck found \(checked) file systems whole")
    }

    private static func words(_ result: ProcessResult) -> String {
        let said = result.errors.split(separator: "\n").first
        return EngineText.shortened(
            said ?? Substring(EngineText.lastLine(String(decoding: result.output, as: UTF8.self))))
    }

    static func kind(_ code: Int, _ errors: String) -> EngineFailure.Kind {
        switch code {
        case 20: return .noRepository
        case 126, 127: return .toolMissing
        case 255: return .network
        default: break
        }
        if errors.contains("Failed to get") && errors.contains(" lock") { return .locked }
        let damage = ["Image is corrupt", "Image is not in", "computed checksum", "did NOT match", "FAILED"]
        if damage.contains(where: errors.contains) { return .corrupt }
        return EngineFailure.kind(ofSystemError: errors) ?? .unknown
    }
}
