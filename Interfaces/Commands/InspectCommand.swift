internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import DataHealth
internal import Foundation
internal import Orchestration

/// `groundup inspect`: whether the content of files is good.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Judge the content of files: encrypted, damaged, ransom notes; with the evidence for each.",
        discussion: """
            Works on any folder: a restored one, a mounted snapshot, the files themselves. Nothing is written; symbolic links \
            are not followed. Each file is clean, suspicious, bad, or not judged (encrypted on purpose, unknown, unreadable); \
            the verdict attaches to the SHA-256 of its content. An older version that is to be trusted makes it much stronger.

            Exits with 0 when nothing is wrong, with 19 when a file is bad or suspicious, with 2 when there is no file or \
            none could be judged, or when a program that was asked for with --yara or --clamav could not judge. The rules and how often they err: Documents/DataHealth.md.

            Examples:
              groundup inspect /srv/uploads
              groundup inspect /mnt/today/uploads --against /mnt/last-week/uploads
              groundup inspect restored --yara rules/ransom.yar --clamav /var/lib/clamav
              groundup inspect restored -o json | jq '.files[] | select(.verdict == "bad") | .path'
            """)

    @Argument(help: ArgumentHelp("Folders or files.", valueName: "path"))
    var paths: [String]
    @Option(name: .long, help: ArgumentHelp("The same folder or file as it was before.", valueName: "older"))
    var against: String?
    @Option(name: .long, help: ArgumentHelp("A file with YARA rules; may be repeated.", valueName: "file"))
    var yara: [String] = []
    @Option(name: .long, help: ArgumentHelp("A folder with signatures of ClamAV.", valueName: "folder"))
    var clamav: String?
    @Option(name: .long, help: "KiB of the blocks that are judged one by one: a multiple of 4, up to 1024.")
    var block = StatisticsCounter.defaultBlockSize >> 10
    @Option(name: .long, help: "How many files are examined at the same time; by default one for each processor.")
    var workers = ProcessInfo.processInfo.activeProcessorCount
    @Flag(name: .long, help: "Show the clean files in the table, too.")
    var all = false
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func validate() throws {
        guard (1...256).contains(workers) else { throw ValidationError("--workers is 1 to 256.") }
        guard block > 0, block <= 1_024, block % 4 == 0 else {
            throw ValidationError("--block is a multiple of 4 up to 1024.")
        }
    }

    func run() async throws {
        let entry = JudgesEntry(
            yara: yara.isEmpty ? nil : JudgesEntry.Yara(rules: yara.map(Builtins.absolutePath)),
            clamAV: clamav.map { JudgesEntry.ClamAV(database: Builtins.absolutePath($0)) })
        let inspection = InspectContent(
            Builtins.contentFiles(), inspector: ContentInspector(blockSize: block << 10),
            panel: await Builtins.panel(entry), workers: workers)
        let report = try await inspection.report(on: paths, against: against)
        let view = ContentView(report, showsClean: all)
        switch output {
        case .table: Console.data(view.text)
        case .json: Console.data(view.json)
        }
        if let failure = report.failure { throw ExitCode(failure.exitStatus) }
    }
}
