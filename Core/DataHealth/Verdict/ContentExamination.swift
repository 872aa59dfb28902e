/// Everything that was found out about one file, before it is judged.
package struct ContentExamination: Hashable, Sendable {
    /// The path below what is inspected; only its last part is looked at.
    package let name: String
    package let size: Int
    package let kind: FileKind
    package let promise: NamePromise?
    /// A suffix after the one that promises, as malware appends it.
    package let appendedSuffix: String?
    package let statistics: ContentStatistics
    package let structure: StructureReport?
    package let note: RansomNote?
    /// Whether a text is nothing but base 64 of random bytes.
    package let isEncodedRandom: Bool
    /// The hash of the content, which verdicts attach to.
    package var digest: String?
    /// Why it could not be read to the end; nothing else counts then.
    package let failure: String?

    /// Whether the name promises something that the content is not.
    var isPromiseBroken: Bool {
        guard let promise, kind != .empty else { return false }
        return !promise.isKept(by: kind)
    }

    /// Whether nothing is known of its kind; one that random bytes would hardly have is not believed.
    var isKindLost: Bool {
        if kind == .unknown { return true }
        let isRandom = statistics.whole.isRandom && statistics.size >= 1_024
        return isRandom && !kind.isIncompressible && structure?.state != .valid
    }

    /// Random as a whole, or before zeros at the end.
    var isRandom: Bool {
        statistics.whole.isRandom || (statistics.trailingZeros > 0 && statistics.withoutPadding.isRandom)
    }
}
