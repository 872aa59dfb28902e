internal import Assurance
internal import Contracts

/// A coverage report as a Nagios plugin prints it: one line, performance data behind a bar, one of four exit codes.
///
/// Source: Monitoring Plugins Development Guidelines.
enum CoverageMonitor {
    enum Status: Int32 {
        case ok
        case warning
        case critical
        case unknown

        var word: String {
            switch self {
            case .ok: "OK"
            case .warning: "WARNING"
            case .critical: "CRITICAL"
            case .unknown: "UNKNOWN"
            }
        }
    }

    struct Line {
        let status: Status
        let text: String
    }

    static func line(_ report: CoverageReport) -> Line {
        let status = status(report)
        let critical = report.findings.count { $0.severity == .critical }
        let warnings = report.findings.count { $0.severity == .warning }
        let covered = report.applications.count { $0.worst.isAcceptable }
        let unknown = report.objectives.count { $0.state == .unknown }
        var words =
            "\(covered) of \(report.applications.count) applications covered; \(critical) critical, "
            + "\(warnings) warnings"
        if unknown > 0 { words += "; \(unknown) objectives not known" }
        if let first = report.findings.first(where: { $0.severity != .notice }) {
            words += "; \(first.rule): \(first.message)"
        }
        let counts = [
            performance("critical", "\(critical)", rest: ";;1;0"),
            performance("warnings", "\(warnings)", rest: ";1;;0"),
            performance("covered", "\(covered)", rest: ";;;0;\(report.applications.count)"),
        ]
        return Line(
            status: status,
            text: "COVERAGE \(status.word) - \(plain(words)) | \((counts + ages(report)).joined(separator: " "))")
    }

    static func unknown(_ message: String) -> Line {
        Line(status: .unknown, text: "COVERAGE UNKNOWN - \(plain(message))")
    }

    private static func status(_ report: CoverageReport) -> Status {
        if report.verdict == .nothingChecked { return .unknown }
        if report.findings.contains(where: { $0.severity == .critical }) { return .critical }
        if report.findings.contains(where: { $0.severity == .warning }) { return .warning }
        // Not covered without a finding: it could not be found out.
        return report.verdict == .covered ? .ok : .unknown
    }

    /// The age of the oldest data of each application, against its objective.
    private static func ages(_ report: CoverageReport) -> [String] {
        report.applications.compactMap { application in
            guard let age = application.subjects.compactMap(\.coverage.point?.age).max() else { return nil }
            return performance(
                "\(application.name)_age", "\(age)s", rest: ";;\(application.recoveryPoint.map(String.init) ?? "");0")
        }
    }

    private static func performance(_ label: String, _ value: String, rest: String) -> String {
        let label = label.filter { $0 != "'" && $0 != "=" && $0 != "|" }
        return "'\(printable(label))'=\(value)\(rest)"
    }

    /// One line without the bar that begins performance data.
    private static func plain(_ text: String) -> String { printable(text).replacing("|", with: "/") }
}
