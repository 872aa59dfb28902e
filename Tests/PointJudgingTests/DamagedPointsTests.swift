import Builtins
import Contracts
import Foundation
import Host
import Orchestration
import PointChoice
import Testing

/// A look at a whole repository names exactly the points that need what went bad, and the choice passes them over.
///
/// Three points share most of their data; the last two hold a file each that no other has.
@Suite(.serialized) struct DamagedPointsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let engine: String
        /// Backs `$1/data` up to `$1/repository`.
        let backup: String
        /// What a whole point is proven to beside damaged ones.
        let depth: VerifyDepth

        var testDescription: String { engine }
    }

    static let cases = [
        Case(
            engine: "restic",
            backup: """
                export RESTIC_PASSWORD=correct RESTIC_REPOSITORY="$1/repository"
                [ -d "$RESTIC_REPOSITORY" ] || restic --quiet --no-cache init
                restic --quiet --no-cache backup "$1/data"
                """,
            depth: .bytes),
        Case(
            engine: "borg",
            backup: """
                export BORG_PASSPHRASE=correct BORG_REPO="$1/repository" BORG_BASE_DIR="$1/client"
                [ -d "$BORG_REPO" ] || borg init --encryption repokey
                borg create "::backup-$2" "$1/data"
                """,
            depth: .decoded),
    ]

    @Test(.timeLimit(.minutes(4)), arguments: cases)
    func `damage hits the points that need what is damaged, and those only`(tried: Case) async throws {
        let place = try await DamagedPlace(tried)
        defer { place.remove() }
        let ids = place.ids
        #expect(try await place.look().points.map(\.verdict) == [.whole(.bytes), .whole(.bytes), .whole(.bytes)])

        try await place.damage(place.stored[1])
        let unique = try await place.look()
        #expect(unique.points.map(\.point.id) == ids && unique.points.map(\.isDamaged) == [false, true, false])
        #expect(unique.points[0].verdict == .whole(tried.depth) && unique.points[2].verdict == .whole(tried.depth))
        guard case .failed(let failure) = unique.result.outcome, failure.kind == .corrupt else {
            Issue.record("\(unique.result.outcome)")
            return
        }
        // Points that are asked for alone are judged alone, beside what is told of the rest.
        let alone = try await place.look(point: ids[2])
        #expect(alone.points.map(\.verdict) == [.whole(tried.depth)])
        guard case .warned = alone.result.outcome else {
            Issue.record("\(alone.result.outcome)")
            return
        }
        #expect(try await place.look(point: ids[1]).points.map(\.isDamaged) == [true])

        try await place.damage(place.stored[0])
        #expect(try await place.look().points.map(\.isDamaged) == [true, true, true])
    }

    @Test(.timeLimit(.minutes(4)), arguments: cases)
    func `damage is remembered until a look as deep finds the point whole`(tried: Case) async throws {
        let place = try await DamagedPlace(tried)
        defer { place.remove() }
        // Read while it was good: what is known of its contents does not make up for what is stored.
        #expect(try await place.integrities() == [.whole, .whole, .whole])
        try await place.damage(place.stored[2])
        _ = try await place.look()
        let broken = try await place.integrities()
        guard case .broken = broken[2] else {
            Issue.record("\(broken)")
            return
        }
        #expect(broken[0] == .whole && broken[1] == .whole)

        try await place.repair()
        _ = try await place.look(depth: .structure)
        #expect(try await place.integrities() == broken, "a look at less proves nothing of what is deeper")
        #expect(try await place.look().points.allSatisfy { !$0.isDamaged })
        #expect(try await place.integrities() == [.whole, .whole, .whole])
    }

    @Test(.timeLimit(.minutes(4)), arguments: cases)
    func `damage that was met by reading needs a look that decodes`(tried: Case) async throws {
        let place = try await DamagedPlace(tried)
        defer { place.remove() }
        try await place.damage(place.stored[2])
        let broken = try await place.integrities()
        guard case .broken = broken[2] else {
            Issue.record("\(broken)")
            return
        }
        try await place.repair()
        _ = try await place.look()
        #expect(try await place.integrities() == broken)
        #expect(try await place.look(point: place.ids[2], depth: .decoded).points.map(\.verdict) == [.whole(.decoded)])
        // Points are read in their order, and this one's turn is over.
        guard case .notVerified = try await place.integrities()[2] else {
            Issue.record("\(try await place.integrities())")
            return
        }
    }
}

/// A configured repository with three points, in a folder of its own.
private struct DamagedPlace {
    let folder: String
    let inspection: RepositoryInspection
    /// The largest file that each backup added to the repository.
    let stored: [String]
    let ids: [String]
    private let workplace: Workplace

    init(_ tried: DamagedPointsTests.Case) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "damaged-\(UUID().uuidString)").path
        try await Self.run(
            """
            mkdir -p "$1/data/folder" && echo correct >"$1/password" && umask 077
            seq 1 90000 | gzip -n >"$1/data/folder/shared.gz"
            """, folder)
        var stored: [String] = []
        var known: Set<String> = []
        for number in 1...3 {
            let unique =
                number == 1
                ? "" : "rm -f \"$1\"/data/only-*; seq $2 13 400000 | gzip -n >\"$1/data/only-$2.gz\"; sleep 1.1"
            try await Self.run(unique + "\n" + tried.backup, folder, "\(number)")
            let listing = try await Self.run(
                "find \"$1/repository/data\" -type f -printf '%s %p\\n' | sort -rn", folder)
            let files = listing.split(separator: "\n").map { String($0.split(separator: " ", maxSplits: 1)[1]) }
            stored.append(try #require(files.first { !known.contains($0) }))
            known.formUnion(files)
        }
        self.stored = stored
        try await Self.run("cp -a \"$1/repository\" \"$1/kept\"", folder)
        let text = """
            version: 1
            estate: shop
            hosts: [{name: web01}]
            repositories:
              - {name: files, engine: \(tried.engine), url: '\(folder)/repository', password: 'file:\(folder)/password'}

            """
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/groundup.yaml"))
        workplace = try Builtins.workplace(configuration: "\(folder)/groundup.yaml", state: "\(folder)/state")
        inspection = try RepositoryInspection("files", in: workplace)
        ids = try await inspection.restorePoints().points.map(\.id)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    func look(point: String? = nil, depth: VerifyDepth = .bytes) async throws -> RepositoryVerification {
        try await inspection.verify(point: point, depth: depth, percent: 100, timeout: 120)
    }

    /// As the choice of points sees them.
    func integrities() async throws -> [PointRecord.Integrity] {
        let judging = await Builtins.judging(workplace, workers: 1)
        let reports = try await judging.reports(repositories: [], hosts: [], wishes: PointChoice.Wishes())
        return reports.flatMap { $0.points.map(\.record.integrity) }
    }

    func damage(_ file: String) async throws {
        try await Self.run(
            """
            chmod u+w "$1" && size=$(stat -c %s "$1")
            printf 'overwritten' | dd of="$1" bs=1 seek=$((size / 3)) conv=notrunc status=none
            """, file)
    }

    func repair() async throws {
        try await Self.run("rm -rf \"$1/repository\" && cp -a \"$1/kept\" \"$1/repository\"", folder)
    }

    @discardableResult private static func run(_ script: String, _ arguments: String...) async throws -> String {
        let result = try await SubprocessRunner().run(
            ProcessRequest("sh", ["-e", "-c", script, "sh"] + arguments, environment: ["LC_ALL": "C.UTF-8"]))
        guard result.succeeded else {
            throw GroundupError(.state, "\(script): \(result.errors)", hint: "Install the tool.")
        }
        return String(decoding: result.output, as: UTF8.self)
    }
}
