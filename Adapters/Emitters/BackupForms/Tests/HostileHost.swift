import Assurance
import BackupForms
import Contracts
import Estate
import Foundation
import Host
import Testing

@testable import BackupPlan

/// A host whose names and paths mean something to every format, and its files in a folder.
final class HostileHost {
    static let names = [
        "plain", "two words", "it's", "say \"x\"", "back\\slash", "100%n %H", "$HOME ${HOME} $$", "star*[a-z]?",
        "{{ .Now }} {now}", "- dash: #no", "ünïcode", " leading", "~tilde", "semi;colon&|<>",
    ]
    let folder: URL
    private let runner = SubprocessRunner()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "forms-\(UUID().uuidString)")
        for name in Self.names + ["raw"] {
            let place = folder.appending(path: "data/\(name)")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try Data("\(name)\n".utf8).write(to: place.appending(path: "file"))
        }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    var data: String { folder.appending(path: "data").path(percentEncoded: false) }
    var paths: [String] { Self.names.map { "\(data)/\($0)" }.sorted() }

    /// - Parameter native: the data folder of a cluster, for an engine that works with one.
    func sources(
        engine: String, repository: RepositoryEntry, minutes: [Int] = [60, 780], native: String? = nil,
        excludes: [String] = []
    ) -> BackupSources {
        let host = AssetID.host("web \"1\" %h")
        let dump = PlannedDump(
            service: AssetID("\(host.text)/post'gres"), recipe: "postgresql", unit: "p@15-main.service",
            dataPaths: ["/var/lib/$x"], dumpPaths: ["/var/backups/'a b'"])
        let job = PlannedBackup(
            host: host, hostNames: [host.text], repository: repository.name, engine: engine,
            method: native.map { .native(data: $0) } ?? .files, subjects: [host], applications: ["shop"],
            paths: native.map { [$0] } ?? paths, excludes: excludes, dumps: native == nil ? [dump] : [], group: nil,
            schedule: BackupSchedule(interval: 43_200, minutes: minutes, window: BackupWindow("00:00-23:00")),
            retention: RetentionPolicy(age: 14 * 86_400, kept: KeptPoints(last: 3, daily: 7, weekly: 4)),
            why: ["because <b>"], shortfalls: ["not `kept`"])
        let left = UncoveredSubject(
            asset: AssetID("\(host.text):/srv/<x>"), applications: [], reason: "nobody dumps it", remedy: "Do it.")
        let plan = BackupPlan(
            estate: "shop", observedAt: Instant(seconds: 0), jobs: [job], uncovered: [left], notChecked: [])
        return BackupSources(
            plan: plan, repositories: [repository.name: repository],
            dumps: [
                "postgresql":
                    "set -eu\nprintf '%s|' \"$GU_HOST\" \"$GU_DATA_PATHS\" \"$GU_DUMP_PATHS\" \"$GU_SERVICE\"\n"
            ])
    }

    /// Writes what a form makes, by name; the files that it refers to are taken to lie here instead of in /etc.
    func write(_ form: any BackupForm, _ sources: BackupSources) throws -> [String: String] {
        let host = try #require(sources.plan.hosts.first)
        let made = form.files(for: host, sources)
        #expect(made.remarks.isEmpty, "\(made.remarks)")
        let again = form.files(for: host, sources)
        #expect(again.files == made.files, "the same sources gave other bytes")
        var paths: [String: String] = [:]
        for file in made.files {
            let place = folder.appending(path: "made/\(file.name)")
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            let text = file.contents.replacing("/etc/groundup-backup", with: "\(folder.path)/made")
            try Data(text.utf8).write(to: place)
            paths[file.name] = place.path
        }
        return paths
    }

    func run(_ program: String, _ arguments: [String], _ environment: [String: String] = [:]) async throws -> String {
        let result = try await runner.run(
            ProcessRequest(program, arguments, environment: environment, timeout: 120))
        try #require(
            result.succeeded,
            "\(program) \(arguments): \(result.errors) \(String(decoding: result.output.suffix(2_000), as: UTF8.self))")
        return String(decoding: result.output, as: UTF8.self)
    }

    func password() throws -> String {
        let path = folder.appending(path: "made/store.password")
        try FileManager.default.createDirectory(
            at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("correct\n".utf8).write(to: path)
        return path.path
    }
}
