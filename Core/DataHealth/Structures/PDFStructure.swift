/// PDF documents (ISO 32000-1): header, cross references, and the Flate streams in them.
enum PDFStructure {
    /// Cross references followed in one table; one that points nowhere is enough.
    private static let entryLimit = 20_000

    static func check(_ content: Content) -> StructureReport {
        var findings = StructureFindings("pdf")
        guard let head = content.piece(at: 0, limit: 1_024), let header = head.firstPlace(of: Array("%PDF-".utf8))
        else {
            return findings.damaged("%PDF- was expected in the first 1,024 bytes.", at: 0)
        }
        if header > 0 { findings.irregular("\(header) bytes stand before the header.", at: 0) }
        let from = max(0, content.size - 4_096)
        guard let mark = content.lastPlace(of: Array("startxref".utf8), from: from),
            let offset = content.decimal(after: mark + 9)
        else { return findings.damaged("startxref was expected near the end; it is not there.", at: from) }
        // Offsets count from the header for some writers, from the file for others.
        let table = [offset + header, offset].first { isReference(content, at: $0) }
        if let table {
            if content.has("xref", at: table), let wrong = wrongEntry(content, at: table, shift: table - offset) {
                findings.irregular("A cross reference points to no object.", at: wrong)
            }
            findings.checked += 1
        } else if offset != 0 {
            findings.irregular("The cross references should begin at \(offset); they do not.", at: offset)
        }
        return streams(content, &findings)
    }

    /// A table, or an object that holds them.
    private static func isReference(_ content: Content, at place: Int) -> Bool {
        var place = place
        while let byte = content.byte(at: place), byte.isPDFSpace { place += 1 }
        return content.has("xref", at: place) || isObject(content, at: place)
    }

    /// `12 0 obj` at this place.
    private static func isObject(_ content: Content, at place: Int) -> Bool {
        guard let head = content.piece(at: place, limit: 32) else { return false }
        var cursor = 0
        func number() -> Int? {
            while cursor < head.count, head[cursor].isPDFSpace { cursor += 1 }
            var value: Int?
            while cursor < head.count, (0x30...0x39).contains(head[cursor]), value ?? 0 < 1 << 40 {
                value = (value ?? 0) * 10 + Int(head[cursor] - 0x30)
                cursor += 1
            }
            return value
        }
        guard number() != nil, number() != nil else { return false }
        while cursor < head.count, head[cursor].isPDFSpace { cursor += 1 }
        return head.matches(Array("obj".utf8), at: cursor)
    }

    /// Where the first entry in use points that is no object.
    private static func wrongEntry(_ content: Content, at table: Int, shift: Int) -> Int? {
        guard let first = content.decimal(after: table + 4, skipping: 1), var place = content.lineEnd(after: table + 5)
        else {
            return nil
        }
        for _ in 0..<min(first, entryLimit) {
            guard let entry = content.bytes(at: place, count: 20).map({ Array($0) }),
                entry[17] == 0x6E || entry[17] == 0x66
            else { return nil }
            if entry[17] == 0x6E, let target = entry[..<10].decimalDigits, target > 0,
                !isObject(content, at: target + shift)
            {
                return target
            }
            place += 20
        }
        return nil
    }

    /// Inflates the Flate streams within the budget: an encrypted block in the middle of a document shows here.
    private static func streams(_ content: Content, _ findings: inout StructureFindings) -> StructureReport {
        var (good, bad) = (0, 0)
        var firstBad: Int?
        var isEncrypted = false
        content.places(of: Array("/Encrypt".utf8)) { place in
            isEncrypted = content.byte(at: place + 8).map { $0.isPDFSpace || $0 == 0x3C } ?? false
            return !isEncrypted
        }
        if isEncrypted {
            findings.sealed()
            return findings.report
        }
        content.places(of: Array("stream".utf8)) { place in
            guard let data = content.streamStart(keyword: place), isOnlyFlate(content, before: place) else {
                return true
            }
            switch content.inflator.inflate(content, at: data, available: content.size - data, as: .zlib) {
            case .complete: good += 1
            case .damaged(let at):
                bad += 1
                firstBad = firstBad ?? at
            case .truncated: findings.irregular("A compressed stream ends with the file.", at: data)
            case .outOfBudget, .unreadable:
                findings.isPartial = true
                return false
            }
            return content.failure == nil
        }
        findings.checked += good
        guard bad > 0 else { return findings.report }
        return findings.damaged("\(bad) of \(good + bad) compressed streams are damaged.", at: firstBad)
    }

    /// Whether the dictionary before a stream says that deflate is its only, or outermost, filter.
    private static func isOnlyFlate(_ content: Content, before place: Int) -> Bool {
        let from = max(0, place - 1_024)
        guard let text = content.bytes(at: from, count: place - from) else { return false }
        // The dictionary of this stream begins after the last `obj`.
        var begin = 0
        var next = 0
        while let found = text.firstPlace(of: Array(" obj".utf8), from: next) {
            begin = found
            next = found + 4
        }
        let dictionary = UnsafeRawBufferPointer(rebasing: text[begin...])
        guard let filter = dictionary.firstPlace(of: Array("/Filter".utf8)) else { return false }
        var at = filter + 7
        while at < dictionary.count, dictionary[at].isPDFSpace || dictionary[at] == 0x5B { at += 1 }
        return dictionary.matches(Array("/FlateDecode".utf8), at: at)
    }
}

extension Content {
    /// Where the data of a stream begins; `nil` when `stream` at `keyword` is no such keyword.
    fileprivate func streamStart(keyword: Int) -> Int? {
        // `endstream` holds the same letters.
        guard let before = byte(at: keyword - 1), before.isPDFSpace || before == 0x3E else { return nil }
        if has([0x0D, 0x0A], at: keyword + 6) { return keyword + 8 }
        return byte(at: keyword + 6) == 0x0A ? keyword + 7 : nil
    }

    /// The decimal number after white space at `place`, after `skipping` others.
    fileprivate func decimal(after place: Int, skipping: Int = 0) -> Int? {
        guard let text = piece(at: place, limit: 64) else { return nil }
        let words = text.split(whereSeparator: \.isPDFSpace)
        return words.dropFirst(skipping).first.flatMap { Array($0).decimalDigits }
    }

    /// The place after the line feed at or after the line that begins at or after `place`.
    fileprivate func lineEnd(after place: Int) -> Int? {
        var place = place
        // The line end after `xref` itself, then the numbers.
        while let byte = byte(at: place), byte.isPDFSpace { place += 1 }
        while let byte = byte(at: place), byte != 0x0A, byte != 0x0D { place += 1 }
        while let byte = byte(at: place), byte.isPDFSpace { place += 1 }
        return byte(at: place) == nil ? nil : place
    }
}

extension Sequence where Element == UInt8 {
    /// The number that these digits are, all of them; `nil` for anything else.
    var decimalDigits: Int? {
        var value = 0
        var isEmpty = true
        for digit in self {
            guard (0x30...0x39).contains(digit), value < 1 << 50 else { return nil }
            value = value * 10 + Int(digit - 0x30)
            isEmpty = false
        }
        return isEmpty ? nil : value
    }
}

extension UInt8 {
    /// White space of PDF.
    fileprivate var isPDFSpace: Bool {
        self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 || self == 0 || self == 0x0C
    }
}
