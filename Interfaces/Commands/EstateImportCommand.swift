internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Formats
internal import Foundation
internal import Orchestration

/// `groundup estate import`: takes in an estate that was exported elsewhere.
struct EstateImportCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in an estate from a file that 'groundup estate export' wrote; all of it or nothing.",
        discussion: """
            The document is checked as a whole: format and version, sizes and counts, unique sorted ids, both ends and the \
            evidence of every dependency. A document that is damaged or contradicts itself is refused (exit 65) with its \
            place. The estate is stored like a discovered one; other commands use the one that was observed last.

            Examples:
              groundup estate import estate.json
              ssh controller groundup estate export | groundup estate import -
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The file; '-' reads standard input.")
    var file: String
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let imported = try await EstateTransfer(workplace).take(
            try bytes(limit: EstateTransfer.sizeLimit), name: file == "-" ? "standard input" : printable(file))
        let estate = imported.estate
        switch output {
        case .json:
            Console.data(
                .record([
                    "digest": .string(imported.digest), "known": .bool(imported.wasKnown),
                    "assets": .number(estate.assets.count), "dependencies": .number(estate.dependencies.count),
                    "observedAt": .integer(estate.observedAt.seconds),
                ]))
        case .table:
            let known = imported.wasKnown ? " It was there before." : ""
            Console.data(
                """
                Estate \(imported.digest.prefix(12)): \(estate.assets.count) assets, \(estate.dependencies.count) \
                dependencies, observed \(timestamp(estate.observedAt)).\(known)
                """)
        }
        if estate.name != workplace.configuration.estate {
            Console.message(
                "It is the estate '\(printable(estate.name))'; the configuration is of "
                    + "'\(workplace.configuration.estate)'.")
        }
        let newest = try await workplace.documents.estates().first
        if newest?.digest != imported.digest {
            Console.message("Other commands go on using estate \(newest?.digest.prefix(12) ?? "-"), observed later.")
        }
    }

    /// All of the file; one that is larger than `limit` is refused before it is read.
    private func bytes(limit: Int) throws -> [UInt8] {
        let handle: FileHandle
        if file == "-" {
            handle = .standardInput
        } else {
            guard let opened = FileHandle(forReadingAtPath: file) else {
                throw GroundupError(
                    .usage, "The file '\(printable(file))' cannot be read.", hint: "Check its name and its permissions."
                )
            }
            handle = opened
        }
        do {
            let data = try handle.read(upToCount: limit + 1) ?? Data()
            guard data.count <= limit else {
                throw GroundupError(
                    .hostileInput, "'\(printable(file))' has more than \(limit) bytes, which is the limit.",
                    hint: "Check that it is a document written by groundup.")
            }
            return [UInt8](data)
        } catch let error as GroundupError {
            throw error
        } catch {
            throw GroundupError(
                .usage, "The file '\(printable(file))' cannot be read: \(error.localizedDescription).",
                hint: "Name a file that 'groundup estate export' wrote.")
        }
    }
}
