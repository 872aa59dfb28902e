extension Content {
    /// What this is by its bytes; names play no part.
    package func kind() -> FileKind {
        guard size > 0 else { return .empty }
        guard let first = byte(at: 0) else { return .unknown }
        if let found = Signatures.byFirstByte[Int(first)].first(where: { has($0.pattern, at: 0) }) {
            return refined(found.kind)
        }
        if let container = containerKind() ?? WeakSignatures.kind(of: self) ?? PGPPackets.kind(of: self) {
            return container
        }
        if let found = Signatures.elsewhere.first(where: { has($0.pattern, at: $0.offset) }) { return found.kind }
        return textKind() ?? pageKind() ?? lateKind() ?? .unknown
    }

    /// Signatures that more than one kind begins with.
    private func refined(_ kind: FileKind) -> FileKind {
        if kind == .postscript, has("%!PS-AdobeFont", at: 0) { return .type1 }
        return kind
    }

    /// Kinds that name themselves within a common frame.
    private func containerKind() -> FileKind? {
        if has("RIFF", at: 0) {
            if has("WEBP", at: 8) { return .webp }
            if has("AVI ", at: 8) { return .avi }
            return has("WAVE", at: 8) ? .wave : nil
        }
        if has("FORM", at: 0) { return has("AIF", at: 8) ? .aiff : nil }
        guard has("ftyp", at: 4) else { return has("moov", at: 4) || has("mdat", at: 4) ? .mp4 : nil }
        let isPicture = has("heic", at: 8) || has("mif1", at: 8) || has("avif", at: 8) || has("heix", at: 8)
        return isPicture ? .heif : .mp4
    }

    /// Database files without a signature: the first page has to look like one.
    private func pageKind() -> FileKind? {
        if PostgreSQLPage.isPlausible(self, at: 0) { return .postgresqlPage }
        return InnoDBPage.isPlausibleTablespace(self) ? .innodbPage : nil
    }

    /// Kinds whose header may come after something else.
    private func lateKind() -> FileKind? {
        if TarHeader.isSound(self, at: 0) { return .tar }
        // Bytes may stand before a PDF; readers look within the first 1,024.
        if let head = piece(at: 0, limit: 1_024), head.firstPlace(of: Array("%PDF-".utf8)) != nil { return .pdf }
        return nil
    }
}

/// Binary OpenPGP messages, which have no signature: a packet header of exactly the right form.
enum PGPPackets {
    static func kind(of content: Content) -> FileKind? {
        guard let first = content.byte(at: 0), first & 0x80 != 0, let body = bodyOffset(content, first) else {
            return nil
        }
        let tag = first & 0x40 != 0 ? first & 0x3F : first >> 2 & 0x0F
        guard let version = content.byte(at: body), let second = content.byte(at: body + 1) else { return nil }
        switch tag {
        // A session key for a public key: version 3, then after eight bytes of key ID an algorithm.
        case 1:
            guard version == 3, let algorithm = content.byte(at: body + 9) else { return nil }
            return [1, 2, 16, 18].contains(algorithm) ? .pgp : nil
        // A session key for a password: version 4, a cipher, a way to make keys of passwords.
        case 3:
            guard version == 4, (1...13).contains(second), let way = content.byte(at: body + 2) else { return nil }
            return [0, 1, 3].contains(way) ? .pgp : nil
        // A public or secret key: version 4, then a time of this century.
        case 5, 6:
            guard version == 4, let made = content.big32(at: body + 1), let algorithm = content.byte(at: body + 5)
            else {
                return nil
            }
            return made > 600_000_000 && [1, 2, 3, 16, 17, 18, 19, 22].contains(algorithm) ? .der : nil
        default: return nil
        }
    }

    private static func bodyOffset(_ content: Content, _ first: UInt8) -> Int? {
        if first & 0x40 == 0 { return [2, 3, 5][safe: Int(first & 3)] }
        guard let length = content.byte(at: 1) else { return nil }
        return length < 192 ? 2 : length < 224 ? 3 : length == 255 ? 6 : nil
    }
}

extension Array {
    /// The element at `index`; `nil` outside.
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
