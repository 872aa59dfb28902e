internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Foundation

/// `groundup kit`: the sealed recovery kit.
struct KitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kit",
        abstract: "Build, verify and open the recovery kit: everything that a restore needs, in one sealed file.",
        subcommands: [
            KitBuildCommand.self, KitVerifyCommand.self, KitDriftCommand.self, KitOpenCommand.self,
        ])

    /// The public key in a file: type and base64.
    static func publicKey(_ path: String?) throws -> String? {
        guard let path else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw GroundupError(.usage, "The key '\(printable(path))' cannot be read.", hint: "Check its name.")
        }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return words.prefix(2).joined(separator: " ")
    }
}
