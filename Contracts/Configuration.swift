package import Assurance
package import Estate
package import RecoveryPlan

/// What a person writes: hosts, applications with objectives, repositories, approvers.
package struct Configuration: Hashable, Sendable {
    package var estate: String
    /// Path of an ssh configuration to use instead of the user's own.
    package var sshConfiguration: String?
    package var hosts: [HostEntry]
    package var applications: [ApplicationEntry]
    package var repositories: [RepositoryEntry]
    package var approvers: [ApproverEntry]
    /// Which approvals a plan needs before it may run.
    package var approvals: ApprovalPolicy
    /// What is asked after incidents, where it differs from the defaults.
    package var incidents: [IncidentKind: IncidentEntry]
    package var targets: [TargetEntry]
    /// Packages from outside the distribution's archive, each pinned by its hash.
    package var media: [MediaEntry]
    /// Secrets that a program tells, by name.
    package var secrets: [SecretEntry] = []
    /// Where heads of the audit record are remembered besides the state.
    package var audit = AuditEntry()
    /// Backup tools that are driven by commands of the configuration itself.
    package var engines: [CommandEngineEntry] = []
    /// Programs outside that judge contents besides the own rules.
    package var judges = JudgesEntry()
    /// What recovery kits hold besides the rest, and who can open their secrets.
    package var kit = KitEntry()
    /// What somebody answers for until a day.
    package var acceptedRisks: [AcceptedRisk] = []

    package init(estate: String) {
        self.estate = estate
        hosts = []
        applications = []
        repositories = []
        approvers = []
        approvals = ApprovalPolicy()
        incidents = [:]
        targets = []
        media = []
    }
}

/// A host to collect from and, after a loss, to rebuild.
package struct HostEntry: Hashable, Sendable {
    package var name: String
    /// What ssh is told to connect to; the name itself when absent.
    package var address: String?
    /// The name of the target that it is rebuilt on; `ssh` when absent.
    package var target: String?
    /// Where ssh finds it instead of where its own configuration says, such as a host that came back elsewhere.
    package var movedTo: String?
    /// Where it stands; `nil` when nobody said.
    package var site: String?

    package init(
        name: String, address: String? = nil, target: String? = nil, movedTo: String? = nil, site: String? = nil
    ) {
        self.name = name
        self.address = address
        self.target = target
        self.movedTo = movedTo
        self.site = site
    }

    package var destination: String { address ?? name }

    /// Options of ssh that come before its destination.
    ///
    /// A host that moved is known by its name: its keys came along, and were never known at the new address.
    package var sshOptions: [String] {
        movedTo.map { ["-o", "HostName=\($0)", "-o", "HostKeyAlias=\(name)"] } ?? []
    }
}

/// What an application may lose and how long it may be away; absent means that nobody said.
package struct Objectives: Hashable, Sendable {
    /// Largest tolerated age of the newest restore point, in seconds.
    package var recoveryPoint: Int64?
    /// Largest tolerated time until it serves again, in seconds.
    package var recoveryTime: Int64?
    /// How long restore points have to be kept, in seconds.
    package var retention: Int64?
    /// What its protection has to keep to besides.
    package var protection: ProtectionObjectives

    package init(
        recoveryPoint: Int64? = nil, recoveryTime: Int64? = nil, retention: Int64? = nil,
        protection: ProtectionObjectives = ProtectionObjectives()
    ) {
        self.recoveryPoint = recoveryPoint
        self.recoveryTime = recoveryTime
        self.retention = retention
        self.protection = protection
    }
}

/// A named set of entry assets with objectives.
package struct ApplicationEntry: Hashable, Sendable {
    package var name: String
    package var entries: [AssetID]
    package var objectives: Objectives
    /// Checks that the application as a whole serves again.
    package var verifications: [HTTPVerification]
    /// How much a second without it weighs beside the others, from 1 to 1000.
    package var priority: Int

    package init(
        name: String, entries: [AssetID], objectives: Objectives = Objectives(),
        verifications: [HTTPVerification] = [], priority: Int = 1
    ) {
        self.name = name
        self.entries = entries
        self.objectives = objectives
        self.priority = priority
        self.verifications = verifications
    }
}

/// An HTTP check of a whole application, with a login where it has one.
package struct HTTPVerification: Hashable, Sendable {
    /// The host that sends the requests.
    package var from: String
    package var url: String
    /// Text that the answer has to contain.
    package var expect: String?
    /// Where to log in first; the answer's cookie or token is used for `url`.
    package var loginURL: String?
    package var user: String?
    /// A secret reference such as `file:/path`.
    package var password: String?

    package init(
        from: String, url: String, expect: String? = nil, loginURL: String? = nil, user: String? = nil,
        password: String? = nil
    ) {
        self.from = from
        self.url = url
        self.expect = expect
        self.loginURL = loginURL
        self.user = user
        self.password = password
    }
}

/// A backup repository that groundup reads, and restores from.
package struct RepositoryEntry: Hashable, Sendable {
    package var name: String
    /// The engine's name, such as `restic`.
    package var engine: String
    /// The repository as hosts name it, such as `sftp:backup@vault1.shop.example:/srv/restic/shop`.
    package var url: String
    /// Where the controller finds the password, such as `file:/path`; `nil` when it has none.
    package var password: String?
    /// The ssh destination by which the controller reaches the repository, when it differs from the url's.
    package var via: String?
    /// What only its engine understands, such as the stanza of pgBackRest.
    package var settings: [String: String]
    /// Where it lies, and who can delete from it, as far as somebody said.
    package var safety: RepositorySafety

    package init(
        name: String, engine: String, url: String, password: String? = nil, via: String? = nil,
        settings: [String: String] = [:], safety: RepositorySafety = RepositorySafety()
    ) {
        self.name = name
        self.engine = engine
        self.url = url
        self.password = password
        self.via = via
        self.settings = settings
        self.safety = safety
    }
}

/// A place where hosts are rebuilt, with the settings of its kind.
package struct TargetEntry: Hashable, Sendable {
    package var name: String
    /// The adapter: `nspawn` or `ssh`.
    package var kind: String
    package var settings: [String: String]
    /// Whoever set it up says that hosts rebuilt there reach no other network, and are not reached from one.
    package var isIsolated: Bool

    package init(name: String, kind: String, settings: [String: String], isIsolated: Bool = false) {
        self.name = name
        self.kind = kind
        self.settings = settings
        self.isIsolated = isIsolated
    }
}

/// A package file from outside the distribution's archive.
package struct MediaEntry: Hashable, Sendable {
    package var path: String
    /// SHA-256 in hexadecimal; the file is refused when it differs.
    package var digest: String

    package init(path: String, digest: String) {
        self.path = path
        self.digest = digest
    }
}
