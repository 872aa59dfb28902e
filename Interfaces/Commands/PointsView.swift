internal import Assurance
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration
internal import Pictures
internal import PointChoice

/// Judged restore points as text and as data.
struct PointsView {
    private let reports: [PointReport]
    private let set: ConsistentOffer?

    init(_ reports: [PointReport], set: ConsistentOffer? = nil) {
        self.reports = reports
        self.set = set
    }

    // MARK: Text

    var text: String {
        let parts = reports.map(text) + (set.map { [Self.text($0)] } ?? [])
        return reports.isEmpty ? "No repository is configured.\n" : parts.joined(separator: "\n")
    }

    private func text(_ report: PointReport) -> String {
        let lineage = report.lineage
        let title = "\(lineage.repository): \(lineage.host), \(lineage.paths.joined(separator: " "))"
        var table = TextTable("POINT", "TAKEN", "FILES", "STATE", "DAMAGED", "WHY")
        for point in report.points {
            table.add(
                Words.point(point.record.id, digits: 12), timestamp(point.record.takenAt), "\(point.files)",
                Self.state(point.record), Self.percent(point.damageProbability), Self.reason(point))
        }
        let parts =
            [report.points.isEmpty ? "" : table.text] + report.windows.map(Self.text) + report.offers.map(Self.text)
            + [report.composite.map(Self.text) ?? ""] + report.problems.map { "not judged: \($0)\n" }
        return printable(title) + "\n" + parts.joined()
    }

    private static func state(_ record: PointRecord) -> String {
        if case .broken = record.integrity { return "broken" }
        return switch record.contents {
        case .clean: record.alarms.isEmpty ? "clean" : "alarm"
        case .condemned(let count): "\(count) bad"
        case .notJudged: "not judged"
        }
    }

    private static func reason(_ point: JudgedPoint) -> String {
        if case .broken(let reason) = point.record.integrity { return printable(reason) }
        var parts = point.record.alarms.map(\.text)
        if let first = point.condemned.first { parts.append("\(first.path): \(first.reason)") }
        if point.suspicious > 0 { parts.append("\(point.suspicious) suspicious") }
        if point.notJudged > 0 { parts.append("\(point.notJudged) not judged") }
        return printable(parts.joined(separator: "; "))
    }

    private static func text(_ offer: PointOffer) -> String {
        let question =
            switch offer.question {
            case .newestGood: "newest good data"
            case .beforeCompromise: "before the compromise"
            }
        switch offer.answer {
        case .none(let reason): return "\(question): none: \(reason)\n"
        case .point(let chosen):
            return
                "\(question): \(Words.point(chosen.point.id, digits: 12)) of \(timestamp(chosen.point.takenAt)), loses "
                + "\(hours(chosen.lossSeconds)), damaged with a probability of "
                + "\(percent(chosen.damageProbability))\n"
        }
    }

    private static func text(_ window: PointReport.Window) -> String {
        "any moment from \(timestamp(window.earliest)) to \(timestamp(window.latest)) on \(printable(window.point)); "
            + "it ends because \(printable(window.end))\n"
    }

    private static func text(_ set: ConsistentOffer) -> String {
        let title = "Consistent within \(duration(Int(set.skewSeconds)))"
        guard case .chosen(let members, let apart) = set.answer else {
            if case .none(let reason) = set.answer { return "\(title): none: \(printable(reason))\n" }
            return ""
        }
        var table = TextTable("DATA", "MOMENT", "FROM", "LOSES")
        for member in members {
            table.add(
                member.name, timestamp(member.moment), member.point.map { Words.point($0, digits: 16) } ?? "its log",
                hours(member.lossSeconds))
        }
        return "\(title), \(duration(Int(apart))) apart:\n\(table.text)"
    }

    private static func text(_ composite: PointReport.Composite) -> String {
        let older = composite.older.map {
            "\($0.paths.count) files from \(Words.point($0.point, digits: 12)) of \(timestamp($0.takenAt))"
        }
        let left = composite.leftOut.isEmpty ? [] : ["\(composite.leftOut.count) files left out"]
        return "composite: \(Words.point(composite.base, digits: 12)), but " + (older + left).joined(separator: ", ")
            + "\n"
    }

    private static func percent(_ probability: Double) -> String {
        let tenths = Int((probability * 1_000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }

    // MARK: Data

    var json: JSONValue {
        .record([
            "format": .string("groundup-points"), "version": .integer(1), "lineages": .array(reports.map(json)),
            "set": set.map(json),
        ])
    }

    private func json(_ report: PointReport) -> JSONValue {
        .record([
            "repository": .string(report.lineage.repository), "host": .string(report.lineage.host),
            "paths": .strings(report.lineage.paths), "points": .array(report.points.map(json)),
            "offers": .array(report.offers.map(json)), "problems": .strings(report.problems),
            "composite": report.composite.map(json), "windows": .array(report.windows.map(json)),
        ])
    }

    private func json(_ point: JudgedPoint) -> JSONValue {
        .record([
            "id": .string(point.record.id), "takenAt": .string(timestamp(point.record.takenAt)),
            "state": .string(Self.state(point.record)), "files": .number(point.files),
            "suspicious": .number(point.suspicious), "notJudged": .number(point.notJudged),
            "damagePerMille": .number(Int((point.damageProbability * 1_000).rounded())),
            "alarms": .array(
                point.record.alarms.map { .record(["rule": .string($0.rule), "text": .string($0.text)]) }),
            "condemned": .array(
                point.condemned.map { .record(["path": .string($0.path), "reason": .string($0.reason)]) }),
        ])
    }

    private func json(_ offer: PointOffer) -> JSONValue {
        var none: String?
        if case .none(let reason) = offer.answer { none = reason }
        return .record([
            "question": .string(offer.question.rawValue), "point": offer.chosen.map { .string($0.point.id) },
            "lossSeconds": offer.chosen.map { .integer($0.lossSeconds) },
            "damagePerMille": offer.chosen.map { .number(Int(($0.damageProbability * 1_000).rounded())) },
            "none": none.map(JSONValue.string),
            "passedOver": .array(
                offer.passedOver.map { .record(["id": .string($0.id), "because": .string($0.because)]) }),
        ])
    }

    private func json(_ window: PointReport.Window) -> JSONValue {
        .record([
            "point": .string(window.point), "earliest": .string(timestamp(window.earliest)),
            "latest": .string(timestamp(window.latest)), "end": .string(window.end),
        ])
    }

    private func json(_ set: ConsistentOffer) -> JSONValue {
        let skew = JSONValue.integer(set.skewSeconds)
        switch set.answer {
        case .none(let reason): return .record(["skewSeconds": skew, "none": .string(reason)])
        case .chosen(let members, let apart):
            return .record([
                "skewSeconds": skew, "apartSeconds": .integer(apart),
                "members": .array(
                    members.map { member in
                        .record([
                            "data": .string(member.name), "moment": .string(timestamp(member.moment)),
                            "point": member.point.map(JSONValue.string), "lossSeconds": .integer(member.lossSeconds),
                        ])
                    }),
            ])
        }
    }

    private func json(_ composite: PointReport.Composite) -> JSONValue {
        .record([
            "base": .string(composite.base), "leftOut": .strings(composite.leftOut),
            "older": .array(
                composite.older.map { .record(["point": .string($0.point), "paths": .strings($0.paths)]) }),
        ])
    }
}
