/// Days from 1970-01-01 to a date of the Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms".
package func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}

/// Seconds since 1970-01-01T00:00:00Z of an RFC 3339 time such as `2026-01-02T03:04:05.678+01:00`.
///
/// Fractions are dropped. A leap second counts as the second after it. `nil` for anything that is not such a time.
package func secondsSinceEpoch(rfc3339 bytes: ArraySlice<UInt8>) -> Int64? {
    var cursor = Cursor(bytes)
    guard let year = cursor.number(4), cursor.skip(0x2D), let month = cursor.number(2), cursor.skip(0x2D),
        let day = cursor.number(2), cursor.skip(0x54) || cursor.skip(0x74) || cursor.skip(0x20),
        let hour = cursor.number(2), cursor.skip(0x3A), let minute = cursor.number(2), cursor.skip(0x3A),
        let second = cursor.number(2)
    else { return nil }
    if cursor.skip(0x2E) {
        guard cursor.skipDigits() > 0 else { return nil }
    }
    guard let offset = cursor.offset(), cursor.isAtEnd, (1...12).contains(month),
        (1...daysIn(month: month, of: year)).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    let date = days(year: year, month: month, day: day)
    return Int64(date * 86_400 + hour * 3_600 + minute * 60 + second - offset)
}

/// The UTC time `seconds` after 1970-01-01T00:00:00Z in the form `2026-01-02T03:04:05Z`.
///
/// Years outside 0000 to 9999 have no such form and give `nil`.
package func rfc3339(secondsSinceEpoch seconds: Int64) -> String? {
    guard (-62_167_219_200..<253_402_300_800).contains(seconds) else { return nil }
    let total = Int(seconds)
    let day = total >= 0 ? total / 86_400 : (total - 86_399) / 86_400
    let time = total - day * 86_400
    let (year, month, dayOfMonth) = civil(day: day)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
        + "T\(padded(time / 3_600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))Z"
}

/// The date that lies `day` days after 1970-01-01: the inverse of `days(year:month:day:)`.
package func civil(day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
}

private func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Cursor {
    /// Seconds east of Greenwich: `Z`, `z` or `+hh:mm`.
    fileprivate mutating func offset() -> Int? {
        if skip(0x5A) || skip(0x7A) { return 0 }
        let isWest = skip(0x2D)
        guard isWest || skip(0x2B), let hours = number(2), skip(0x3A), let minutes = number(2), hours < 24, minutes < 60
        else { return nil }
        return (hours * 3_600 + minutes * 60) * (isWest ? -1 : 1)
    }
}
