internal import ArgumentParser
internal import Contracts
internal import DependencyGraph
internal import Estate
internal import Orchestration
internal import Pictures

/// `groundup discover`: reads the hosts and stores the estate.
struct DiscoverCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover",
        abstract: "Read all configured hosts over ssh, without an agent, and store the estate.",
        discussion: """
            Nothing is written on the hosts. A host that cannot be read becomes a blind spot of the result.

            Examples:
              groundup discover
              groundup discover --fingerprint     (also hashes data, so that a restoration can be compared)
              groundup discover -o json
            """)

    @OptionGroup var common: CommonOptions
    @Flag(name: .long, help: "Also read data: row checksums of databases, hashes of files.")
    var fingerprint = false
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        var (estate, hosts) = try await Discovery(
            configuration: workplace.configuration, source: workplace.source, clock: workplace.clock
        ).run()
        if fingerprint {
            let (fingerprints, blindSpots) = await Fingerprinting(workplace)
                .run(on: estate, hosts: Set(estate.hosts.map(\.id)))
            estate.fingerprints = fingerprints
            estate.blindSpots = (estate.blindSpots + blindSpots).sorted()
        }
        let digest = try await workplace.save(estate)
        switch output {
        case .json: Console.data(GraphView(estate, recipes: workplace.recipes).json)
        case .table: Console.data(summary(of: estate, digest: digest, hosts: hosts, recipes: workplace.recipes))
        }
        for host in hosts { host.problem.map { Console.message("groundup: \($0.description)") } }
        if let problem = hosts.compactMap(\.problem).first { throw ExitCode(problem.code.exitStatus) }
    }

    private func summary(
        of estate: Estate, digest: String, hosts: [Discovery.HostResult], recipes: [String: Recipe]
    ) -> String {
        var table = TextTable("HOST", "SYSTEM", "SERVICES", "DATASETS", "PACKAGES", "READ")
        for host in hosts {
            let id = AssetID.host(host.host.name)
            let profile = estate.profiles[id]
            table.add(
                host.host.name, profile?.operatingSystem ?? "-", count(estate.services, on: id),
                count(estate.datasets, on: id), profile.map { String($0.packages.count) } ?? "-",
                host.bytesRead.map { "\($0 / 1024) KiB" } ?? "not read")
        }
        let circles = DependencyGraph(estate: estate).circularNeeds(recipes: recipes).count
        return table.text + """

            Estate \(digest.prefix(12)): \(estate.assets.count) assets, \(estate.dependencies.count) dependencies, \
            \(circles) circular need(s), \(estate.fingerprints.count) fingerprints, \(estate.blindSpots.count) blind spots.
            Next: 'groundup graph', 'groundup coverage'.
            """
    }

    private func count(_ assets: [Asset], on host: AssetID) -> String {
        String(assets.filter { $0.host == host }.count)
    }
}
