internal import ArgumentParser
internal import Contracts
internal import DependencyGraph
internal import Estate
internal import Formats
internal import Orchestration

/// `groundup what-if`: an estate as it would be after a change.
struct WhatIfCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-if",
        abstract: "Think a change through: lose assets, add or remove a dependency; nothing is stored.",
        discussion: """
            A dependency is written as DEPENDENT,KIND,PROVIDER with the kinds that 'groundup edges' prints.

            Examples:
              groundup what-if --lose db1
              groundup what-if --add app1/order-service,authenticates-with,web1/nginx
              groundup what-if --remove ns1/bind9,resolves-with,dc1/samba-ad-dc
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Assets that are gone; a host with everything on it.", valueName: "asset"))
    var lose: [String] = []
    @Option(name: .long, help: ArgumentHelp("One more hard dependency, to run.", valueName: "dependency"))
    var add: [String] = []
    @Option(name: .long, help: ArgumentHelp("One dependency less, whatever its phase.", valueName: "dependency"))
    var remove: [String] = []
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let estate = try await workplace.newestEstate().estate
        let changes = try changes(of: estate)
        guard !changes.isEmpty else {
            throw GroundupError(.usage, "No change is named.", hint: "Use --lose, --add or --remove.")
        }
        let result = WhatIf(changes, in: estate, recipes: workplace.recipes)
        switch output {
        case .json: Console.data(WhatIfView(result).json)
        case .table: Console.data(WhatIfView(result).text)
        }
    }

    private func changes(of estate: Estate) throws -> [Change] {
        let lost = try lose.flatMap(estate.assets(named:))
        var changes: [Change] = lost.isEmpty ? [] : [.lose(lost)]
        for written in add {
            let key = try key(written, in: estate, phase: .run)
            let evidence = Evidence(
                source: "declared", detail: "what-if", firstSeen: estate.observedAt, lastSeen: estate.observedAt,
                directionRule: "declared")
            changes.append(.add(Dependency(key: key, strength: .hard, evidence: [evidence])))
        }
        for written in remove {
            let keys = try DependencyPhase.allCases.map { try key(written, in: estate, phase: $0) }
            let known = Set(estate.dependencies.map(\.key)).intersection(keys)
            guard !known.isEmpty else {
                throw GroundupError(
                    .usage, "The estate has no dependency '\(printable(written))'.",
                    hint: "'groundup edges' lists them.")
            }
            changes += known.sorted().map(Change.remove)
        }
        return changes
    }

    private func key(_ written: String, in estate: Estate, phase: DependencyPhase) throws -> DependencyKey {
        let parts = written.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let kind = DependencyKind(rawValue: parts[1]) else {
            throw GroundupError(
                .usage, "'\(printable(written))' is no dependency.",
                hint:
                    "Write DEPENDENT,KIND,PROVIDER; kinds are \(DependencyKind.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        for name in [parts[0], parts[2]] where estate.asset(AssetID(name)) == nil {
            throw GroundupError(
                .usage, "There is no asset '\(printable(name))' in the estate.",
                hint: "'groundup graph' lists the assets.")
        }
        return DependencyKey(dependent: AssetID(parts[0]), provider: AssetID(parts[2]), kind: kind, phase: phase)
    }
}
