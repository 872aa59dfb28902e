internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration

/// `groundup media`: the depot of verified packages.
struct MediaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "media",
        abstract: "Keep the depot: packages for the rebuild, verified from the archive's signature down.",
        subcommands: [Fill.self, Verify.self])

    struct Fill: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the packages of the estate's hosts into the depot; fetches only what is missing.",
            discussion: """
                Packages that no archive offers have to be named under 'media' in the configuration, with their hash.

                Example:
                  groundup media fill
                """)

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let workplace = try common.workplace()
            let estate = try await workplace.newestEstate().estate
            // Tools, too: a recovery kit brings them to a machine that has none.
            let names = Set(estate.profiles.values.flatMap { $0.packages.map(\.name) } + workplace.kitTools).sorted()
            let (entries, unavailable) = try await workplace.media.fill(
                MediaRequest(packages: names, vendor: workplace.configuration.media))
            Console.data("\(entries.count) packages in \(workplace.media.path), each vouched for.")
            for name in unavailable {
                Console.message("groundup: nobody vouches for \(printable(name)); it is left out.")
            }
        }
    }

    struct Verify: RecordingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify every file of the depot again: signature, index, package hash.",
            discussion: """
                Exits with 11 at the first file that is not what its trust root says.

                Examples:
                  groundup media verify
                  groundup media verify -o json
                """)

        @OptionGroup var common: CommonOptions
        @Option(name: .shortAndLong, help: "table or json.")
        var output = TableOrJSON.table

        func run() async throws {
            let entries = try await common.workplace().verifiedMedia()
            switch output {
            case .json: Console.data(.array(entries.map(json)))
            case .table:
                let trust = Dictionary(grouping: entries, by: \.trust).sorted { $0.key < $1.key }
                var table = TextTable("VOUCHED FOR BY", "PACKAGES")
                for (root, vouched) in trust { table.add(root, String(vouched.count)) }
                Console.data(table.text)
            }
        }

        private func json(_ entry: DepotEntry) -> JSONValue {
            .record([
                "package": .string(entry.package), "version": .string(entry.version), "path": .string(entry.path),
                "sha256": .string(entry.digest), "trust": .string(entry.trust),
            ])
        }
    }
}
