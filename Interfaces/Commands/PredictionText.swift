internal import Pictures
internal import RecoveryPlan

/// How long a plan is expected to take, as text for a terminal.
struct PredictionText {
    private let prediction: Prediction

    init(_ prediction: Prediction) {
        self.prediction = prediction
    }

    var text: String { [whole, applications, capacities].filter { !$0.isEmpty }.joined() }

    private var whole: String {
        let shortest =
            prediction.isShortest
            ? "no schedule is shorter" : "\(beyond) % above what no schedule can undercut"
        let bottleneck =
            prediction.bottleneck.map {
                "Bottleneck: \(printable($0)), busy for \(duration(prediction.bottleneckSeconds)) at least.\n"
            } ?? ""
        return """
            Prediction: \(duration(prediction.makespan)); nine of ten simulated runs end within \
            \(duration(prediction.range.high)), one of ten within \(duration(prediction.range.low)).
            Bounds: the longest chain of needs takes \(duration(prediction.criticalPath)); \(shortest) \
            (schedules compared: \(prediction.schedules)).
            \(bottleneck)
            """
    }

    private var beyond: Int {
        guard prediction.bound > 0 else { return 0 }
        return (prediction.makespan - prediction.bound) * 100 / prediction.bound
    }

    private var applications: String {
        guard !prediction.applications.isEmpty else { return "" }
        var table = TextTable("APPLICATION", "BACK AFTER", "FROM", "TO", "OBJECTIVE", "KEPT")
        for application in prediction.applications {
            let kept = application.keepsObjective.map { $0 ? "yes" : "NO" } ?? "-"
            table.add(
                application.application, duration(application.seconds), duration(application.range.low),
                duration(application.range.high), application.objective.map(duration) ?? "-", kept)
        }
        return table.text
    }

    private var capacities: String {
        guard !prediction.capacityValues.isEmpty else { return "" }
        let values = prediction.capacityValues.map { value in
            "\(printable(value.capacity)) \(value.seconds > 0 ? "\(duration(value.seconds)) less" : "nothing")"
        }
        return "One more unit would buy: \(values.joined(separator: "; ")).\n"
    }
}
