extension Content {
    /// The places of `pattern` between `from` and `to`, in order, until `body` returns `false`.
    func places(of pattern: [UInt8], from: Int = 0, to end: Int = .max, _ body: (Int) -> Bool) {
        let end = min(end, size)
        var place = max(0, from)
        while end - place >= pattern.count {
            guard let piece = piece(at: place, limit: end - place), piece.count > 0 else { return }
            guard piece.count >= pattern.count else {
                // The piece ended within what could be a match: the rest is read from here.
                guard let whole = bytes(at: place, count: min(end - place, 4_096)), whole.count > piece.count else {
                    return
                }
                continue
            }
            let found = piece.firstPlace(of: pattern)
            if let found {
                guard body(place + found) else { return }
                place += found + 1
            } else {
                place += piece.count - pattern.count + 1
            }
        }
    }

    /// The last place of `pattern` at or after `from`; what is searched must fit into the window.
    func lastPlace(of pattern: [UInt8], from: Int) -> Int? {
        let from = max(0, from)
        guard let tail = bytes(at: from, count: size - from), tail.count >= pattern.count else { return nil }
        var place = tail.count - pattern.count
        while place >= 0 {
            if tail[place] == pattern[0], tail.matches(pattern, at: place) { return from + place }
            place -= 1
        }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    /// Whether `pattern` stands at `offset`.
    func matches(_ pattern: [UInt8], at offset: Int) -> Bool {
        guard offset >= 0, offset + pattern.count <= count else { return false }
        for index in pattern.indices where self[offset + index] != pattern[index] { return false }
        return true
    }

    /// Where `pattern` stands first at or after `from`.
    func firstPlace(of pattern: [UInt8], from: Int = 0) -> Int? {
        guard let first = pattern.first else { return nil }
        var place = from
        while place + pattern.count <= count {
            if self[place] == first, matches(pattern, at: place) { return place }
            place += 1
        }
        return nil
    }
}
