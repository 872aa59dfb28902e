package import Estate

/// Names one step of a plan, such as `start/db1/postgresql`; the first part is its action.
package struct StepID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package var description: String { text }

    package static func < (left: StepID, right: StepID) -> Bool { left.text < right.text }
}

/// A step that has to be finished first, and why.
package struct Need: Hashable, Comparable, Sendable {
    package let step: StepID
    package let why: String

    package init(step: StepID, why: String) {
        self.step = step
        self.why = why
    }

    package static func < (left: Need, right: Need) -> Bool { (left.step, left.why) < (right.step, right.why) }
}

/// One value that a step's body finds in its environment.
package struct Parameter: Hashable, Comparable, Sendable {
    /// An environment variable's name: capital letters, digits and underscores.
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    package static func < (left: Parameter, right: Parameter) -> Bool {
        (left.name, left.value) < (right.name, right.value)
    }
}

/// A secret that a step needs: resolved at the last moment, never part of the plan.
///
/// The body finds the path of a file that holds it in the environment variable `name`.
package struct SecretReference: Hashable, Comparable, Sendable {
    package let name: String
    /// Where the controller finds it: `file:/path`, `env:NAME`, `credential:NAME` (of systemd), or `secret:NAME`, which
    /// the configuration explains.
    package let reference: String

    package init(name: String, reference: String) {
        self.name = name
        self.reference = reference
    }

    package static func < (left: SecretReference, right: SecretReference) -> Bool {
        (left.name, left.reference) < (right.name, right.reference)
    }
}

/// How much of a shared capacity a step holds while it runs.
package struct CapacityUse: Hashable, Comparable, Sendable {
    package let capacity: String
    package let units: Int

    package init(capacity: String, units: Int) {
        self.capacity = capacity
        self.units = units
    }

    package static func < (left: CapacityUse, right: CapacityUse) -> Bool {
        (left.capacity, left.units) < (right.capacity, right.units)
    }
}

/// How long a step is expected to take, and on what that rests.
package struct Estimate: Hashable, Sendable {
    package let seconds: Int
    /// Such as `measured in run 3` or `recipe`.
    package let basis: String
    /// Seconds that one of ten runs is expected to undercut.
    package let low: Int
    /// Seconds that one of ten runs is expected to exceed.
    package let high: Int

    /// - Parameters:
    ///   - low: `seconds` when absent; never more.
    ///   - high: `seconds` when absent; never less.
    package init(seconds: Int, basis: String, low: Int? = nil, high: Int? = nil) {
        self.seconds = seconds
        self.basis = basis
        self.low = min(low ?? seconds, seconds)
        self.high = max(high ?? seconds, seconds)
    }
}

/// One piece of work in a plan.
///
/// Every body is repeatable: it may be run again after it was killed at any moment.
package struct Step: Hashable, Sendable {
    package var id: StepID
    package var title: String
    package var asset: AssetID
    /// The host that it rebuilds, and that a body with place `target` runs on.
    package var target: AssetID
    package var place: StepPlace
    /// The name of its body in the plan's table of bodies.
    package var body: String
    /// Sorted by name.
    package var parameters: [Parameter]
    /// Sorted by name.
    package var secrets: [SecretReference]
    /// Sorted.
    package var needs: [Need]
    /// Sorted.
    package var capacities: [CapacityUse]
    package var estimate: Estimate
    /// Seconds; always finite.
    package var timeout: Int
    package var attempts: Int
    /// Why the step is in the plan.
    package var why: String
    /// The name of the body that takes it back; `nil` when nothing can.
    package var undo: String?

    package init(
        id: StepID, title: String, asset: AssetID, target: AssetID, place: StepPlace, body: String,
        parameters: [Parameter] = [], secrets: [SecretReference] = [], needs: [Need] = [],
        capacities: [CapacityUse] = [], estimate: Estimate, timeout: Int, attempts: Int, why: String,
        undo: String? = nil
    ) {
        self.id = id
        self.title = title
        self.asset = asset
        self.target = target
        self.place = place
        self.body = body
        self.parameters = parameters.sorted()
        self.secrets = secrets.sorted()
        self.needs = needs.sorted()
        self.capacities = capacities.sorted()
        self.estimate = estimate
        self.timeout = timeout
        self.attempts = attempts
        self.why = why
        self.undo = undo
    }

    /// The first part of its id, such as `restore-data`.
    package var action: String {
        guard let slash = id.text.firstIndex(of: "/") else { return id.text }
        return String(id.text[..<slash])
    }
}
