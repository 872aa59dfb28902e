internal import Contracts
internal import DataHealth
internal import Host

/// YARA with compiled rules, which go with it.
final class PreparedYara: PreparedJudge {
    let identity: JudgeIdentity
    private let weight: EvidenceWeight
    private let rules: String
    private let folder: String
    private let runner: any ProcessRunner
    private let scratch: any ScratchSpace
    private let patience: YaraPatience

    init(
        identity: JudgeIdentity, weight: EvidenceWeight, rules: String, folder: String, runner: any ProcessRunner,
        scratch: any ScratchSpace, patience: YaraPatience
    ) {
        self.identity = identity
        self.weight = weight
        self.rules = rules
        self.folder = folder
        self.runner = runner
        self.scratch = scratch
        self.patience = patience
    }

    deinit { scratch.remove(folder) }

    func opinions(on files: [[UInt8]]) async -> [JudgeOpinion] {
        var opinions: [JudgeOpinion] = []
        for start in stride(from: 0, to: files.count, by: patience.files) {
            opinions += await batch(Array(files[start..<min(start + patience.files, files.count)]))
        }
        return opinions
    }

    private func batch(_ files: [[UInt8]]) async -> [JudgeOpinion] {
        do {
            let links = try NumberedLinks(files, in: scratch)
            var found = try await scan(Array(files.indices), links, patience.batch)
            // One file that takes for ever takes the time of all others of its call: they are asked again, alone.
            for number in files.indices.filter({ found[$0] == nil }).prefix(patience.alone) {
                found.merge(try await scan([number], links, patience.file)) { first, _ in first }
            }
            return files.indices.map { found[$0] ?? .notJudged("it took too long") }
        } catch {
            let reason = (error as? GroundupError)?.message ?? "\(error)"
            return files.map { _ in .notJudged(reason) }
        }
    }

    /// Opinions by number; none on what took too long, but for a call of a single file.
    private func scan(_ numbers: [Int], _ links: NumberedLinks, _ seconds: Int) async throws -> [Int: JudgeOpinion] {
        let request = YaraCommand.scan(rules, list: try links.list(numbers), seconds: seconds)
        let result = try await runner.run(request)
        let answer = YaraAnswer(result) { links.number(of: $0) }
        var opinions = answer.matches.mapValues { $0.isEmpty ? .silent : JudgeOpinion.matched($0, weight: weight) }
        guard numbers.count == 1, let number = numbers.first, opinions[number] == nil else { return opinions }
        opinions[number] = .notJudged(answer.complaints[number] ?? EngineText.lastLine(result.errors))
        return opinions
    }
}
