internal import ArgumentParser
internal import Assurance
internal import Builtins
internal import Contracts
internal import Estate
internal import Formats
internal import Foundation
internal import Orchestration

/// `groundup repository verify`: whether stored data is whole.
struct RepositoryVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Look whether a repository, or one restore point of it, is whole; says how deep it really looked.",
        discussion: """
            Depths: structure (V1), bytes (V2, all stored bytes are read), decoded (V3, one restore point, to nowhere), \
            restored (V4, one restore point, to a scratch folder of the state, compared with its manifest), working (V5, besides, \
            PostgreSQL, MariaDB, SQLite, Samba and etcd are let work on what was restored, in a sandbox without a network). What a \
            restore test proves is remembered and counts for 'restore-test' objectives.

            Damage is told restore point by restore point, where the tool can tell which ones it hits, and remembered: points \
            that are damaged are no coverage, and no plan is made with them, until a look at least as deep finds them whole. \
            Exits with 0 only when the tool proved that all is well, at the depth that was asked for; with 2 otherwise.

            Examples:
              groundup repository verify shop --depth bytes --percent 10
              groundup repository verify files --depth decoded --point 5e90cb77
              groundup repository verify shop --depth working
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "A repository of the configuration.") var name: String
    @Option(help: "structure, bytes, decoded, restored or working; or V1 to V5.") var depth = Depth.structure
    @Option(
        help:
            "The beginning of the id of a restore point; without it all of the repository, from 'restored' on its newest."
    ) var point: String?
    @Option(help: "The share of the stored bytes to read, where the tool can read a share.") var percent = 100
    @Option(help: "Seconds that it may take; from 'restored' on, each check.") var timeout = 4 * 3_600
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    enum Depth: String, ExpressibleByArgument, CaseIterable {
        case structure, bytes, decoded, restored, working

        /// By its name, or by its number as reports write it.
        init?(argument: String) {
            guard let depth = Self.allCases.first(where: { [$0.rawValue, "V\($0.value.rawValue)"].contains(argument) })
            else { return nil }
            self = depth
        }

        var value: VerifyDepth {
            switch self {
            case .structure: .structure
            case .bytes: .bytes
            case .decoded: .decoded
            case .restored: .restored
            case .working: .working
            }
        }
    }

    func validate() throws {
        guard (1...100).contains(percent) else { throw ValidationError("--percent is from 1 to 100.") }
        guard timeout > 0 else { throw ValidationError("--timeout is a number of seconds.") }
    }

    func run() async throws {
        let workplace = try common.workplace()
        let inspection = try RepositoryInspection(name, in: workplace)
        let found: RepositoryVerification
        if depth.value >= .restored {
            let testing = Builtins.restoreTesting(workplace, workers: ProcessInfo.processInfo.activeProcessorCount)
            found = try await inspection.restoreTest(point: point, depth: depth.value, timeout: timeout, by: testing)
        } else {
            found = try await inspection.verify(point: point, depth: depth.value, percent: percent, timeout: timeout)
        }
        switch output {
        case .table: Console.data(found.text)
        case .json: Console.data(found.json(of: name))
        }
        guard found.isGood else { throw ExitCode(ErrorCode.findings.exitStatus) }
    }
}

extension RepositoryVerification {
    /// Good at the depth that was asked for, or deeper.
    var isGood: Bool {
        guard case .ok = result.outcome, let reached = result.reached else { return false }
        return reached >= asked.depth
    }

    fileprivate var text: String {
        let reached = result.reached.map { "V\($0.rawValue)" } ?? "nothing"
        let share = result.percent.map { ", \($0) % of the stored bytes" } ?? ""
        let line = "\(word): reached \(reached)\(share) in \(ended.seconds - started.seconds) s: \(words)"
        return printable(line) + "\n" + pointsText
    }

    /// What is not whole, point by point, and how many are; nothing when there is nothing more to tell.
    private var pointsText: String {
        let others = points.filter { $0.state != "whole" }
        guard !others.isEmpty else { return "" }
        var table = TextTable("POINT", "TAKEN", "HOST", "STATE", "WHY")
        for finding in others {
            table.add(
                Words.point(finding.point.id, digits: 12), timestamp(finding.point.takenAt), finding.point.host,
                finding.state, finding.words)
        }
        return table.text + "\(points.count - others.count) of \(points.count) points are whole.\n"
    }

    private var word: String {
        switch result.outcome {
        case .ok: "good"
        case .warned: "warned"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }

    private var words: String {
        switch result.outcome {
        case .ok(let proof): proof
        case .warned(let words), .unknown(let words): words
        case .failed(let failure): failure.description
        }
    }

    fileprivate func json(of name: String) -> JSONValue {
        .record([
            "format": .string("groundup-verification"), "version": .integer(1), "repository": .string(name),
            "point": .optional(asked.point?.id), "askedDepth": .number(asked.depth.rawValue),
            "reachedDepth": result.reached.map { .number($0.rawValue) }, "percent": result.percent.map { .number($0) },
            "outcome": .string(word), "words": .string(words), "startedAt": .integer(started.seconds),
            "endedAt": .integer(ended.seconds), "points": .array(points.map(\.json)),
        ])
    }
}

extension PointFinding {
    fileprivate var state: String {
        switch verdict {
        case .whole: "whole"
        case .damaged: "damaged"
        case .notKnown: "not known"
        }
    }

    fileprivate var words: String {
        switch verdict {
        case .whole: ""
        case .damaged(_, let words), .notKnown(let words): words
        }
    }

    private var depth: VerifyDepth? {
        switch verdict {
        case .whole(let depth), .damaged(let depth, _): depth
        case .notKnown: nil
        }
    }

    fileprivate var json: JSONValue {
        .record([
            "id": .string(point.id), "takenAt": .string(timestamp(point.takenAt)), "host": .string(point.host),
            "state": .string(state), "depth": depth.map { .number($0.rawValue) }, "words": .string(words),
        ])
    }
}
