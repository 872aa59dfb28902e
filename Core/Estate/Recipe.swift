/// Declarative knowledge of one technology: how to recognise, protect, restore, start and verify it.
package struct Recipe: Hashable, Sendable {
    /// Its name and the name of the services that it recognises, such as `postgresql`.
    package var name: String
    package var title: String
    package var recognition: Recognition
    package var listens: [WellKnownPort]
    package var references: [ConfigurationReference]
    package var datasets: [DatasetPattern]
    package var bootstrap: Bootstrap?
    /// Its name is part of its identity: it cannot come back under another one.
    package var keepsName: Bool
    /// By step name: `restore-data`, `start`, `verify`, and for hosts `install`, `patch`, ...
    package var steps: [String: StepBody]

    package init(
        name: String, title: String, recognition: Recognition = Recognition(), listens: [WellKnownPort] = [],
        references: [ConfigurationReference] = [], datasets: [DatasetPattern] = [], bootstrap: Bootstrap? = nil,
        keepsName: Bool = false, steps: [String: StepBody] = [:]
    ) {
        self.name = name
        self.title = title
        self.recognition = recognition
        self.listens = listens
        self.references = references
        self.datasets = datasets
        self.bootstrap = bootstrap
        self.keepsName = keepsName
        self.steps = steps
    }
}

/// How a service of a technology is told from others.
package struct Recognition: Hashable, Sendable {
    /// Names of systemd units, any of which suffices; `*` stands for any text.
    package var units: [String]

    package init(units: [String] = []) {
        self.units = units
    }
}

/// A port with its protocol and what a connection to it means.
package struct WellKnownPort: Hashable, Sendable {
    package let port: Int
    package let applicationProtocol: String
    package let kind: DependencyKind

    package init(port: Int, applicationProtocol: String, kind: DependencyKind) {
        self.port = port
        self.applicationProtocol = applicationProtocol
        self.kind = kind
    }
}

/// Where a technology's configuration names its providers.
package struct ConfigurationReference: Hashable, Sendable {
    /// Files or folders (ending in `/`) to read.
    package let files: [String]
    /// The directive after which hosts or addresses stand, such as `forwarders`.
    package let keyword: String
    package let kind: DependencyKind
    package let phase: DependencyPhase
    package let strength: DependencyStrength
    package let applicationProtocol: String
    package let port: Int

    package init(
        files: [String], keyword: String, kind: DependencyKind, phase: DependencyPhase,
        strength: DependencyStrength, applicationProtocol: String, port: Int
    ) {
        self.files = files
        self.keyword = keyword
        self.kind = kind
        self.phase = phase
        self.strength = strength
        self.applicationProtocol = applicationProtocol
        self.port = port
    }
}

/// Where a technology keeps data, and how a consistent copy of it is made.
package struct DatasetPattern: Hashable, Sendable {
    package let path: String
    /// Where the nightly dump lies; `nil` when the files themselves may be copied.
    package let dumpPath: String?

    package init(path: String, dumpPath: String?) {
        self.path = path
        self.dumpPath = dumpPath
    }
}

/// The named way to start a member of a circular need without the others.
package struct Bootstrap: Hashable, Sendable {
    package let name: String
    /// What it costs compared with others; the cheapest is chosen.
    package let cost: Int
    package let explanation: String

    package init(name: String, cost: Int, explanation: String) {
        self.name = name
        self.cost = cost
        self.explanation = explanation
    }
}

/// Where the body of a step runs.
package enum StepPlace: String, Sendable {
    case controller
    case target
}

/// The constant script of a step; data reaches it as environment variables only.
package struct StepBody: Hashable, Sendable {
    package let place: StepPlace
    /// Seconds after which an attempt is given up; always finite.
    package let timeout: Int
    /// How often it is tried in all.
    package let attempts: Int
    /// Seconds that it takes when nothing was measured yet.
    package let estimate: Int
    package let script: String

    package init(place: StepPlace, timeout: Int, attempts: Int = 1, estimate: Int = 5, script: String) {
        self.place = place
        self.timeout = timeout
        self.attempts = attempts
        self.estimate = estimate
        self.script = script
    }
}
