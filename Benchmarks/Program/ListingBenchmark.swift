internal import ArgumentParser
internal import Contracts
internal import Foundation
internal import Host
internal import Orchestration
internal import Restic

/// `groundup-bench listing`: what listing and judging a real repository takes beside the very same commands of its tool.
struct ListingBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listing",
        abstract:
            "List and judge a real restic repository, beside restic's own commands with their answers thrown away."
    )

    @Option(help: "How many hosts have a restore point each.") var hosts = 8
    @Option(help: "How many files each of them holds.") var files = 20_000
    @Option(help: "How often both are measured, in turn.") var runs = 5

    func run() async throws {
        try await BenchRun.inFolder { folder in
            let repository = RealRepository(folder: folder, hosts: BackedUpHosts(count: hosts, path: folder + "/data"))
            try await repository.make(files: files)
            var ratios: [Double] = []
            for _ in 0..<runs {
                let plain = try await BenchRun.seconds { try await repository.askPlainly() }
                let ours = try await BenchRun.seconds { try await repository.judge(files: files) }
                print("restic's own commands: \(plain.text) s; listed and judged: \(ours.text) s")
                ratios.append(ours / plain)
            }
            print("median ratio: \(ratios.sorted()[runs / 2].text)")
        }
    }
}

/// A restic repository with the same files for several hosts.
private struct RealRepository {
    let folder: String
    let hosts: BackedUpHosts
    private var url: String { folder + "/repository" }
    private var password: String { folder + "/password" }
    private let runner = SubprocessRunner()
    private static let bytesOfFile = 7

    init(folder: String, hosts: BackedUpHosts) {
        self.folder = folder
        self.hosts = hosts
    }

    func make(files: Int) async throws {
        try write(password, "benchmark\n")
        for number in 0..<files {
            let parent = "\(hosts.path)/\(number / 500)"
            if number.isMultiple(of: 500) {
                try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            }
            try write("\(parent)/document-\(number).odt", String(1_000_000 + number))
        }
        _ = try await restic(["init"])
        for number in 0..<hosts.count { _ = try await restic(["backup", "--host", "h\(number)", hosts.path]) }
    }

    /// What `AssessCoverage` asks, one command after another, as a script would.
    func askPlainly() async throws {
        _ = try await restic(["snapshots", "--json"])
        let listed = try await restic(["list", "snapshots"])
        _ = try await restic(["list", "locks"])
        for id in listed.split(whereSeparator: \.isNewline) { _ = try await restic(["ls", "--json", String(id)]) }
    }

    func judge(files: Int) async throws {
        let assess = AssessCoverage(
            engines: [ResticEngine(runner: runner, secrets: SecretPlaces())],
            configuration: hosts.configuration(url: url, password: password), clock: SystemClock())
        let report = await assess.report(on: hosts.estate(asOf: SystemClock().now()))
        try hosts.verify(report, files: files, bytesOfFile: Int64(Self.bytesOfFile))
    }

    /// What it printed, to its end.
    private func restic(_ arguments: [String]) async throws -> String {
        let own = ["--no-cache", "--no-lock", "--repo", url, "--password-file", password]
        let isWriting = ["init", "backup"].contains(arguments[0])
        let request = ProcessRequest(
            "restic", own.filter { !isWriting || $0 != "--no-lock" } + arguments, timeout: 3_600, outputLimit: 1 << 30)
        let result = try await runner.run(request)
        guard result.succeeded else {
            throw GroundupError(.runFailed, "restic \(arguments[0]) failed: \(result.errors.prefix(500))", hint: "")
        }
        return String(decoding: result.output, as: UTF8.self)
    }

    private func write(_ path: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
