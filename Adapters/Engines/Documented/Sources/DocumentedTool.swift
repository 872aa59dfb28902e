import Contracts

/// What is particular to one tool that is known from its documentation only; `DocumentedEngine` does the rest.
///
/// Everything here is pure: calls are values, answers are bytes.
protocol DocumentedTool: Sendable {
    /// As repositories name it.
    var name: String { get }
    /// As its makers write it, with the version whose documents were read.
    var title: String { get }
    var programs: [String] { get }
    var settings: [String] { get }
    /// The depths that its own verification reaches.
    var depths: ClosedRange<VerifyDepth> { get }
    /// How people bring a point back; groundup does not run what nobody has tried.
    var restoreHint: String { get }

    func version(_ context: ToolContext) throws(EngineFailure) -> ToolCall?

    /// The next question of a list, after the answers so far; `nil` when all were asked.
    func question(after answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> ToolCall?

    func points(in answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> RestorePointList

    /// `nil` when the tool has no way to verify.
    func verification(_ request: VerifyRequest, _ context: ToolContext) throws(EngineFailure) -> ToolCall?

    /// Its verification tells of all that is stored together, whichever point was asked for.
    var verifiesAllAtOnce: Bool { get }

    /// What an answer to that proves; `nil` when it makes no sense.
    func verified(_ answer: [UInt8], _ request: VerifyRequest) -> PointVerification?

    /// A line of standard error that tells of progress, not of a fault.
    func isHarmless(_ line: Substring) -> Bool

    /// The kind of a failure by what only this tool says; `nil` for the rest.
    func kind(_ status: Int, _ errors: String) -> EngineFailure.Kind?
}

extension DocumentedTool {
    var depths: ClosedRange<VerifyDepth> { .listed ... .listed }

    var verifiesAllAtOnce: Bool { false }

    func version(_ context: ToolContext) throws(EngineFailure) -> ToolCall? { nil }

    func verification(_ request: VerifyRequest, _ context: ToolContext) throws(EngineFailure) -> ToolCall? { nil }

    func verified(_ answer: [UInt8], _ request: VerifyRequest) -> PointVerification? { nil }

    func isHarmless(_ line: Substring) -> Bool { false }

    func kind(_ status: Int, _ errors: String) -> EngineFailure.Kind? { nil }
}

/// One call of a tool.
struct ToolCall: Hashable, Sendable {
    var words: [String]
    var environment: [String: String] = [:]
    var input = ""
}

/// What a tool may need for its calls.
struct ToolContext: Sendable {
    let repository: RepositoryEntry
    let settings: EngineSettings
    var password: String?

    /// What the jobs back up, as somebody says in the settings (`paths`, separated by `:`); else what the tool says.
    func paths(else told: [String]) throws(EngineFailure) -> [String] {
        guard let text = try settings.line("paths") else { return told }
        let paths = text.split(separator: ":").map(String.init)
        guard !paths.isEmpty, paths.allSatisfy({ $0.hasPrefix("/") }) else {
            throw EngineFailure(.unsupported, "expected absolute paths separated by ':' as setting 'paths'")
        }
        return paths
    }
}
