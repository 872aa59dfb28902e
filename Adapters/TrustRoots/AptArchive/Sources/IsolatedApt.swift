import ByteParsing
import Contracts

/// The controller's apt with state, lists and cache of its own: what is installed on the controller plays no part.
///
/// How packages are fetched (mirrors, proxies, certificates) is taken from the controller's configuration.
struct IsolatedApt: Sendable {
    let files: DepotFiles
    let keyring: String
    let environment: [String: String]
    let runner: any ProcessRunner

    /// A suite that the controller's sources offer.
    struct Source: Hashable {
        let uri: String
        let suite: String
        /// Where apt keeps its index of packages; next to it lies InRelease.
        let index: String

        var archive: String { suite.hasSuffix("-security") ? "debian-security" : "debian" }
        var release: String {
            index.hasSuffix(Self.indexSuffix) ? "\(index.dropLast(Self.indexSuffix.count))_InRelease" : index
        }

        private static let indexSuffix = "_main_binary-amd64_Packages"
    }

    static let folder = ".apt"

    /// Fetches the signed metadata of `suites` from the controller's own sources.
    func update(suites: [String]) async throws -> [Source] {
        let offered = try await sources(arguments: [], suites: suites)
        let missing = suites.filter { suite in !offered.contains { $0.suite == suite } }
        guard missing.isEmpty else {
            throw GroundupError(
                .media, "The controller's apt sources offer no \(missing.joined(separator: ", ")) (main, amd64).",
                hint: "Add them below /etc/apt/sources.list.d.")
        }
        for folder in ["state/lists/partial", "cache/archives/partial"] {
            try files.makeFolder("\(Self.folder)/\(folder)")
        }
        try files.write([], to: "\(Self.folder)/state/status")
        try files.write(Array(sourceLines(offered).utf8), to: "\(Self.folder)/sources.list")
        try files.write(Array(configuration.utf8), to: "\(Self.folder)/apt.conf")
        _ = try await run("apt-get", ["--config-file", configurationPath, "--quiet=2", "update"], timeout: 600)
        return try await sources(arguments: ["--config-file", configurationPath], suites: suites)
    }

    /// Fetches files, each below the depot, and checks the hash that was given for it.
    func fetch(_ wanted: [(uri: String, to: String, digest: String)]) async throws {
        let arguments = wanted.flatMap { [$0.uri, files.path($0.to), "SHA256:\($0.digest)"] }
        _ = try await run(
            "/usr/lib/apt/apt-helper", ["--config-file", configurationPath, "download-file"] + arguments, timeout: 3_600
        )
    }

    /// What apt would fetch; it says so without fetching, also on a controller that never fetched anything.
    private func sources(arguments: [String], suites: [String]) async throws -> [Source] {
        let output = try await run("apt-get", arguments + ["update", "--print-uris"], timeout: 60)
        var found: [Source] = []
        for line in Lines(output) {
            guard let source = Self.source(line.bytes, lists: files.path("\(Self.folder)/state/lists")),
                suites.contains(source.suite)
            else { continue }
            // The first mirror of several; they carry the same signed metadata.
            if !found.contains(where: { $0.suite == source.suite }) { found.append(source) }
        }
        return found
    }

    /// Reads `'http://mirror/debian/dists/bookworm/main/binary-amd64/Packages.xz' NAME 0`.
    static func source(_ line: ArraySlice<UInt8>, lists: String) -> Source? {
        let words = line.words().map { String(decoding: $0, as: UTF8.self) }
        guard words.count >= 2, words[0].hasPrefix("'"), words[0].hasSuffix("'"),
            let end = words[0].firstRange(of: "/main/binary-amd64/Packages"),
            let start = words[0][..<end.lowerBound].firstRange(of: "/dists/")
        else { return nil }
        return Source(
            uri: String(words[0][..<start.lowerBound].dropFirst()),
            suite: String(words[0][start.upperBound..<end.lowerBound]), index: "\(lists)/\(words[1])")
    }

    private func sourceLines(_ sources: [Source]) -> String {
        sources.map { "deb [arch=amd64 signed-by=\(keyring)] \($0.uri) \($0.suite) main\n" }.joined()
    }

    private var configurationPath: String { files.path("\(Self.folder)/apt.conf") }

    /// Read after the controller's own, so that it wins.
    private var configuration: String {
        let folder = files.path(Self.folder)
        return """
            #clear DPkg::Post-Invoke;
            #clear APT::Update::Pre-Invoke;
            #clear APT::Update::Post-Invoke;
            #clear APT::Update::Post-Invoke-Success;
            Dir::Etc::sourcelist "\(folder)/sources.list";
            Dir::Etc::sourceparts "-";
            Dir::State "\(folder)/state";
            Dir::State::lists "\(folder)/state/lists";
            Dir::State::status "\(folder)/state/status";
            Dir::Cache "\(folder)/cache";
            Acquire::AllowInsecureRepositories "false";
            Acquire::AllowWeakRepositories "false";
            Acquire::AllowDowngradeToInsecureRepositories "false";
            Acquire::GzipIndexes "false";
            Acquire::Languages "none";
            APT::Architecture "amd64";
            APT::Sandbox::User "root";
            APT::Update::Error-Mode "any";

            """
    }

    private func run(_ program: String, _ arguments: [String], timeout: Int) async throws -> [UInt8] {
        let result = try await runner.run(
            ProcessRequest(program, arguments, environment: environment, timeout: timeout))
        guard result.succeeded else {
            let said = result.errors.split(separator: "\n").suffix(3).joined(separator: " ")
            throw GroundupError(
                .media, "\(program) failed (\(result.outcome)): \(said.prefix(1_000))",
                hint: "Check the controller's apt sources and network, then run it again: what came is kept.")
        }
        return result.output
    }
}
