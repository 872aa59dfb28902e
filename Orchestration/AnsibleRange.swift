import Contracts

/// Expands the ranges of Ansible's host patterns: `web[1:3]`, `web[01:10:2]`, `db-[a:c]`.
enum AnsibleRange {
    /// Every name that `pattern` stands for; several ranges multiply.
    static func expand(_ pattern: String, _ place: String) throws -> [String] {
        guard let open = pattern.firstIndex(of: "[") else { return [pattern] }
        guard let close = pattern[open...].firstIndex(of: "]") else { throw failure(pattern, place) }
        let head = String(pattern[..<open])
        let fields = pattern[pattern.index(after: open)..<close].split(separator: ":", omittingEmptySubsequences: false)
        let middle = try values(fields.map(String.init), pattern, place)
        let tails = try expand(String(pattern[pattern.index(after: close)...]), place)
        guard middle.count * tails.count <= InitialConfiguration.hostLimit else {
            throw InitialConfiguration.tooMany(place)
        }
        return middle.flatMap { value in tails.map { head + value + $0 } }
    }

    private static func values(_ fields: [String], _ pattern: String, _ place: String) throws -> [String] {
        guard (2...3).contains(fields.count), let step = fields.count == 3 ? Int(fields[2]) : 1, step > 0 else {
            throw failure(pattern, place)
        }
        if let first = Int(fields[0]), let last = Int(fields[1]), first >= 0, last >= first {
            guard (last - first) / step < InitialConfiguration.hostLimit else {
                throw InitialConfiguration.tooMany(place)
            }
            // A leading zero asks for numbers of that many digits.
            let width = fields[0].hasPrefix("0") ? fields[0].utf8.count : 0
            return stride(from: first, through: last, by: step).map { number in
                let digits = String(number)
                return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
            }
        }
        guard let first = letter(fields[0]), let last = letter(fields[1]), first <= last else {
            throw failure(pattern, place)
        }
        return stride(from: first, through: last, by: step).map { String(UnicodeScalar(UInt8($0))) }
    }

    private static func letter(_ text: String) -> Int? {
        guard text.utf8.count == 1, let byte = text.utf8.first,
            (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        else { return nil }
        return Int(byte)
    }

    private static func failure(_ pattern: String, _ place: String) -> GroundupError {
        GroundupError(
            .configuration, "\(place): '\(pattern.prefix(60))' is no range of hosts",
            hint: "Write it as web[1:3], web[01:10:2] or db-[a:c].")
    }
}
