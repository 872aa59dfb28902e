/// Judges what was examined: every rule that has something to say gives evidence, the weightiest decides.
package enum ContentJudge {
    /// The verdict on a file.
    ///
    /// - Parameters:
    ///   - older: the same file in an older version that is to be trusted, when there is one.
    ///   - context: what a look at the whole tree adds, such as a suffix that many files got.
    package static func verdict(
        on file: ContentExamination, older: ContentExamination? = nil, context: [Evidence] = []
    ) -> ContentVerdict {
        if let failure = file.failure {
            return ContentVerdict(state: .notJudged, evidence: context, reason: "It could not be read: \(failure)")
        }
        let found =
            typeEvidence(file) + structureEvidence(file) + noteEvidence(file) + nameEvidence(file) + context
            + (older.map { Comparison(now: file, before: $0).evidence } ?? [])
        let evidence = found.sorted { $0.rule.weight > $1.rule.weight }
        guard let first = evidence.first, first.rule.weight >= .suspicious else {
            return harmless(file, evidence)
        }
        // Weak evidence never alarms, but it makes a suspicion certain.
        let isBad = first.rule.weight == .bad || evidence.contains { $0.rule == .knownSuffix || $0.rule == .newSuffix }
        let isCertain = isBad && (first.rule.weight == .bad || evidence.count > 1)
        return ContentVerdict(state: isCertain ? .bad : .suspicious, evidence: evidence, reason: first.words)
    }

    // MARK: No alarm

    private static func harmless(_ file: ContentExamination, _ evidence: [Evidence]) -> ContentVerdict {
        if let reason = reasonNotToJudge(file) {
            return ContentVerdict(state: .notJudged, evidence: evidence, reason: reason)
        }
        let praise: Evidence
        if let structure = file.structure, structure.checked > 0 {
            let part = structure.isPartial ? ", in part" : ""
            praise = Evidence(
                .structureValid, "Its structure was checked as \(structure.format)\(part).",
                ["checked": structure.checked, "partial": structure.isPartial ? 1 : 0])
        } else {
            praise = Evidence(.kindKept, "It is \(file.kind.rawValue), and not random.", file.statistics.wholeNumbers)
        }
        return ContentVerdict(state: .clean, evidence: [praise] + evidence, reason: praise.words)
    }

    private static func reasonNotToJudge(_ file: ContentExamination) -> String? {
        if file.kind == .empty { return "It is empty." }
        if file.kind.isSealed { return "It is encrypted on purpose (\(file.kind.rawValue))." }
        if file.structure?.state == .sealed { return "It is a \(file.kind.rawValue) that is encrypted on purpose." }
        if file.kind == .unknown {
            return file.size < StatisticsCounter.headSize / 16
                ? "It is too small for its kind to be known."
                : "Its kind is not known."
        }
        if file.structure.map({ $0.state == .unchecked }) ?? true, file.isRandom {
            return "It is compressed (\(file.kind.rawValue)), and nothing checks what is inside."
        }
        return nil
    }

    // MARK: What names and structures say

    private static func structureEvidence(_ file: ContentExamination) -> [Evidence] {
        guard let structure = file.structure else { return [] }
        var numbers = ["checked": structure.checked]
        if let offset = structure.offset { numbers["offset"] = offset }
        switch structure.state {
        case .damaged: return [Evidence(.structure, "\(structure.format): \(structure.words)", numbers)]
        case .irregular: return [Evidence(.irregular, "\(structure.format): \(structure.words)", numbers)]
        case .valid, .sealed, .unchecked: return []
        }
    }

    private static func noteEvidence(_ file: ContentExamination) -> [Evidence] {
        guard let note = file.note else { return [] }
        var numbers = ["onionAddresses": note.onionAddresses, "phrases": note.total, "groups": note.groups]
        numbers["words"] = note.words
        if note.isNote {
            return [
                Evidence(
                    .ransomNote, "It says what ransom notes say: \(note.total) phrases of \(note.groups) groups.",
                    numbers)
            ]
        }
        guard note.onionAddresses > 0 else { return [] }
        return [Evidence(.onionAddress, "It names \(note.onionAddresses) addresses of hidden services.", numbers)]
    }

    private static func nameEvidence(_ file: ContentExamination) -> [Evidence] {
        var evidence: [Evidence] = []
        if SuspectNames.isNoteName(file.name) {
            evidence.append(Evidence(.noteName, "It is named as ransom notes are."))
        }
        if let suffix = file.name.lastSuffix, SuspectNames.isKnownSuffix(suffix) {
            evidence.append(Evidence(.knownSuffix, "Malware is known to append '.\(suffix)'."))
        }
        return evidence
    }
}

extension String {
    /// What stands after the last point of the last part of a path, in lower case.
    package var lastSuffix: String? {
        let file = split(separator: "/").last ?? self[...]
        guard let point = file.lastIndex(of: "."), point != file.startIndex else { return nil }
        let suffix = file[file.index(after: point)...].lowercased()
        return suffix.isEmpty ? nil : suffix
    }
}

extension ContentStatistics {
    var wholeNumbers: [String: Int] {
        ["chiSquareTenths": whole.tenths, "bytes": whole.count, "entropyThousandths": entropyThousandths]
    }
}
