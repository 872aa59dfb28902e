package import Contracts

/// What recorded ends of a tool have to be taken for, whatever status they had.
package struct RecordedVerdicts: Sendable {
    private let ends: RecordedEnds
    private let table: [String: (EngineOperation, String)]

    /// - Parameter table: what was asked, and the verdict in one word, by the name of the sample.
    package init(_ table: [String: (EngineOperation, String)], of ends: RecordedEnds) {
        self.table = table
        self.ends = ends
    }

    /// Every verdict that is another one, and every sample that nobody judges.
    package func violations(_ engine: any Engine) throws -> [String] {
        var violations: [String] = []
        for (name, (operation, expected)) in table.sorted(by: { $0.key < $1.key }) {
            let found = engine.outcome(of: try ends.result(name), after: operation)
            if found.word != expected { violations.append("\(name) has to be '\(expected)', and is \(found)") }
        }
        let forgotten = try ends.names().subtracting(table.keys).sorted()
        return violations + forgotten.map { "\($0) is judged by nobody" }
    }
}
