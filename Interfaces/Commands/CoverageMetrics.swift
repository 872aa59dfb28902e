internal import Assurance
internal import Contracts
internal import Estate

/// A coverage report in Prometheus' text format, for node_exporter's textfile collector.
///
/// Every series is there in every state, so that an alert never waits for one that has not appeared yet.
struct CoverageMetrics {
    private let report: CoverageReport

    init(_ report: CoverageReport) {
        self.report = report
    }

    var text: String { families.filter { !$0.samples.isEmpty }.map(\.text).joined() }

    private var families: [MetricFamily] {
        [
            assessed, readable, points, newest, vanished, subjects, ages, applications, objectives, findings, checked,
            accepted,
        ]
    }

    private var assessed: MetricFamily {
        MetricFamily("assessed_timestamp_seconds", "When the estate was assessed.") {
            $0.add([], report.assessedAt.seconds)
        }
    }

    private var readable: MetricFamily {
        MetricFamily("repository_readable", "Whether the repository opened and listed its restore points.") { family in
            for repository in report.repositories {
                family.add(
                    [("repository", repository.name), ("engine", repository.engine)],
                    repository.condition == .readable ? 1 : 0)
            }
        }
    }

    private var points: MetricFamily {
        MetricFamily("repository_restore_points", "Restore points in a readable repository.") { family in
            for repository in report.repositories where repository.condition == .readable {
                family.add([("repository", repository.name)], Int64(repository.points.count))
            }
        }
    }

    private var newest: MetricFamily {
        MetricFamily("repository_newest_restore_point_timestamp_seconds", "When the newest restore point was taken.") {
            for repository in report.repositories {
                guard let point = repository.points.last else { continue }
                $0.add([("repository", repository.name)], point.takenAt.seconds)
            }
        }
    }

    private var vanished: MetricFamily {
        MetricFamily("repository_gone_restore_points", "Remembered restore points that are gone, explained or not.") {
            let gone = Dictionary(grouping: report.history.points.filter { $0.goneSince != nil }, by: \.repository)
            for repository in report.repositories {
                $0.add([("repository", repository.name)], Int64(gone[repository.name]?.count ?? 0))
            }
        }
    }

    private var subjects: MetricFamily {
        MetricFamily("subject_coverage", "Coverage of each dataset and host configuration, one series for each state.")
        {
            for assessed in report.subjects {
                $0.add(assessed.coverage.word, of: Coverage.words, [("subject", assessed.subject.asset.text)])
            }
        }
    }

    private var ages: MetricFamily {
        MetricFamily("subject_data_age_seconds", "Age of the newest data that could be restored.") {
            for assessed in report.subjects {
                guard let point = assessed.coverage.point else { continue }
                $0.add([("subject", assessed.subject.asset.text)], point.age)
            }
        }
    }

    private var applications: MetricFamily {
        MetricFamily("application_coverage", "Coverage of the worst thing that the application needs.") {
            for application in report.applications {
                $0.add(application.worst.word, of: Coverage.words, [("application", application.name)])
            }
        }
    }

    private var objectives: MetricFamily {
        MetricFamily("objective", "How each objective stands for each thing, one series for each state.") { family in
            // The worst result counts where one rule judges one thing several times.
            var worst: [[String]: ObjectiveResult.State] = [:]
            for result in report.objectives {
                let key = [result.application, result.objective, result.rule, result.subject]
                worst[key] = worst[key].map { $0.rank > result.state.rank ? $0 : result.state } ?? result.state
            }
            for (key, state) in worst.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                family.add(
                    state.rawValue, of: ObjectiveResult.State.allCases.map(\.rawValue),
                    Array(zip(["application", "objective", "rule", "subject"], key)))
            }
        }
    }

    private var findings: MetricFamily {
        MetricFamily("findings", "Findings that count, by rule and severity.") { family in
            let found = Dictionary(grouping: report.findings) { [$0.rule, $0.severity.rawValue] }.mapValues(\.count)
            for rule in report.checked.map(\.rule) {
                for severity in Severity.allCases.map(\.rawValue) {
                    family.add([("rule", rule), ("severity", severity)], Int64(found[[rule, severity]] ?? 0))
                }
            }
        }
    }

    private var checked: MetricFamily {
        MetricFamily("checked", "Things that each rule examined; a rule that examined none proves nothing.") {
            for item in report.checked { $0.add([("rule", item.rule)], Int64(item.count)) }
        }
    }

    private var accepted: MetricFamily {
        MetricFamily("accepted_findings", "Findings that somebody answers for; they do not count.") {
            $0.add([], Int64(report.accepted.count))
        }
    }
}

extension ObjectiveResult.State {
    /// From 0 for met to 3 for breached.
    fileprivate var rank: Int {
        switch self {
        case .met: 0
        case .unknown: 1
        case .endangered: 2
        case .breached: 3
        }
    }
}

/// The samples of one metric with its explanation.
struct MetricFamily {
    private let name: String
    private let help: String
    private(set) var samples: [String] = []

    init(_ name: String, _ help: String, _ fill: (inout MetricFamily) -> Void) {
        self.name = "groundup_\(name)"
        self.help = help
        fill(&self)
    }

    mutating func add(_ labels: [(name: String, value: String)], _ value: Int64) {
        let written = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        samples.append("\(name)\(written.isEmpty ? "" : "{\(written)}") \(value)\n")
    }

    /// One sample for each of `states`: 1 for the one that holds, 0 for the others.
    mutating func add(_ state: String, of states: [String], _ labels: [(name: String, value: String)]) {
        for other in states { add(labels + [("state", other)], other == state ? 1 : 0) }
    }

    var text: String { "# HELP \(name) \(help)\n# TYPE \(name) gauge\n" + samples.joined() }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
