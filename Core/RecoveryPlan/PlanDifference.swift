internal import Estate

/// What one plan does that another does not: between the plan that was approved and the one made since, say.
package struct PlanDifference: Hashable, Sendable {
    /// One thing that differs.
    package struct Entry: Hashable, Comparable, Sendable {
        /// `scope`, `estate`, `incident`, `step`, `body`, `restore point`, `bootstrap`, `capacity`, `hold`, `gap`, ...
        package let subject: String
        package let name: String
        package let change: String

        package init(_ subject: String, _ name: String, _ change: String) {
            self.subject = subject
            self.name = name
            self.change = change
        }

        package static func < (left: Entry, right: Entry) -> Bool {
            (left.subject, left.name, left.change) < (right.subject, right.name, right.change)
        }
    }

    /// Sorted; empty when the plans do the same in the same order.
    package private(set) var entries: [Entry] = []

    package init(from old: Plan, to new: Plan) {
        compareDecisions(old, new)
        compare("step", old.steps.map { ($0.id.text, $0) }, new.steps.map { ($0.id.text, $0) }, Self.change)
        compare("body", old.bodies.map { ($0, $1) }, new.bodies.map { ($0, $1) }) { _, _ in "its script changed" }
        compare(
            "restore point", old.restorePoints.map { ($0.dataset.text, $0) },
            new.restorePoints.map { ($0.dataset.text, $0) }
        ) { "\($0.point) of \($0.repository) becomes \($1.point) of \($1.repository)" }
        compare(
            "bootstrap", old.bootstraps.map { ($0.asset.text, $0) }, new.bootstraps.map { ($0.asset.text, $0) }
        ) { "\($0.name) becomes \($1.name)" }
        compare("capacity", old.capacities.map { ($0.name, $0) }, new.capacities.map { ($0.name, $0) }) {
            "\($0.units) becomes \($1.units)"
        }
        compare("gap", old.gaps.map { ($0.subject, $0) }, new.gaps.map { ($0.subject, $0) }) {
            "\($1.reason) (was: \($0.reason))"
        }
        if entries.isEmpty, old.schedule.map(\.step) != new.schedule.map(\.step) {
            entries.append(Entry("schedule", "order", "the same steps are taken in another order"))
        }
        entries.sort()
    }

    private mutating func compareDecisions(_ old: Plan, _ new: Plan) {
        func list(_ names: [String]) -> String { names.isEmpty ? "nothing" : names.joined(separator: ", ") }
        if old.estateDigest != new.estateDigest {
            entries.append(
                Entry("estate", new.estate, "\(old.estateDigest.prefix(12)) becomes \(new.estateDigest.prefix(12))"))
        }
        if old.scope != new.scope {
            entries.append(Entry("scope", "", "\(list(old.scope)) becomes \(list(new.scope))"))
        }
        if old.incident != new.incident {
            entries.append(Entry("incident", "", "\(old.incident) becomes \(new.incident)"))
        }
        if old.requestedBy != new.requestedBy {
            entries.append(
                Entry("requester", "", "\(old.requestedBy ?? "nobody") becomes \(new.requestedBy ?? "nobody")"))
        }
        if old.depotDigest != new.depotDigest {
            let digests = [old, new].map { $0.depotDigest?.prefix(12) ?? "none" }
            entries.append(Entry("depot", "", "\(digests[0]) becomes \(digests[1])"))
        }
        if old.exclusions != new.exclusions {
            entries.append(
                Entry(
                    "exclusions", "", "\(list(old.exclusions.map(\.text))) becomes \(list(new.exclusions.map(\.text)))")
            )
        }
        compare("mapping", old.mappings.map { ($0.host.text, $0) }, new.mappings.map { ($0.host.text, $0) }) {
            "\($0) becomes \($1)"
        }
        compare("hold", old.holds.map { ($0.step.text, $0) }, new.holds.map { ($0.step.text, $0) }) {
            "\($0.because) becomes \($1.because)"
        }
    }

    /// Notes what is only on one side, and what `change` says of what is on both and differs.
    private mutating func compare<Value: Equatable>(
        _ subject: String, _ old: [(String, Value)], _ new: [(String, Value)], _ change: (Value, Value) -> String
    ) {
        let before = Dictionary(old) { first, _ in first }
        let after = Dictionary(new) { first, _ in first }
        for (name, value) in before {
            guard let other = after[name] else {
                entries.append(Entry(subject, name, "is not there any more"))
                continue
            }
            if value != other { entries.append(Entry(subject, name, change(value, other))) }
        }
        for name in after.keys where before[name] == nil { entries.append(Entry(subject, name, "is new")) }
    }

    private static func change(_ old: Step, _ new: Step) -> String {
        var changes: [String] = []
        let needs = (Set(old.needs.map(\.step)), Set(new.needs.map(\.step)))
        let gained = needs.1.subtracting(needs.0).sorted().map(\.text)
        let lost = needs.0.subtracting(needs.1).sorted().map(\.text)
        if !gained.isEmpty { changes.append("also waits for \(gained.joined(separator: ", "))") }
        if !lost.isEmpty { changes.append("no longer waits for \(lost.joined(separator: ", "))") }
        if old.body != new.body { changes.append("\(old.body) becomes \(new.body)") }
        let parameters = Set(old.parameters).symmetricDifference(new.parameters)
        if !parameters.isEmpty {
            changes.append("other values of \(Set(parameters.map(\.name)).sorted().joined(separator: ", "))")
        }
        if old.secrets != new.secrets { changes.append("other secrets") }
        if old.target != new.target { changes.append("\(old.target) becomes \(new.target)") }
        if old.capacities != new.capacities { changes.append("other capacities") }
        if old.estimate.seconds != new.estimate.seconds {
            changes.append("\(old.estimate.seconds) s becomes \(new.estimate.seconds) s")
        }
        if old.timeout != new.timeout || old.attempts != new.attempts {
            changes.append("another timeout or count of attempts")
        }
        return changes.isEmpty ? "other words" : changes.joined(separator: "; ")
    }
}

extension Incident: CustomStringConvertible {
    package var description: String {
        let parts = [
            kind.rawValue, compromisedAt.map { "before \($0.seconds) s since 1970" }, person.map { "by \($0)" },
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}

extension HostMapping: CustomStringConvertible {
    package var description: String {
        let parts = [fullName, address, gateway.map { "gateway \($0)" }]
        return "\(host) as \(parts.compactMap { $0 }.joined(separator: ", "))"
    }
}
