package import RecoveryPlan

/// When a step really ran, in seconds from the start of the run, and how it ended.
package struct MeasuredStep: Hashable, Sendable {
    package let step: StepID
    package let start: Int
    package let finish: Int
    /// Such as `succeeded`, `failed`, `skipped`.
    package let state: String

    package init(step: StepID, start: Int, finish: Int, state: String) {
        self.step = step
        self.start = start
        self.finish = finish
        self.state = state
    }
}

/// Draws the steps of a plan along time: the prediction as an outline, what was measured as a bar.
package struct StepTimeline: Sendable {
    private static let row = 20
    private static let labelWidth = 300
    private static let width = 760
    private static let header = 30

    private let plan: Plan
    private let measured: [StepID: MeasuredStep]

    package init(plan: Plan, measured: [MeasuredStep]) {
        self.plan = plan
        self.measured = Dictionary(measured.map { ($0.step, $0) }, uniquingKeysWith: { $1 })
    }

    package var svg: String {
        let height = Self.header + plan.schedule.count * Self.row + 10
        let total = Self.labelWidth + Self.width + 20
        var parts = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(total) \#(height)" width="\#(total)" "#
                + #"height="\#(height)" role="img" aria-label="Timeline of the restoration">"#,
            Self.style,
        ]
        parts += axis(height: height)
        parts += rows.enumerated().map { row($0.element, at: Self.header + $0.offset * Self.row) }
        return (parts + ["</svg>", ""]).joined(separator: "\n")
    }

    /// In the order in which steps really started, then in the predicted one.
    private var rows: [ScheduledStep] {
        plan.schedule.sorted { left, right in
            (measured[left.step]?.start ?? left.start, left.start, left.step)
                < (measured[right.step]?.start ?? right.start, right.start, right.step)
        }
    }

    private var end: Int {
        max(1, plan.makespan, measured.values.map(\.finish).max() ?? 0)
    }

    private func x(_ seconds: Int) -> Int { Self.labelWidth + seconds * Self.width / end }

    private func axis(height: Int) -> [String] {
        let interval =
            [5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400].first { end / $0 <= 12 } ?? 604_800
        return stride(from: 0, through: end, by: interval).map { second in
            """
            <line class="grid" x1="\(x(second))" y1="\(Self.header - 6)" x2="\(x(second))" y2="\(height - 6)"/>\
            <text class="axis" x="\(x(second))" y="16">\(duration(second))</text>
            """
        }
    }

    private func row(_ scheduled: ScheduledStep, at y: Int) -> String {
        let predicted = bar("predicted", scheduled.start, scheduled.finish, y: y)
        var text = """
            <text x="8" y="\(y + 13)"\(scheduled.isCritical ? #" class="critical""# : "")>\
            \(escapeMarkup(String(scheduled.step.text.prefix(46))))</text>\(predicted)
            """
        if let real = measured[scheduled.step] {
            text += bar(real.state, real.start, real.finish, y: y)
        }
        return "<g><title>\(escapeMarkup(scheduled.step.text))</title>\(text)</g>"
    }

    private func bar(_ kind: String, _ start: Int, _ finish: Int, y: Int) -> String {
        let width = max(2, x(finish) - x(start))
        let inset = kind == "predicted" ? 2 : 5
        return """
            <rect class="\(escapeMarkup(kind))" x="\(x(start))" y="\(y + inset)" width="\(width)" \
            height="\(Self.row - 2 * inset)" rx="2"/>
            """
    }

    private static let style = """
        <style>
        text { font: 12px system-ui, sans-serif; fill: #1b2733; } .axis { text-anchor: middle; fill: #5b6b7a; }
        .critical { font-weight: 700; } .grid { stroke: #e2e8ee; }
        .predicted { fill: none; stroke: #9fb3c8; } .succeeded { fill: #4f9d69; } .failed { fill: #c0392b; }
        .skipped, .cancelled { fill: #b9c3cd; } .running { fill: #2f6fb2; }
        </style>
        """
}

/// Seconds as people write them: `45s`, `3m10s`, `2h05m`.
package func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<0: "-" + duration(-seconds)
    case ..<60: "\(seconds)s"
    case ..<3_600: seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds / 60)m\(twoDigits(seconds % 60))s"
    case ..<172_800: "\(seconds / 3_600)h\(twoDigits(seconds % 3_600 / 60))m"
    default: "\(seconds / 86_400)d\(seconds % 86_400 / 3_600)h"
    }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
