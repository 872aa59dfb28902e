import Contracts

/// What an end of rclone means.
///
/// It may print the beginning of a list before it fails.
enum RcloneVerdict {
    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "rclone", errors: result.errors) { return .failed(failure) }
        guard case .exited(let code) = result.outcome else { return .unknown("rclone ended in an unknown way") }
        let said = complaints(result.errors)
        if case .verify = operation, let checked = RcloneCheck(result.output).outcome(code) { return checked }
        if code != 0 { return .failed(failure(code, said, operation)) }
        if let first = said.first { return .unknown("rclone ended with 0, but said: \(first)") }
        if case .verify = operation { return .unknown("rclone compared nothing") }
        // What is neither file nor folder is left out of a copy, and so are links that it was not told to keep.
        if operation == .backup,
            let left = result.errors.split(separator: "\n").first(where: { $0.contains(": Can't ") })
        {
            return .failed(EngineFailure(.sourceIncomplete, String(left)))
        }
        return .ok(proof: "status 0, and no complaint")
    }

    /// Remarks are none.
    private static func complaints(_ errors: String) -> [String] {
        let remarks = [" NOTICE: ", " INFO ", "\"level\":\"info\"", "\"stats\":"]
        return errors.split(separator: "\n").filter { line in
            line.contains { !$0.isWhitespace } && !remarks.contains { line.contains($0) }
        }.map { EngineText.shortened($0) }
    }

    private static func failure(_ code: Int, _ said: [String], _ operation: EngineOperation) -> EngineFailure {
        let last = said.last ?? "rclone ended with \(code) and said nothing"
        let kind = texts.first { entry in said.contains { $0.contains(entry.text) } }?.kind
        if kind == nil, code == 3, operation == .backup { return EngineFailure(.sourceIncomplete, last) }
        return EngineFailure(kind ?? statuses[code] ?? .unknown, last)
    }

    private static let texts: [(kind: EngineFailure.Kind, text: String)] = [
        (.corrupt, "failed to authenticate decrypted block"), (.corrupt, "corrupted on transfer"),
        (.corrupt, "not an encrypted file"), (.corrupt, "hashes differ"), (.corrupt, "hash differ"),
        (.noRepository, "didn't find section in config file"), (.noPassword, "unable to decrypt configuration"),
        (.wrongKey, "couldn't connect SSH: ssh: handshake failed"), (.wrongKey, "Couldn't decrypt configuration"),
        (.noSpace, "no space left on device"), (.permission, "permission denied"), (.network, "connection refused"),
        (.network, "no such host"), (.network, "i/o timeout"),
    ]

    // https://rclone.org/docs/#list-of-exit-codes
    private static let statuses: [Int: EngineFailure.Kind] = [
        2: .unsupported, 3: .noRepository, 4: .noSuchPoint, 10: .timeout,
    ]
}

/// Reads what `rclone check` and `rclone checksum` print with `--combined -`: a sign and a name a line.
struct RcloneCheck {
    private var counts: [Character: Int] = [:]
    private var first: String?

    /// - Parameter ignoring: names that have no sum on purpose.
    init(_ output: [UInt8], ignoring: Set<String> = []) {
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
            guard let sign = line.first, "=*+-!".contains(sign), line.dropFirst().first == " " else { continue }
            let name = String(line.dropFirst(2))
            if sign == "-", ignoring.contains(name) || name.hasSuffix(".rclonelink") { continue }
            counts[sign, default: 0] += 1
            if sign != "=", sign != "-", first == nil { first = "\(sign) \(name)" }
        }
    }

    /// `nil` when nothing was compared.
    func outcome(_ code: Int) -> EngineOutcome? {
        let same = counts["="] ?? 0
        let bad = (counts["*"] ?? 0) + (counts["+"] ?? 0) + (counts["!"] ?? 0)
        if bad > 0 {
            let words = "\(bad) file(s) are missing, unreadable or have other contents, such as '\(first ?? "")'"
            return .failed(EngineFailure(.corrupt, words))
        }
        guard same > 0, code == 0 || code == 1 else { return nil }
        let without = counts["-"] ?? 0
        // It counts files without a sum as differences, and ends with 1 for them.
        if without > 0 { return .warned("\(same) files have the contents that their sums say; \(without) have no sum") }
        return .ok(proof: "\(same) files have the contents that their sums say")
    }
}
