internal import BackupPlan
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration

/// What came of a backup run, as text and as data.
struct BackupReportView {
    private let report: BackupReport
    private let uncovered: [UncoveredSubject]

    init(_ report: BackupReport, uncovered: [UncoveredSubject]) {
        self.report = report
        self.uncovered = uncovered
    }

    static func line(_ result: BackupResult) -> String {
        let point = result.restorePoint.map { ", restore point \($0.prefix(16))" } ?? ""
        return printable("\(result.state.rawValue): \(result.step)\(point): \(result.detail)")
    }

    var text: String {
        let counts = BackupResult.State.allCases.compactMap { state -> String? in
            let count = report.results.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(state.rawValue)"
        }
        let left = uncovered.isEmpty ? "" : " \(uncovered.count) things stay uncovered: see 'groundup backup plan'."
        return "Backup \(report.run): \(counts.joined(separator: ", ")).\(left)\n"
    }

    var json: JSONValue {
        .record([
            "format": .string("groundup-backup-report"), "version": .integer(1), "run": .string(report.run.text),
            "startedAt": .integer(report.started.seconds), "endedAt": .integer(report.ended.seconds),
            "results": .array(report.results.map(Self.json)),
            "uncovered": .array(uncovered.map(BackupPlanView.json)),
        ])
    }

    private static func json(_ result: BackupResult) -> JSONValue {
        .record([
            "step": .string(result.step), "host": .string(result.host.text), "state": .string(result.state.rawValue),
            "detail": .string(result.detail), "restorePoint": .optional(result.restorePoint),
            "milliseconds": .number(result.milliseconds),
        ])
    }
}
