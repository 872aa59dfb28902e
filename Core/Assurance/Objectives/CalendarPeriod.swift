internal import ByteParsing
package import Estate

/// A period of the UTC calendar by which restore points are counted.
package enum CalendarPeriod: String, Sendable, CaseIterable {
    case day
    /// From Monday to Sunday.
    case week
    case month
    case year

    /// The number of the period that `instant` lies in; the next one has the next number.
    package func number(of instant: Instant) -> Int {
        let seconds = Int(instant.seconds)
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        switch self {
        case .day: return day
        // 1970-01-01 was a Thursday.
        case .week: return (day + 3 >= 0 ? day + 3 : day - 3) / 7
        case .month:
            let date = civil(day: day)
            return date.year * 12 + date.month - 1
        case .year: return civil(day: day).year
        }
    }

    package func text(_ count: Int) -> String { count == 1 ? "1 \(rawValue)" : "\(count) \(rawValue)s" }
}
