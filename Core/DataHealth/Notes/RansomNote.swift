/// What a text says that ransom notes say.
package struct RansomNote: Hashable, Sendable {
    package let onionAddresses: Int
    /// How many phrases of each group, in the order of `NotePhrases.Group`.
    package let phrases: [Int]
    /// How many words the text has.
    package let words: Int

    /// How many groups it says something of.
    package var groups: Int { phrases.count { $0 > 0 } }
    package var total: Int { phrases.reduce(0, +) }

    /// n of m: a claim or an offer, and enough else for the length of the text.
    ///
    /// The longer a text, the more it says by chance; so what is asked for grows with it.
    package var isNote: Bool {
        let (claim, offer, contact) = (phrases[0], phrases[1], phrases[3])
        guard claim + offer > 0, total >= 2 else { return false }
        // Some families talk at length, but a document of that kind does not send its reader to a hidden service.
        if onionAddresses > 0 { return groups >= 2 && isDense || groups >= 4 && total * 40 >= words }
        guard claim > 0, contact + phrases[5] > 0, offer + phrases[4] > 0 else { return false }
        return groups >= 4 && total >= 5 && isDense
    }

    /// At least one phrase for every 25 words.
    private var isDense: Bool { total * 25 >= words }

    /// Searches `content`; `nil` when it is no text, too long, or says nothing of the kind.
    static func search(_ content: Content, kind: FileKind) -> RansomNote? {
        guard kind.isText || kind == .rtf, (40...NoteText.sizeLimit).contains(content.size) else { return nil }
        let text = NoteText(content, kind: kind)
        let (found, words) = PhraseSearch.shared.phrases(in: text.words)
        let note = RansomNote(onionAddresses: text.onionAddresses, phrases: found, words: words)
        return note.onionAddresses > 0 || note.total > 0 ? note : nil
    }
}

/// Finds all phrases at once: by the first letters of each word, then by comparison.
struct PhraseSearch: Sendable {
    static let shared = PhraseSearch()

    /// Phrases by the hash of their first three characters.
    private let buckets: [[Int]]

    private init() {
        var buckets = [[Int]](repeating: [], count: 4_096)
        for (index, entry) in NotePhrases.all.enumerated() {
            let slot = entry.phrase.withUnsafeBytes { Self.slot($0, 0) }
            buckets[slot].append(index)
        }
        self.buckets = buckets
    }

    /// How many different phrases of each group stand in `words`, and how many words there are.
    func phrases(in words: [UInt8]) -> (found: [Int], words: Int) {
        var counts = [Int](repeating: 0, count: NotePhrases.Group.allCases.count)
        var seen = [Bool](repeating: false, count: NotePhrases.all.count)
        var number = 0
        words.withUnsafeBytes { text in
            for place in 1..<max(1, text.count - 3) where text[place - 1] == 0x20 {
                number += 1
                for index in buckets[Self.slot(text, place)] where !seen[index] {
                    let (group, phrase) = NotePhrases.all[index]
                    guard text.matches(phrase, at: place), text.at(place + phrase.count) == 0x20 else { continue }
                    seen[index] = true
                    counts[group.rawValue] += 1
                }
            }
        }
        return (counts, number)
    }

    private static func slot(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int {
        let mixed = Int(text.at(place)) &* 31 &+ Int(text.at(place + 1))
        return (mixed &* 37 &+ Int(text.at(place + 2))) & 4_095
    }
}
