/// What a look at the inner structure of a file found.
package struct StructureReport: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        /// Everything that was checked is as its format says.
        case valid
        /// Not as the format says, but in a way that readers accept and that files from real tools have.
        case irregular
        /// A checksum, an offset or a compressed stream is wrong: nobody can read this as it was meant.
        case damaged
        /// Encrypted on purpose: what is inside cannot be judged.
        case sealed
        /// The format has nothing that could be checked.
        case unchecked
    }

    package let state: State
    /// What was checked, such as `zip`.
    package let format: String
    /// What was expected and found; empty when all is valid.
    package let words: String
    /// Where in the file, when there is such a place.
    package let offset: Int?
    /// How many members, chunks, pages or streams were checked.
    package let checked: Int
    /// Whether a limit ended the check before the end of the file.
    package let isPartial: Bool

    package init(
        _ state: State, format: String, _ words: String = "", at offset: Int? = nil, checked: Int = 0,
        isPartial: Bool = false
    ) {
        self.state = state
        self.format = format
        self.words = words
        self.offset = offset
        self.checked = checked
        self.isPartial = isPartial
    }
}

/// Collects what a validator finds: the first damage ends it, irregularities and seals are kept.
struct StructureFindings {
    let format: String
    var checked = 0
    var isPartial = false
    private var irregularity: (words: String, offset: Int?)?
    private var isSealed = false

    init(_ format: String) { self.format = format }

    mutating func irregular(_ words: String, at offset: Int? = nil) {
        if irregularity == nil { irregularity = (words, offset) }
    }

    mutating func sealed() { isSealed = true }

    func damaged(_ words: String, at offset: Int? = nil) -> StructureReport {
        StructureReport(.damaged, format: format, words, at: offset, checked: checked, isPartial: isPartial)
    }

    /// What remains when nothing is damaged.
    var report: StructureReport {
        if let (words, offset) = irregularity {
            return StructureReport(
                .irregular, format: format, words, at: offset, checked: checked, isPartial: isPartial)
        }
        if isSealed {
            return StructureReport(
                .sealed, format: format, "It is encrypted.", checked: checked, isPartial: isPartial)
        }
        // Nothing passes because nothing was looked at.
        let state: StructureReport.State = checked > 0 ? .valid : .unchecked
        return StructureReport(state, format: format, checked: checked, isPartial: isPartial)
    }
}
