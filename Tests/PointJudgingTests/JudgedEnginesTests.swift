import Builtins
import Contracts
import Foundation
import Host
import Orchestration
import PointChoice
import Testing

/// Every engine that brings contents to the controller has its points judged: a file that was good in the first point and
/// is noise in the second one condemns the second.
@Suite(.serialized) struct JudgedEnginesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let engine: String
        /// Backs `$1/data` up to `$1/repository`, for the `$2`th time.
        let backup: String
        /// The rest of the repository's entry in the configuration; `FOLDER` stands for `$1`.
        let entry: String

        var testDescription: String { engine }
    }

    static let cases = [
        Case(
            engine: "borg",
            backup: """
                export BORG_PASSPHRASE=correct BORG_REPO="$1/repository" BORG_BASE_DIR="$1/client"
                [ -d "$BORG_REPO" ] || borg init --encryption repokey
                borg create "::backup-$2" "$1/data"
                """,
            entry: "url: 'FOLDER/repository', password: 'file:FOLDER/password'"),
        Case(
            engine: "duplicity",
            backup: """
                export PASSPHRASE=correct GNUPGHOME="$1"
                duplicity --archive-dir "$1/client" --allow-source-mismatch "$1/data" "file://$1/repository"
                """,
            entry: "url: 'file://FOLDER/repository', password: 'file:FOLDER/password'"),
        Case(
            engine: "rclone",
            backup: "rclone --config '' copy \"$1/data\" \"$1/repository/2026-11-2$2\"",
            entry: "url: 'FOLDER/repository', settings: {layout: dated, host: web01, root: 'FOLDER/data'}"),
        Case(
            engine: "rdiff-backup",
            backup: "rdiff-backup backup \"$1/data\" \"$1/repository\"",
            entry: "url: 'FOLDER/repository', settings: {host: web01, root: 'FOLDER/data'}"),
        Case(
            engine: "tree",
            backup: "mkdir -p \"$1/repository\" && cp -a \"$1/data\" \"$1/repository/2026-11-2$2\"",
            entry: "url: 'FOLDER/repository', settings: {layout: dated, host: web01, root: 'FOLDER/data'}"),
    ]

    @Test(.timeLimit(.minutes(2)), arguments: cases) func `contents are judged`(tried: Case) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "judged-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await run(
            """
            mkdir -p "$1/data/folder" && echo correct >"$1/password" && umask 077
            seq 1 40000 | gzip -n >"$1/data/folder/report.gz"
            echo 'a note of last week' >"$1/data/note.txt"
            """, folder)
        try await run(tried.backup, folder, "3")
        try await run(
            "sleep 1.1; head -c 90000 /dev/urandom >\"$1/data/folder/report.gz\"; echo more >\"$1/data/new.txt\"",
            folder)
        try await run(tried.backup, folder, "4")

        let configuration = "\(folder)/groundup.yaml"
        let text = """
            version: 1
            estate: shop
            hosts: [{name: web01}]
            repositories:
              - {name: files, engine: \(tried.engine), \(tried.entry.replacing("FOLDER", with: folder))}

            """
        try Data(text.utf8).write(to: URL(filePath: configuration))
        let workplace = try Builtins.workplace(configuration: configuration, state: "\(folder)/state")
        let judging = await Builtins.judging(workplace, workers: 1)
        let reports = try await judging.reports(repositories: [], hosts: [], wishes: PointChoice.Wishes())
        let report = try #require(reports.first)
        #expect(reports.count == 1 && report.problems.isEmpty, "\(report.problems)")
        #expect(report.points.map(\.files) == [2, 3])
        #expect(report.points.first?.condemned.isEmpty == true)
        #expect(report.points.last?.condemned.map(\.path) == ["\(folder)/data/folder/report.gz"])
    }

    private func run(_ script: String, _ arguments: String...) async throws {
        let result = try await SubprocessRunner().run(
            ProcessRequest("sh", ["-e", "-c", script, "sh"] + arguments, environment: ["LC_ALL": "C.UTF-8"]))
        guard result.succeeded else {
            throw GroundupError(.state, "\(script): \(result.errors)", hint: "Install the tool.")
        }
    }
}
