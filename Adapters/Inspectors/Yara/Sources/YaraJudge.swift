package import Contracts
internal import DataHealth
internal import Formats
internal import Foundation
internal import Host

/// YARA with rule files of the configuration.
package struct YaraJudge: OutsideJudge {
    package let name = "yara"
    private let rules: [String]
    private let weight: EvidenceWeight
    private let runner: any ProcessRunner
    private let scratch: any ScratchSpace
    private let patience: YaraPatience

    package init(
        _ entry: JudgesEntry.Yara, runner: any ProcessRunner, scratch: any ScratchSpace,
        patience: YaraPatience = YaraPatience()
    ) {
        rules = entry.rules
        weight = entry.weight
        self.runner = runner
        self.scratch = scratch
        self.patience = patience
    }

    package func prepare() async throws(GroundupError) -> any PreparedJudge {
        let version = try await self.version()
        let folder = try scratch.make()
        do throws(GroundupError) {
            let digest = try await compile(into: folder)
            let identity = JudgeIdentity(
                name: name, words: "YARA \(version), \(rules.count) rule files (\(digest.prefix(12)))",
                // The weight is part of what a match says.
                digest: sha256(Array("yara \(version) \(digest) \(weight)".utf8)))
            return PreparedYara(
                identity: identity, weight: weight, rules: "\(folder)/\(YaraCommand.compiledName)", folder: folder,
                runner: runner, scratch: scratch, patience: patience)
        } catch {
            scratch.remove(folder)
            throw error
        }
    }

    private func version() async throws(GroundupError) -> String {
        let result = try await run(YaraCommand.version)
        let words = String(decoding: result.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard result.succeeded, let version = words.first, version.utf8.count < 20 else {
            throw unusable("it does not tell its version: \(EngineText.lastLine(result.errors))")
        }
        return String(version)
    }

    /// - Returns: SHA-256 of the compiled rules, which hold what the files include, too; YARA writes the same bytes each time.
    private func compile(into folder: String) async throws(GroundupError) -> String {
        // In a name space of its own: no rule of the files, such as a global one, can keep it from matching.
        let own = "\(folder)/own.yar"
        guard FileManager.default.createFile(atPath: own, contents: Data(YaraCommand.proofRule.utf8)) else {
            throw unusable("\(own) cannot be written")
        }
        let result = try await run(YaraCommand.compile(rules, own: own, to: folder))
        guard result.succeeded else {
            throw unusable("its rules cannot be compiled: \(EngineText.shortened(result.errors))")
        }
        return try fileDigest("\(folder)/\(YaraCommand.compiledName)")
    }

    private func run(_ request: ProcessRequest) async throws(GroundupError) -> ProcessResult {
        do { return try await runner.run(request) } catch {
            throw unusable((error as? GroundupError)?.message ?? "\(error)")
        }
    }

    private func unusable(_ problem: String) -> GroundupError {
        GroundupError(
            .state, "yara: \(problem)", hint: "Install yara, and check the rule files of the configuration with yarac.")
    }
}

/// How long YARA may take.
package struct YaraPatience: Hashable, Sendable {
    /// Seconds for the files of one call together.
    package var batch: Int
    /// Seconds for a file that is judged alone because its call took too long.
    package var file: Int
    /// How many files of one call are judged alone at most.
    package var alone: Int
    /// Files of one call.
    package var files: Int

    package init(batch: Int = 600, file: Int = 60, alone: Int = 50, files: Int = 1_000) {
        self.batch = batch
        self.file = file
        self.alone = alone
        self.files = files
    }
}
