private import ByteParsing
package import Estate

/// The time in the name of a folder, such as `2026-11-23`, `web_20261123-1221` or `2026-11-23T12:21:27`.
///
/// It is taken for UTC. A name without a time of day means the beginning of its day: the copy is not older than that.
package enum NameTime {
    package static func instant(in name: String) -> Instant? {
        let bytes = Array(name.utf8)
        return bytes.indices.lazy.filter { $0 == 0 || !isDigit(bytes[$0 - 1]) }
            .compactMap { instant(Array(bytes[$0...])) }.first
    }

    private static func instant(_ bytes: [UInt8]) -> Instant? {
        var rest = bytes[...]
        guard let year = number(4, &rest), skip("-", &rest), let month = number(2, &rest), skip("-", &rest),
            let day = number(2, &rest)
        else { return nil }
        var clock = "00:00:00"
        if let first = rest.first, "T_-.@+".utf8.contains(first), let time = timeOfDay(rest.dropFirst()) {
            clock = time
        }
        return secondsSinceEpoch(rfc3339: Array("\(year)-\(month)-\(day)T\(clock)Z".utf8)[...])
            .map { Instant(seconds: $0) }
    }

    private static func timeOfDay(_ bytes: ArraySlice<UInt8>) -> String? {
        var rest = bytes
        guard let hour = number(2, &rest), skip(":.-", &rest), let minute = number(2, &rest) else { return nil }
        _ = skip(":.-", &rest)
        return "\(hour):\(minute):\(number(2, &rest) ?? "00")"
    }

    private static func number(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> String? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(isDigit) else { return nil }
        rest = rest.dropFirst(count)
        return String(decoding: digits, as: UTF8.self)
    }

    /// A separator may be there or not.
    private static func skip(_ separators: String, _ rest: inout ArraySlice<UInt8>) -> Bool {
        if let first = rest.first, separators.utf8.contains(first) { rest = rest.dropFirst() }
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
