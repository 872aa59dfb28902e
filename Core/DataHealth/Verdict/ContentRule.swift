/// The rules, each with its version: a verdict names what it rests on, and a changed rule judges again.
package enum ContentRule: String, Hashable, Sendable, CaseIterable {
    // What one version of a file tells.
    case typeLostRandom = "type-lost-random"
    case typeLostRandomHead = "type-lost-random-head"
    case typeLost = "type-lost"
    case textLost = "text-lost"
    case textBroken = "text-broken"
    case unknownRandom = "unknown-random"
    case unknownRandomHead = "unknown-random-head"
    case bodyRandom = "body-random"
    case alternating = "alternating-runs"
    case encodedRandom = "encoded-random"
    case structure
    case irregular
    case ransomNote = "ransom-note"
    case onionAddress = "onion-address"
    case typeMismatch = "type-mismatch"
    case noteName = "note-name"
    case knownSuffix = "known-suffix"
    // What comparison with an older version tells.
    case becameInvalid = "became-invalid"
    case typeChangedRandom = "type-changed-random"
    case typeChanged = "type-changed"
    case blocksTurnedRandom = "blocks-turned-random"
    case newSuffix = "new-suffix"
    case emptied
    // What programs outside say.
    case judgeMatch = "judge-match"
    case judgeHint = "judge-hint"
    case judgeSilent = "judge-silent"
    case judgeFailed = "judge-failed"
    // What speaks for a file.
    case structureValid = "structure-valid"
    case kindKept = "kind-kept"
    case unchanged

    package var version: Int { self == .ransomNote ? 2 : 1 }

    package var weight: EvidenceWeight {
        switch self {
        case .typeLostRandom, .typeLostRandomHead, .textLost, .textBroken, .structure, .ransomNote, .becameInvalid,
            .typeChangedRandom, .typeLost, .judgeMatch:
            .bad
        case .unknownRandom, .unknownRandomHead, .bodyRandom, .alternating, .encodedRandom, .onionAddress, .typeChanged,
            .blocksTurnedRandom, .newSuffix,
            .emptied, .judgeHint:
            .suspicious
        case .typeMismatch, .noteName, .knownSuffix: .weak
        case .irregular, .structureValid, .kindKept, .unchanged, .judgeSilent, .judgeFailed: .note
        }
    }

    /// What it means, in one sentence.
    package var meaning: String {
        switch self {
        case .typeLostRandom:
            "The name promises a kind that the content is not, and the content is random by chi-square."
        case .typeLostRandomHead: "The name promises a kind that the content is not, and the first 4 KiB are random."
        case .typeLost: "The name promises a kind with a structure; the content has none that is known."
        case .textLost: "The name promises text; the content holds control characters as no text does."
        case .textBroken: "A text holds a block of control characters as no text does."
        case .unknownRandom: "No kind is known, and the content is random by chi-square."
        case .unknownRandomHead: "No kind is known, and the first 4 KiB are random by chi-square."
        case .bodyRandom: "All but the first 512 bytes is random, in a kind that is not compressed."
        case .alternating: "Every other run of 16 bytes is random, those between them are not."
        case .encodedRandom: "A text is nothing but base 64 of random bytes."
        case .structure: "A checksum, an offset or a compressed stream is wrong."
        case .irregular: "Not as the format says, but as readers accept it."
        case .ransomNote: "A short text says what ransom notes say."
        case .onionAddress: "A text names an address of a hidden service."
        case .typeMismatch: "The content is of another known kind than the name promises."
        case .noteName: "It is named as ransom notes are."
        case .knownSuffix: "Its suffix is one that malware appends."
        case .becameInvalid: "Its structure was valid in the older version and is not now."
        case .typeChangedRandom: "Its kind was known in the older version; now it is not, and the content is random."
        case .typeChanged: "Its kind was known in the older version and is not now."
        case .blocksTurnedRandom: "Blocks that were not random in the older version are random now."
        case .newSuffix: "It and many others got a suffix that the older version does not have."
        case .emptied: "It had content in the older version and has none, or only zeros, now."
        case .judgeMatch: "A program outside, such as a virus scanner, knows this content as harmful."
        case .judgeHint: "A program outside finds something in it that may have an innocent reason."
        case .judgeSilent: "A program outside read it and knows nothing of it; that speaks neither for nor against it."
        case .judgeFailed: "A program outside that was asked could not judge it."
        case .structureValid: "Everything that was checked is as its format says."
        case .kindKept: "Its first bytes are of a known kind, and it is not random."
        case .unchanged: "The content is the same as in the older version."
        }
    }
}
