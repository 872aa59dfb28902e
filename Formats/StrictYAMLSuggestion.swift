/// Finds what a person probably meant.
enum Suggestion {
    /// `Did you mean 'x'?` when one of `known` is near, and the whole list otherwise.
    static func hint(for written: String, among known: [String], otherwise: String) -> String {
        if let near = nearest(to: written, among: known) { return "Did you mean '\(near)'?" }
        return "\(otherwise) \(known.joined(separator: ", "))."
    }

    /// The known word with the fewest edits, when they are few for its length.
    static func nearest(to written: String, among known: [String]) -> String? {
        guard written.utf8.count <= 64 else { return nil }
        let scored = known.map { (word: $0, edits: edits(from: Array(written.utf8), to: Array($0.utf8))) }
        guard let best = scored.min(by: { ($0.edits, $0.word) < ($1.edits, $1.word) }) else { return nil }
        return best.edits <= max(1, best.word.utf8.count / 3) ? best.word : nil
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    static func edits(from left: [UInt8], to right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
                let isSwap =
                    row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
                if isSwap { best = min(best, beforePrevious[column - 1] + 1) }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
