package import Contracts
import Estate
import RecoveryPlan
import Synchronization

/// Prepares real repositories for the contract suite of an engine.
package protocol EngineHarness: Sendable {
    var engine: any Engine { get }

    /// A point holds one file, such as a disk or a dump, of any size and at the point's own path; the newer one differs.
    var holdsOneFile: Bool { get }

    /// A repository in `condition`; nothing when the engine cannot be brought into it here.
    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry?

    /// A digest of every stored byte of a repository.
    func fingerprint(of repository: RepositoryEntry) async throws -> String

    /// Files that the newest point of a filled repository holds, below its first path, with their sizes; tools that back up
    /// something else than files of anybody's choice name what they do hold.
    var held: [(path: String, bytes: Int64)] { get }

    /// A file that the newer point of a filled repository holds and the older one does not, below its first path.
    var added: String { get }

    /// Its points can be looked at alone, so that a good one is good beside another that is damaged.
    var looksAtPointsAlone: Bool { get }
}

extension EngineHarness {
    package var held: [(path: String, bytes: Int64)] { [("/one", 4), ("/folder/two", 5)] }
    package var added: String { "/folder/three" }
    package var looksAtPointsAlone: Bool { false }
}

extension EngineHarness {

    package var holdsOneFile: Bool { false }
}

/// What every backup engine promises, proved against real repositories.
///
/// Returns what is broken, in sentences; a suite that could test nothing is broken too.
package enum EngineContract {
    /// The conditions a harness prepares.
    package enum Condition: String, Sendable, CaseIterable {
        /// Two restore points of host `web01`; both hold `/…/data` with `one` (4 bytes) and `folder/two` (5 bytes), the
        /// newer one also `folder/three`.
        case filled
        case empty
        case noPassword, passwordFileAbsent, wrongPassword, missing
        /// Locked by something that removes data.
        case lockedExclusively
        /// Locked by a running backup, where that allows reading.
        case lockedShared
        /// Moved to another place since it was last used.
        case moved
        /// One of two restore points has been overwritten, and no longer comes with the list.
        case damagedPoint
        /// Opens and lists, but the contents cannot be listed.
        case damagedContents
        /// Opens, lists, and tells its contents, but stored bytes have been overwritten.
        case damagedBytes
    }

    /// Every broken promise.
    package static func violations(_ harness: any EngineHarness) async throws -> [String] {
        var violations: [String] = []
        var tested = 0
        for condition in Condition.allCases {
            guard let repository = try await harness.repository(in: condition) else { continue }
            tested += 1
            let before = try await harness.fingerprint(of: repository)
            let checks = EngineChecks(
                engine: harness.engine, repository: repository, holdsOneFile: harness.holdsOneFile, held: harness.held,
                added: harness.added, looksAtPointsAlone: harness.looksAtPointsAlone)
            violations += await checks.all(condition).map { "\(condition.rawValue): \($0)" }
            if try await harness.fingerprint(of: repository) != before {
                violations.append("\(condition.rawValue): judging changed the repository")
            }
        }
        if tested < 5 { violations.append("only \(tested) conditions could be prepared; that proves nothing") }
        return violations + ends(harness.engine)
    }

    /// Ends that prove nothing must never be taken for good, whatever was asked.
    package static func ends(_ engine: any Engine) -> [String] {
        let operations: [EngineOperation] = [
            .list, .manifest, .changes, .verify(.structure), .verify(.bytes), .restore, .backup,
        ]
        let bad: [(ProcessOutcome, EngineFailure.Kind)] = [
            (.timedOut, .timeout), (.stalled, .stalled), (.signalled(9), .cancelled), (.outputTooLong, .unknown),
        ]
        var violations: [String] = []
        for operation in operations {
            for (end, kind) in bad {
                let result = ProcessResult(outcome: end, output: Array("all is well\n".utf8), errors: "")
                if case .failed(let failure) = engine.outcome(of: result, after: operation), failure.kind == kind {
                    continue
                }
                violations.append("an end by \(end) after \(operation) has to be the failure '\(kind.rawValue)'")
            }
            let silent = ProcessResult(outcome: .exited(0), output: [], errors: "something went wrong\n")
            if case .ok = engine.outcome(of: silent, after: operation) {
                violations.append("status 0 with an unknown complaint after \(operation) must not be good")
            }
            let strange = ProcessResult(outcome: .exited(201), output: [], errors: "")
            if case .failed = engine.outcome(of: strange, after: operation) { continue }
            violations.append("an unknown status after \(operation) has to be a failure")
        }
        for line in ["", "{", "{}", "\u{0}", "100%", String(repeating: "[", count: 100_000)]
        where engine.progress(in: line) != nil {
            violations.append("'\(line.prefix(10))' is no progress")
        }
        return violations
    }
}
