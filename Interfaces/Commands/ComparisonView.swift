internal import Estate
internal import Formats

/// A comparison as text and as data.
struct ComparisonView {
    let comparison: EstateComparison

    init(_ comparison: EstateComparison) {
        self.comparison = comparison
    }

    /// How much was compared, and how much of it is the same, for each subject.
    var counts: [(subject: String, same: Int, lost: Int, added: Int)] {
        EstateDifference.Subject.allCases.map { subject in
            let differences = comparison.differences.filter { $0.subject == subject }
            let lost = differences.filter { $0.before != nil }.count
            return (subject.rawValue, comparison.same[subject] ?? 0, lost, differences.count - lost)
        }
    }

    var verdict: String {
        let compared = comparison.same.values.reduce(0, +) + comparison.losses.count
        if compared == 0 { return "Nothing was compared." }
        return comparison.losses.isEmpty
            ? "Everything that was compared came back: \(compared) facts."
            : "\(comparison.losses.count) of \(compared) facts did not come back as they were."
    }

    var text: String {
        var table = TextTable("COMPARED", "SAME", "LOST OR CHANGED", "NEW")
        for count in counts { table.add(count.subject, String(count.same), String(count.lost), String(count.added)) }
        var lines = [table.text, verdict]
        lines += comparison.differences.map {
            "  \($0.subject.rawValue) \(printable($0.name)): \(printable($0.before ?? "-")) -> \(printable($0.after ?? "gone"))"
        }
        if !comparison.notCompared.isEmpty { lines.append("Not compared:") }
        lines += comparison.notCompared.map { "  \(printable($0.subject)): \(printable($0.reason))" }
        return lines.joined(separator: "\n")
    }

    var json: JSONValue {
        .record([
            "format": .string("groundup-comparison"), "version": .integer(1), "complete": .bool(comparison.isComplete),
            "compared": .object(
                Dictionary(
                    uniqueKeysWithValues: counts.map {
                        (
                            $0.subject,
                            .record(["same": .number($0.same), "lost": .number($0.lost), "new": .number($0.added)])
                        )
                    })),
            "differences": .array(
                comparison.differences.map {
                    .record([
                        "subject": .string($0.subject.rawValue), "name": .string($0.name),
                        "before": .optional($0.before), "after": .optional($0.after),
                    ])
                }),
            "notCompared": .array(
                comparison.notCompared.map {
                    .record(["subject": .string($0.subject), "reason": .string($0.reason)])
                }),
        ])
    }
}
