internal import ArgumentParser
internal import Contracts
internal import DataHealth
internal import FileContent
internal import Foundation
internal import Host
internal import Orchestration

/// `groundup-bench health`: what judging content costs, beside OpenSSL's SHA-256 and clamscan on the same files.
struct HealthBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Measure chi-square and magic beside openssl, structure checks beside clamscan, and two cores.",
        discussion: """
            DIR is read once before anything is measured, so that all of them read from memory. Chi-square and SHA-256 run in turn, \
            in processor seconds, and the middle ratio counts; of the others the fastest of several runs. Start it under \
            'taskset -c 1' for the first part, and without for two cores.
            """)

    @Argument(help: "The folder whose files are judged.") var folder: String
    @Option(help: "A signature database of ClamAV, such as a local .ndb file; without one clamscan is left out.")
    var signatures: String?
    @Option(help: "How often each is measured; the fastest counts.") var runs = 3

    func run() async throws {
        let tree = try FileContent().tree(at: folder)
        let bytes = tree.files.reduce(0) { $0 + $1.size }
        print("\(tree.files.count) files, \(bytes / 1_000_000) MB\n")
        print("| what | seconds | MB/s | ratio |\n| --- | ---: | ---: | --- |")
        for entry in tree.files {
            _ = try ContentInspector().examine(BenchSource(tree.fullPath(of: entry.path)), name: "")
        }
        try await counting(tree, bytes)
        try await structure(tree, bytes)
        print("\npeak memory \(Usage.peakMegabytes) MB")
    }

    // MARK: Chi-square and magic beside SHA-256

    /// In turn, so that both meet the same machine; processor seconds, because it may be shared.
    private func counting(_ tree: FileTree, _ bytes: Int) async throws {
        memory()
        let inspector = ContentInspector(checksStructure: false)
        let names = tree.files.map { String(decoding: tree.fullPath(of: $0.path), as: UTF8.self) }
        var spent: [(ours: Double, peer: Double)] = []
        for _ in 0..<(2 * runs + 1) {
            let (own, children) = (Usage.processorSeconds, Usage.processorSecondsOfChildren)
            for entry in tree.files {
                _ = try inspector.examine(BenchSource(tree.fullPath(of: entry.path)), name: "")
            }
            let ours = Usage.processorSeconds - own
            try await Self.digest(names)
            spent.append((ours, Usage.processorSecondsOfChildren - children))
        }
        let middle = spent.sorted { $0.peer / $0.ours < $1.peer / $1.ours }[spent.count / 2]
        row("chi-square and magic, one core", middle.ours, bytes, "")
        let ratios = spent.map { $0.peer / $0.ours }.sorted().map(\.hundredths).joined(separator: ", ")
        row("openssl dgst -sha256, the same files", middle.peer, bytes, "times as long: \(ratios)")
    }

    /// The count alone on bytes in memory, beside `openssl speed`.
    private func memory() {
        let size = 64 << 20
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        defer { buffer.deallocate() }
        var state: UInt64 = 1
        for place in stride(from: 0, to: size, by: 8) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            buffer.storeBytes(of: state ^ state >> 29, toByteOffset: place, as: UInt64.self)
        }
        var seconds = Double.infinity
        for _ in 0..<max(3, runs) {
            let start = Usage.processorSeconds
            let counter = StatisticsCounter()
            counter.add(UnsafeRawBufferPointer(buffer))
            precondition(counter.result().size == size)
            seconds = min(seconds, Usage.processorSeconds - start)
        }
        row("chi-square of random bytes in memory, one core", seconds, size, "")
    }

    /// `openssl dgst` over all files, as many in one call as an argument list holds.
    private static func digest(_ names: [String]) async throws {
        for start in stride(from: 0, to: names.count, by: 2_000) {
            let part = Array(names[start..<min(start + 2_000, names.count)])
            let result = try await SubprocessRunner().run(
                ProcessRequest("openssl", ["dgst", "-sha256"] + part, timeout: 3_600))
            guard result.succeeded else {
                throw GroundupError(.unreachable, "openssl: \(result.errors)", hint: "Is it installed?")
            }
        }
    }

    // MARK: Everything, beside clamscan

    private func structure(_ tree: FileTree, _ bytes: Int) async throws {
        let one = try await best { _ = try await InspectContent(FileContent(), workers: 1).report(on: [folder]) }
        row("everything with SHA-256, one core", one, bytes, "")
        let two = try await best { _ = try await InspectContent(FileContent(), workers: 2).report(on: [folder]) }
        row("everything with SHA-256, two cores", two, bytes, "\((one / two).hundredths) times one core")
        guard let signatures else { return }
        // Start and loading of signatures are no scanning: they are measured on an empty file and taken off.
        let start = try await BenchRun.inFolder { folder in
            try Data().write(to: URL(filePath: folder + "/empty"))
            return try await best(1) { try await Self.scan(folder, signatures) }
        }
        let peer = try await best(1) { try await Self.scan(folder, signatures) } - start
        row("clamscan, the same files", peer, bytes, "\((peer / one).hundredths) times as long as one core")
    }

    private static func scan(_ path: String, _ signatures: String) async throws {
        let limits = ["--max-filesize=2000M", "--max-scansize=2000M"]
        let result = try await SubprocessRunner().run(
            ProcessRequest(
                "clamscan",
                ["--recursive", "--infected", "--no-summary", "--database=\(signatures)"] + limits + [path],
                timeout: 7_200))
        guard case .exited(let code) = result.outcome, code < 2 else {
            throw GroundupError(.unreachable, "clamscan: \(result.errors)", hint: "Is it installed?")
        }
    }

    // MARK: Measuring

    private func best(_ times: Int? = nil, _ work: () async throws -> Void) async throws -> Double {
        var best = Double.infinity
        for _ in 0..<(times ?? runs) {
            let start = ContinuousClock.now
            try await work()
            let spent = ContinuousClock.now - start
            best = min(best, Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18)
        }
        return best
    }

    private func row(_ what: String, _ seconds: Double, _ bytes: Int, _ ratio: String) {
        print("| \(what) | \(seconds.hundredths) | \(Int(Double(bytes) / seconds / 1_000_000)) | \(ratio) |")
    }
}

/// A file read as `inspect` reads it, without its hash.
private final class BenchSource: ByteSource {
    let size: Int
    private let descriptor: Int32

    init(_ path: [UInt8]) throws {
        descriptor = open(String(decoding: path, as: UTF8.self), O_RDONLY | O_CLOEXEC)
        size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
        guard descriptor >= 0 else {
            throw GroundupError(.usage, "\(String(decoding: path, as: UTF8.self)) cannot be read.", hint: "")
        }
    }

    deinit { close(descriptor) }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
        max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)))
    }
}

extension Double {
    /// With two digits after the point.
    fileprivate var hundredths: String {
        let value = Int((self * 100).rounded())
        return "\(value / 100).\(String(value % 100 + 100).dropFirst())"
    }
}
