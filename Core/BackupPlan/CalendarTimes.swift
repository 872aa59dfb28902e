/// Times of every day as systemd writes them: `*-*-* HH[,HH...]:MM[,MM...]:00 UTC`.
package enum CalendarTimes {
    /// Expressions that together mean exactly these minutes of every UTC day.
    package static func expressions(of minutes: [Int]) -> [String] {
        // Hours that share their minutes share an expression.
        let byHour = Dictionary(grouping: minutes) { $0 / 60 }.mapValues { Set($0.map { $0 % 60 }).sorted() }
        let byMinutes = Dictionary(grouping: byHour.keys) { byHour[$0] ?? [] }
        return byMinutes.map { minutes, hours in (hours.sorted(), minutes) }
            .sorted { ($0.0[0], $0.1[0]) < ($1.0[0], $1.1[0]) }
            .map { hours, minutes in "*-*-* \(list(hours)):\(list(minutes)):00 UTC" }
    }

    /// The minutes of a day that such an expression means; `nil` for any other expression.
    ///
    /// Without a zone it is taken as UTC, which is the zone of servers.
    package static func minutes(of expression: String) -> [Int]? {
        var words = expression.split(separator: " ").map(String.init)
        if words.last == "UTC" { words.removeLast() }
        if words.count == 2, words[0] == "*-*-*" { words.removeFirst() }
        guard words.count == 1 else { return nil }
        var parts = words[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 3, parts[2] == "00" || parts[2] == "0" { parts.removeLast() }
        guard parts.count == 2, let hours = numbers(parts[0], below: 24), let minutes = numbers(parts[1], below: 60)
        else { return nil }
        return hours.flatMap { hour in minutes.map { hour * 60 + $0 } }.sorted()
    }

    /// `01:00, 13:00`.
    package static func text(_ minutes: [Int]) -> String {
        minutes.map { "\(two($0 / 60)):\(two($0 % 60))" }.joined(separator: ", ")
    }

    private static func list(_ numbers: [Int]) -> String { numbers.map(two).joined(separator: ",") }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func numbers(_ text: String, below limit: Int) -> [Int]? {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            part.utf8.count <= 2 && part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) ? Int(part) : nil
        }
        guard numbers.allSatisfy({ $0.map { $0 < limit } ?? false }) else { return nil }
        return numbers.compactMap { $0 }
    }
}
