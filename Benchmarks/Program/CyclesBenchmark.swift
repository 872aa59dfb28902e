internal import ArgumentParser
internal import Graphs

/// `groundup-bench cycles`: the cheapest way to break all cycles, on every graph below a folder.
struct CyclesBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cycles", abstract: "")
    func run() throws {}
}
