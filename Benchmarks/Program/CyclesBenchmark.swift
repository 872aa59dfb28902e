internal import ArgumentParser
internal import Glibc
internal import Graphs

/// `groundup-bench cycles`: the fewest nodes whose loss breaks all cycles, for every graph below a folder.
struct CyclesBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cycles",
        abstract: "Break the cycles of every graph below a folder; print file,size,proved,seconds.",
        discussion: """
            Graphs are edge lists as 'groundup-bench graph' reads them; files named optimal_solution_sizes.txt are passed \
            over. 'seconds' is CPU time; 'proved' says whether no smaller set exists.
            """)

    @Argument(help: "The folder.") var folder: String
    @Option(help: "CPU seconds for each graph.") var seconds = 10.0

    func validate() throws {
        guard seconds > 0, seconds <= 86_400 else {
            throw ValidationError("--seconds has to be above 0, a day at most.")
        }
    }

    func run() throws {
        print("file,size,proved,seconds")
        for path in try files() {
            let start = Usage.processorSeconds
            let limit = seconds
            let graph = try GraphFile(path: "\(folder)/\(path)").graph
            let problem = CycleBreaking(graph: graph, nodeCosts: [Int](repeating: 1, count: graph.count))
            var limits = CycleBreaking.Limits()
            limits.searchNodes = .max
            limits.moves = 200_000
            let cut = problem.solve(limits) { Usage.processorSeconds - start > limit }
            let thousandths = Int((Usage.processorSeconds - start) * 1_000 + 0.5)
            let fraction = String(thousandths % 1_000 + 1_000).dropFirst()
            print("\(path),\(cut.cost),\(cut.isOptimal),\(thousandths / 1_000).\(fraction)")
            fflush(nil)
        }
    }

    /// The files below the folder, relative to it, sorted.
    private func files() throws -> [String] {
        var found: [String] = []
        var open = [""]
        while let inner = open.popLast() {
            guard let handle = opendir("\(folder)/\(inner)") else {
                throw GraphFileError("\(folder)/\(inner)", "cannot be listed: \(String(cString: strerror(errno)))")
            }
            defer { closedir(handle) }
            while let entry = readdir(handle) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard !name.hasPrefix("."), name != "optimal_solution_sizes.txt" else { continue }
                if entry.pointee.d_type == UInt8(DT_DIR) {
                    open.append("\(inner)\(name)/")
                } else {
                    found.append(inner + name)
                }
            }
        }
        return found.sorted()
    }
}
