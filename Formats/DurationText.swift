/// Durations as people write them: a whole number and one unit.
package enum DurationText {
    private static let units: [(letter: Character, seconds: Int64)] = [
        ("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
    ]

    /// The seconds that `text`, such as `24h`, stands for; nothing when it is no duration of up to a hundred years.
    package static func seconds(_ text: String) -> Int64? {
        guard let last = text.last, let unit = units.first(where: { $0.letter == last }) else { return nil }
        let digits = text.dropLast()
        guard !digits.isEmpty, digits.utf8.count <= 10, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int64(digits)
        else { return nil }
        let seconds = count * unit.seconds
        return seconds > 0 && seconds <= 100 * 366 * 86_400 ? seconds : nil
    }

    /// The shortest exact text for `seconds`, such as `24h` for 86400; days from two of them on.
    package static func text(_ seconds: Int64) -> String {
        for unit in units where unit.letter != "w" && seconds % unit.seconds == 0 && seconds >= unit.seconds {
            if unit.letter == "d" && seconds < 2 * 86_400 { continue }
            return "\(seconds / unit.seconds)\(unit.letter)"
        }
        return "\(seconds)s"
    }
}
