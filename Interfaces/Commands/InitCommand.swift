internal import ArgumentParser
internal import Contracts
internal import Foundation
internal import Orchestration

/// `groundup init`: a commented configuration from what people already have.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented configuration from host names, an ssh configuration or an Ansible inventory.",
        discussion: """
            Hosts of all given sources are taken, each once.

            Examples:
              groundup init db1 app1 web1 > groundup.yaml
              groundup init --ssh-config ~/.ssh/config > groundup.yaml
              groundup init --inventory hosts.ini --estate shop > groundup.yaml
            """)

    @Argument(help: "Hosts, as ssh would take them.") var hosts: [String] = []
    @Option(name: .long, help: "The estate's name.") var estate = "estate"
    @Option(
        name: .customLong("ssh-config"),
        help: ArgumentHelp("Take hosts from an ssh configuration and use it.", valueName: "file"))
    var sshConfiguration: String?
    @Option(name: .long, help: ArgumentHelp("Take hosts from an Ansible inventory, INI or YAML.", valueName: "file"))
    var inventory: String?

    func run() throws {
        var sources: [InitialConfiguration.Source] = []
        if !hosts.isEmpty { sources.append(.names(hosts)) }
        if let sshConfiguration {
            sources.append(.sshConfiguration(text: try read(sshConfiguration), path: sshConfiguration))
        }
        if let inventory { sources.append(.ansible(text: try read(inventory), path: inventory)) }
        Console.data(try InitialConfiguration.text(estate: estate, sources: sources))
    }

    private func read(_ path: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw GroundupError(.usage, "There is no file '\(printable(path))'.", hint: "Name an existing one.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
