internal import ArgumentParser
internal import Builtins

/// `groundup collect`: the collector itself, for hosts that cannot be reached.
struct CollectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Print the collector: a POSIX sh script that reads a host and writes nothing.",
        discussion: """
            Run it by hand on an air-gapped host and bring the output back:
              groundup collect > collector.sh
              sh collector.sh > host.facts
            """)

    func run() throws { Console.data(Builtins.collector) }
}
