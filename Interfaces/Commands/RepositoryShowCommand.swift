internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration

/// `groundup repository show`: the tool, the repository, and its restore points.
struct RepositoryShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the restore points of a repository, and whether these are all of them.",
        discussion: """
            Exits with 0 when the list is complete and nothing speaks against any of it, with 2 when something does, with \
            10 when there is no list.

            Examples:
              groundup repository show shop
              groundup repository show shop -o json | jq '.points[-1]'
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "A repository of the configuration.") var name: String
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let inspection = try RepositoryInspection(name, in: try common.workplace())
        let probe = try await inspection.probe()
        let list = try await inspection.restorePoints()
        let view = RepositoryView(repository: inspection.repository, probe: probe, list: list)
        switch output {
        case .table: Console.data(view.text)
        case .json: Console.data(view.json)
        }
        guard view.isGood else { throw ExitCode(ErrorCode.findings.exitStatus) }
    }
}

/// A repository as text and as data.
struct RepositoryView {
    let repository: RepositoryEntry
    let probe: RepositoryProbe
    let list: RestorePointList

    var isGood: Bool { list.isComplete && list.warnings.isEmpty && list.points.allSatisfy { $0.warnings.isEmpty } }

    var text: String {
        var table = TextTable("POINT", "HOST", "TAKEN", "KIND", "STATE", "UP TO", "BYTES", "NEEDS")
        for point in list.points {
            table.add(
                String(point.id.prefix(40)), point.host, timestamp(point.takenAt), point.kind.rawValue,
                point.state.rawValue,
                point.window.map { timestamp($0.latest) } ?? "-", point.sizes.restored.map(String.init) ?? "-",
                point.requires.isEmpty ? "-" : point.requires.joined(separator: " "))
        }
        let head = [
            "\(repository.name): \(repository.engine), \(probe.toolVersion), "
                + (probe.isEncrypted ? "encrypted" : "not encrypted"),
            "id \(probe.repositoryID ?? "unknown"); \(probe.lock ?? "nobody is seen to work in it"); can be verified to V"
                + "\(probe.depths.upperBound.rawValue)",
            "\(list.points.count) restore points, "
                + (list.isComplete ? "none is known to be missing" : "NOT ALL OF THEM"),
        ]
        let sets = list.protectSets.map { set in
            let gap = set.longestGap.map { ", at most \($0 / 60) minutes apart" } ?? ""
            return "\(set.subject.host): \(set.subject.paths.joined(separator: " ")), \(set.times.count) times\(gap)"
        }
        let warnings = (list.warnings + list.points.flatMap(\.warnings)).map { "warning: \($0)" }
        return (head.map(printable) + [table.text] + (sets + warnings).map(printable)).joined(separator: "\n")
    }

    var json: JSONValue {
        .record([
            "format": .string("groundup-repository"), "version": .integer(1), "name": .string(repository.name),
            "engine": .string(repository.engine), "url": .string(repository.url), "tool": .string(probe.toolVersion),
            "id": .optional(probe.repositoryID), "encrypted": .bool(probe.isEncrypted), "lock": .optional(probe.lock),
            "capabilities": .array(probe.capabilities.map(\.rawValue).sorted().map { .string($0) }),
            "deepestVerification": .number(probe.depths.upperBound.rawValue), "complete": .bool(list.isComplete),
            "warnings": .array(list.warnings.map { .string($0) }), "points": .array(list.points.map(Self.json)),
        ])
    }

    private static func json(_ point: RestorePoint) -> JSONValue {
        .record([
            "id": .string(point.id), "host": .string(point.host), "takenAt": .integer(point.takenAt.seconds),
            "endedAt": point.endedAt.map { .integer($0.seconds) }, "kind": .string(point.kind.rawValue),
            "state": .string(point.state.rawValue), "paths": .array(point.paths.map { .string($0) }),
            "requires": .array(point.requires.map { .string($0) }),
            "restorableTo": point.window.map { .integer($0.latest.seconds) },
            "restorableFrom": point.window.map { .integer($0.earliest.seconds) },
            "windowEnd": .optional(point.window?.end), "bytes": point.sizes.restored.map { .integer($0) },
            "warnings": .array(point.warnings.map { .string($0) }),
        ])
    }
}
