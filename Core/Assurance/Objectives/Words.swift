internal import ByteParsing
package import Estate

/// Moments, counts and sizes as findings tell them.
package enum Words {
    /// In UTC, to the second.
    package static func moment(_ instant: Instant) -> String {
        rfc3339(secondsSinceEpoch: instant.seconds) ?? "\(instant.seconds) s since 1970"
    }

    package static func count(_ number: Int, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }

    /// A restore point by as much of its id as tells it from others: some digits of a hash, a name as it is.
    package static func point(_ id: String, digits: Int = 8) -> String {
        let isHash = id.utf8.count >= 32 && id.allSatisfy { $0.isHexDigit && $0.isASCII }
        return String(id.prefix(isHash ? digits : 80))
    }

    /// In powers of 1024, rounded down to a unit of which there is at least one.
    static func bytes(_ bytes: Int64) -> String {
        for (size, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")] as [(Int64, String)]
        where bytes >= 1 << size {
            return "\(bytes >> size) \(unit)"
        }
        return "\(bytes) bytes"
    }

    /// The first few, and how many more there are.
    static func some(_ texts: [String], _ most: Int = 3) -> String {
        texts.prefix(most).joined(separator: ", ") + (texts.count > most ? " and \(texts.count - most) more" : "")
    }
}
