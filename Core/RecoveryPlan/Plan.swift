package import Estate

/// A shared limit on what may go on at once.
package struct Capacity: Hashable, Comparable, Sendable {
    package let name: String
    package let units: Int

    package init(name: String, units: Int) {
        self.name = name
        self.units = units
    }

    package static func < (left: Capacity, right: Capacity) -> Bool {
        (left.name, left.units) < (right.name, right.units)
    }
}

/// How a circular need is broken: who starts first, without whom, and why that one.
package struct ChosenBootstrap: Hashable, Sendable {
    package let asset: AssetID
    /// The recipe's name for it, such as `own-zones-first`.
    package let name: String
    /// All members of the circular need, sorted.
    package let circle: [AssetID]
    /// Those it starts without.
    package let without: [AssetID]
    package let why: String

    package init(asset: AssetID, name: String, circle: [AssetID], without: [AssetID], why: String) {
        self.asset = asset
        self.name = name
        self.circle = circle
        self.without = without
        self.why = why
    }
}

/// The restore point chosen for one dataset.
package struct ChosenRestorePoint: Hashable, Sendable {
    package let dataset: AssetID
    /// The name of the repository in the configuration.
    package let repository: String
    package let point: String
    package let takenAt: Instant
    package let why: String
    /// The moment whose data comes back; `nil` where nobody looked.
    package var dataFrom: Instant?
    /// The moment of a continuous backup that is restored to.
    package var moment: Instant?

    package init(dataset: AssetID, repository: String, point: String, takenAt: Instant, why: String) {
        self.dataset = dataset
        self.repository = repository
        self.point = point
        self.takenAt = takenAt
        self.why = why
    }
}

/// A step that waits until a person releases it, and why they wanted that.
package struct PlannedHold: Hashable, Comparable, Sendable {
    package let step: StepID
    package let because: String

    package init(step: StepID, because: String) {
        self.step = step
        self.because = because
    }

    package static func < (left: PlannedHold, right: PlannedHold) -> Bool {
        (left.step, left.because) < (right.step, right.because)
    }
}

/// What one transform did to the plan, in one line.
package struct TraceEntry: Hashable, Sendable {
    package let transform: String
    package let result: String

    package init(transform: String, result: String) {
        self.transform = transform
        self.result = result
    }
}

/// When a step is expected to run, in seconds from the start of the run.
package struct ScheduledStep: Hashable, Sendable {
    package let step: StepID
    package let start: Int
    package let finish: Int
    package let isCritical: Bool

    package init(step: StepID, start: Int, finish: Int, isCritical: Bool) {
        self.step = step
        self.start = start
        self.finish = finish
        self.isCritical = isCritical
    }
}

/// A complete restoration plan: a value whose canonical bytes are what people sign.
package struct Plan: Hashable, Sendable {
    package var estate: String
    /// SHA-256 of the estate document that it was made from, in hexadecimal.
    package var estateDigest: String
    /// The applications or assets that were asked for; `all` for the whole estate.
    package var scope: [String]
    package var incident: Incident
    /// Who asked for the plan, and therefore may not approve it; `nil` where nobody said.
    package var requestedBy: String?
    /// SHA-256 of what the depot held when the plan was made, `none` for an empty one; `nil` where nothing is installed
    /// from it, and for plans before document version 3.
    package var depotDigest: String?
    /// What is left out although it is in scope, by decision; sorted.
    package var exclusions: [AssetID]
    /// Hosts that come back under another name or address; sorted.
    package var mappings: [HostMapping]
    /// Places that name a mapped host; sorted.
    package var references: [ChangedReference]
    /// Sorted.
    package var holds: [PlannedHold]
    /// The moment as of which restore points were chosen.
    package var asOf: Instant
    /// Sorted by id; ids are unique and every need is among them.
    package var steps: [Step]
    /// Body name to script.
    package var bodies: [String: String]
    /// Sorted.
    package var capacities: [Capacity]
    package var bootstraps: [ChosenBootstrap]
    package var restorePoints: [ChosenRestorePoint]
    /// In order of start; one for each step.
    package var schedule: [ScheduledStep]
    /// `nil` for plans of document version 1.
    package var prediction: Prediction?
    package var trace: [TraceEntry]
    /// What this plan does not bring back, and why.
    package var gaps: [BlindSpot]

    package init(estate: String, estateDigest: String, scope: [String], asOf: Instant) {
        self.estate = estate
        self.estateDigest = estateDigest
        self.scope = scope
        self.asOf = asOf
        incident = Incident(.disaster)
        exclusions = []
        mappings = []
        references = []
        holds = []
        steps = []
        bodies = [:]
        capacities = []
        bootstraps = []
        restorePoints = []
        schedule = []
        trace = []
        gaps = []
    }

    /// For each step its place in the schedule; `nil` when the schedule does not hold every step once.
    package var scheduleRanks: [Int]? {
        var place: [StepID: Int] = [:]
        for (rank, scheduled) in schedule.enumerated() { place[scheduled.step] = rank }
        let ranks = steps.compactMap { place[$0.id] }
        return ranks.count == steps.count && schedule.count == steps.count ? ranks : nil
    }

    /// Predicted seconds from start to end.
    package var makespan: Int { schedule.map(\.finish).max() ?? 0 }

    package func step(_ id: StepID) -> Step? { steps.first { $0.id == id } }
}
