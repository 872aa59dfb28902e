internal import ByteParsing
internal import Scheduling

/// Why a file is not a problem in Patterson's format.
struct PattersonError: Error, CustomStringConvertible {
    let file: String
    let line: Int
    let expected: String

    var description: String { "\(file):\(line): expected \(expected)" }
}

/// Reads Patterson's format (`.rcp`): the number of activities and of resources, the capacities, then for each activity its
/// duration, its use of each resource, the number of its successors and the successors, counted from 1.
///
/// Line breaks mean no more than spaces. Source: Kolisch, Sprecher, "PSPLIB", EJOR 96, 1996; RanGen's documentation.
struct PattersonFile {
    /// Larger files are refused.
    static let mostBytes = 64 << 20
    static let mostActivities = 100_000
    static let mostResources = 1_000

    private let file: String
    private var cursor: Cursor
    private var line = 1

    static func problem(_ bytes: [UInt8], file: String) throws(PattersonError) -> SchedulingProblem {
        guard bytes.count <= mostBytes else {
            throw PattersonError(file: file, line: 1, expected: "at most \(mostBytes) bytes")
        }
        var reader = PattersonFile(bytes, file: file)
        return try reader.problem()
    }

    private init(_ bytes: [UInt8], file: String) {
        self.file = file
        cursor = Cursor(bytes[...])
    }

    private mutating func problem() throws(PattersonError) -> SchedulingProblem {
        let count = try number("the number of activities", 0...Self.mostActivities)
        let resources = try number("the number of resources", 0...Self.mostResources)
        var problem = SchedulingProblem(durations: [], needs: [], uses: [], capacities: [])
        for _ in 0..<resources {
            problem.capacities.append(try number("the capacity of a resource", 0...SchedulingProblem.limit))
        }
        problem.needs = Array(repeating: [], count: count)
        for step in 0..<count { try activity(step, of: count, &problem) }
        skipBlanks()
        guard cursor.isAtEnd else { throw error("the end of the file") }
        return problem
    }

    private mutating func activity(_ step: Int, of count: Int, _ problem: inout SchedulingProblem)
        throws(PattersonError)
    {
        problem.durations.append(try number("the duration of activity \(step + 1)", 0...SchedulingProblem.limit))
        var uses: [ResourceUse] = []
        for resource in problem.capacities.indices {
            let units = try number("the use of resource \(resource + 1)", 0...SchedulingProblem.limit)
            if units > 0 { uses.append(ResourceUse(resource: resource, units: units)) }
        }
        problem.uses.append(uses)
        for _ in 0..<(try number("the number of successors of activity \(step + 1)", 0...count)) {
            let successor = try number("a successor of activity \(step + 1)", 1...count) - 1
            problem.needs[successor].append(step)
        }
    }

    private mutating func number(_ meaning: String, _ range: ClosedRange<Int>) throws(PattersonError) -> Int {
        skipBlanks()
        let digits = cursor.take { (0x30...0x39).contains($0) }
        guard let value = digits.decimal, range.contains(value) else {
            throw error("\(meaning), from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    private mutating func skipBlanks() {
        while let byte = cursor.peek, byte.isBlank || byte == 0x0A {
            if byte == 0x0A { line += 1 }
            _ = cursor.next()
        }
    }

    private func error(_ expected: String) -> PattersonError {
        PattersonError(file: file, line: line, expected: expected)
    }
}
