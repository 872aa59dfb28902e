internal import DataHealth

/// Equal verdicts, kept once: most files of a tree have one of a few, and a report holds one for every file.
struct SharedVerdicts {
    /// Verdicts that name something of their file are as many as the files; sharing those gains nothing.
    private static let limit = 1_024

    private var known: Set<ContentVerdict> = []

    mutating func kept(_ verdict: ContentVerdict) -> ContentVerdict {
        if let place = known.firstIndex(of: verdict) { return known[place] }
        if known.count < Self.limit { known.insert(verdict) }
        return verdict
    }
}
