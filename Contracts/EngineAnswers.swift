private import Synchronization

/// What a tool and a repository turned out to be.
package struct RepositoryProbe: Hashable, Sendable {
    /// What this version of the tool can do with this repository.
    package enum Capability: String, Hashable, Sendable, CaseIterable {
        case manifest
        case changes
        /// Restores to any moment of a window.
        case recoveryToMoment = "recovery-to-a-moment"
    }

    /// The version of the tool, as it prints it.
    package var toolVersion: String
    /// Stays the same when the repository is moved; `nil` when the tool knows none.
    package var repositoryID: String?
    package var isEncrypted: Bool
    /// Who works in it now, in words; `nil` when nobody does, or when that does not show.
    package var lock: String?
    package var capabilities: Set<Capability>
    /// The depths that `verify` can reach here, without anything around the tool.
    package var depths: ClosedRange<VerifyDepth>

    package init(
        toolVersion: String, repositoryID: String?, isEncrypted: Bool, lock: String? = nil,
        capabilities: Set<Capability>, depths: ClosedRange<VerifyDepth>
    ) {
        self.toolVersion = toolVersion
        self.repositoryID = repositoryID
        self.isEncrypted = isEncrypted
        self.lock = lock
        self.capabilities = capabilities
        self.depths = depths
    }
}

/// How deeply a restore point was looked at; each depth holds all before it.
package enum VerifyDepth: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// V0: it is in a list.
    case listed = 0
    /// V1: what describes it can be read, and the sizes are right.
    case structure
    /// V2: stored bytes were read and matched their checksums.
    case bytes
    /// V3: it was decoded as a restore does, to nowhere.
    case decoded
    /// V4: it was restored to a place of its own, and compared.
    case restored
    /// V5: what was restored works.
    case working

    package static func < (left: VerifyDepth, right: VerifyDepth) -> Bool { left.rawValue < right.rawValue }
}

/// What to look at.
package struct VerifyRequest: Hashable, Sendable {
    /// `nil` for the whole repository.
    package var point: RestorePoint?
    package var depth: VerifyDepth
    /// The share of the stored bytes to read, from 1 to 100; engines that cannot read a share read all.
    package var percent: Int
    /// Seconds that it may take.
    package var timeout: Int

    package init(point: RestorePoint? = nil, depth: VerifyDepth, percent: Int = 100, timeout: Int = 4 * 3_600) {
        self.point = point
        self.depth = depth
        self.percent = min(max(percent, 1), 100)
        self.timeout = timeout
    }
}

/// What looking led to.
package struct PointVerification: Hashable, Sendable {
    /// The deepest level that was gone through to its end, whatever it showed; `nil` when none was.
    package var reached: VerifyDepth?
    /// The share of the bytes that was really read, where bytes were read.
    package var percent: Int?
    package var outcome: EngineOutcome
    /// What was found of each point that was looked at by itself; empty for tools that judge a repository as a whole.
    package var points: [PointFinding] = []

    package init(reached: VerifyDepth? = nil, percent: Int? = nil, outcome: EngineOutcome) {
        self.reached = reached
        self.percent = percent
        self.outcome = outcome
    }
}

/// What a look at one restore point found.
package struct PointFinding: Hashable, Sendable {
    package var point: String
    /// What is damaged, in words; `nil` when nothing was found.
    package var damage: String?

    package init(point: String, damage: String?) {
        self.point = point
        self.damage = damage
    }
}

extension PointVerification {
    /// The same, told of `point`; a look that came to nothing tells nothing of it.
    package func told(of point: RestorePoint) -> PointVerification {
        var told = self
        switch outcome {
        case .ok, .warned: told.points = [PointFinding(point: point.id, damage: nil)]
        case .failed(let failure) where failure.kind == .corrupt:
            told.points = [PointFinding(point: point.id, damage: failure.words)]
        case .failed, .unknown: told.points = []
        }
        return told
    }
}

/// How much has to come back.
package struct RestoreEstimate: Hashable, Sendable {
    package enum Basis: String, Hashable, Sendable, CaseIterable {
        /// The tool's own sum for the whole point.
        case tool = "the tool's own sum"
        /// The sizes in the manifest, added up.
        case manifest = "the sizes in the manifest"
        /// What a restore has to read, where nothing tells how much it brings back.
        case stored = "the stored bytes that it reads"
    }

    package var bytes: Int64
    package var items: Int64?
    package var basis: Basis

    package init(bytes: Int64, items: Int64?, basis: Basis) {
        self.bytes = bytes
        self.items = items
        self.basis = basis
    }
}

/// How far a tool says that it is.
package struct EngineProgress: Hashable, Sendable {
    package var done: Int64
    package var total: Int64
    /// What it is at, such as a path; empty when it does not say.
    package var at: String

    package init(done: Int64, total: Int64, at: String = "") {
        self.done = done
        self.total = total
        self.at = at
    }
}

/// Adds up what a manifest names.
package final class ManifestSum: Sendable {
    private let sums = Mutex<(bytes: Int64, items: Int64)>((0, 0))

    package init() {}

    package func add(_ entry: ManifestEntry) {
        guard entry.type != "dir" else { return }
        sums.withLock {
            $0.bytes = $0.bytes.addingReportingOverflow(entry.bytes).partialValue
            $0.items += 1
        }
    }

    package var bytes: Int64 { sums.withLock { $0.bytes } }
    package var items: Int64 { sums.withLock { $0.items } }
}
