package import Estate

/// Everything that a plan is made from, as plain values: the same input always gives the same plan.
package struct PlanningInput: Hashable, Sendable {
    package var estate: Estate
    /// SHA-256 of the estate document, in hexadecimal.
    package var estateDigest: String
    /// What has to come back; empty means the whole estate.
    package var scope: [ScopeEntry]
    package var incident: Incident
    /// What is asked of a plan after an incident, where it differs from the defaults.
    package var policies: [IncidentKind: IncidentPolicy]
    /// What is left out although it is in scope.
    package var exclusions: Set<AssetID>
    /// Where a person wants to be asked before it goes on.
    package var holds: [RequestedHold]
    /// By host: the name and address under which it comes back.
    package var mappings: [AssetID: HostMapping]
    /// Hosts whose target keeps them away from every other network.
    package var isolated: Set<AssetID>
    /// The moment as of which restore points were chosen.
    package var asOf: Instant
    /// By name.
    package var recipes: [String: Recipe]
    /// Hosts that still stand and are not rebuilt.
    package var survivors: Set<AssetID>
    /// For each host the steps, in order, after which a bare operating system stands for it.
    package var targetSteps: [AssetID: [PlannedTargetStep]]
    /// Where verified packages lie on the controller.
    package var depot: String
    /// Packages that are at hand although no archive offers them, by name.
    package var mediaPackages: Set<String>
    /// For each dataset, and for each host's configuration under the host's own id, where it is restored from.
    package var sources: [AssetID: RestoreSource]
    package var applications: [PlannedApplication]
    /// Recovery deadlocks that the loss closes: any of them refuses a plan that rebuilds a host that waits for it.
    package var deadlocks: [PlannedDeadlock]
    /// What may be a deadlock, but was not seen well enough to be sure.
    package var suspicions: [BlindSpot]
    /// What else people have to know of the choices that were made for the plan.
    package var remarks: [BlindSpot] = []
    /// By step id: how long the step took in earlier runs.
    package var measurements: [StepID: Measurement]
    package var capacities: PlannedCapacities

    package init(estate: Estate, estateDigest: String, asOf: Instant, recipes: [String: Recipe]) {
        self.estate = estate
        self.estateDigest = estateDigest
        self.asOf = asOf
        self.recipes = recipes
        scope = []
        incident = Incident(.disaster)
        policies = [:]
        exclusions = []
        holds = []
        mappings = [:]
        isolated = []
        survivors = []
        targetSteps = [:]
        depot = ""
        mediaPackages = []
        sources = [:]
        applications = []
        deadlocks = []
        suspicions = []
        measurements = [:]
        capacities = PlannedCapacities()
    }

    /// What the incident asks of the plan.
    package var policy: IncidentPolicy { policies[incident.kind] ?? IncidentPolicy(incident.kind) }
}

/// An application or a single asset that was asked for.
package struct ScopeEntry: Hashable, Sendable {
    package let name: String
    package let entries: [AssetID]

    package init(name: String, entries: [AssetID]) {
        self.name = name
        self.entries = entries
    }
}

/// Something without which hosts cannot be restored, and which comes back only by their restoration.
package struct PlannedDeadlock: Hashable, Sendable {
    /// Whose restoration waits for it.
    package let hosts: Set<AssetID>
    package let reason: PlanRefusal.Reason

    package init(hosts: Set<AssetID>, reason: PlanRefusal.Reason) {
        self.hosts = hosts
        self.reason = reason
    }
}

/// A wish to be asked before an asset is brought back.
package struct RequestedHold: Hashable, Sendable {
    package let asset: AssetID
    package let because: String

    package init(asset: AssetID, because: String) {
        self.asset = asset
        self.because = because
    }
}

/// A body under the name that the plan's table of bodies gives it.
package struct NamedBody: Hashable, Sendable {
    package let name: String
    package let body: StepBody

    package init(name: String, body: StepBody) {
        self.name = name
        self.body = body
    }
}

/// One step of a target towards a bare host.
package struct PlannedTargetStep: Hashable, Sendable {
    package let action: String
    package let body: NamedBody
    package let parameters: [Parameter]
    /// One step serves all hosts that have the same one.
    package let isShared: Bool

    package init(action: String, body: NamedBody, parameters: [Parameter], isShared: Bool) {
        self.action = action
        self.body = body
        self.parameters = parameters.sorted()
        self.isShared = isShared
    }
}

/// Where data is restored from, or why it is not.
package enum RestoreSource: Hashable, Sendable {
    case point(PlannedRestorePoint)
    /// No restore point holds it: the plan goes on without it and says so.
    case missing(String)
    /// What opens the repository cannot be had: a plan that counted on it would stop half-way.
    case blocked(reason: String, hint: String)
}

/// A restore point with what its engine needs to bring paths of it back.
package struct PlannedRestorePoint: Hashable, Sendable {
    /// The name of the repository in the configuration.
    package let repository: String
    /// The host that carries the repository, when it is one of the estate.
    package let repositoryHost: AssetID?
    package let point: String
    package let takenAt: Instant
    package let why: String
    package let body: NamedBody
    package let parameters: [Parameter]
    package let secrets: [SecretReference]
    /// The moment whose data comes back; `nil` where nobody looked.
    package var dataFrom: Instant?
    /// The moment of a continuous backup that is restored to.
    package var moment: Instant?
    /// The engine brings the application's data back as a whole: nothing is loaded from a dump, and it is done on the host.
    package var isWhole = false
    /// What is left to do by people once it is back, in sentences.
    package var afterwards: [String] = []
    /// What is exchanged in it.
    package var composite: PlannedComposite?

    package init(
        repository: String, repositoryHost: AssetID?, point: String, takenAt: Instant, why: String, body: NamedBody,
        parameters: [Parameter], secrets: [SecretReference]
    ) {
        self.repository = repository
        self.repositoryHost = repositoryHost
        self.point = point
        self.takenAt = takenAt
        self.why = why
        self.body = body
        self.parameters = parameters.sorted()
        self.secrets = secrets.sorted()
    }
}

/// How long a step took in an earlier run.
package struct Measurement: Hashable, Sendable {
    package let body: String
    package let seconds: Int
    /// The run that it was measured in.
    package let run: String
    /// The least and the most seconds of the last few runs.
    package let low: Int
    package let high: Int

    package init(body: String, seconds: Int, run: String, low: Int? = nil, high: Int? = nil) {
        self.body = body
        self.seconds = seconds
        self.run = run
        self.low = low ?? seconds
        self.high = high ?? seconds
    }
}

/// The shared limits of a run.
package struct PlannedCapacities: Hashable, Sendable {
    /// Steps that may run on the controller at once.
    package var controller: Int
    /// Restores that may read from one repository at once.
    package var repositoryStreams: Int
    /// Bytes a second that a restore is expected to bring back while nothing was measured.
    package var bytesPerSecond: Int

    package init(controller: Int = 4, repositoryStreams: Int = 3, bytesPerSecond: Int = 50_000_000) {
        self.controller = controller
        self.repositoryStreams = repositoryStreams
        self.bytesPerSecond = bytesPerSecond
    }
}
