package import Contracts
internal import DataHealth
internal import Estate
internal import Formats
internal import Host

/// ClamAV's clamscan with signatures that lie on this machine; nothing is fetched.
package struct ClamAVJudge: OutsideJudge {
    package let name = "clamav"
    private let entry: JudgesEntry.ClamAV
    private let runner: any ProcessRunner
    private let scratch: any ScratchSpace
    private let clock: any Contracts.Clock

    package init(
        _ entry: JudgesEntry.ClamAV, runner: any ProcessRunner, scratch: any ScratchSpace, clock: any Contracts.Clock
    ) {
        self.entry = entry
        self.runner = runner
        self.scratch = scratch
        self.clock = clock
    }

    package func prepare() async throws(GroundupError) -> any PreparedJudge {
        let version = try await self.version()
        let signatures = try SignatureFolder(entry.database)
        let made = signatures.madeAt.map { "of \(day(of: $0))" } ?? "that tell no date"
        let identity = JudgeIdentity(
            name: name, words: "\(version), signatures \(made) (\(signatures.digest.prefix(12)))",
            digest: sha256(Array("\(version) \(signatures.digest)".utf8)),
            warnings: signatures.warnings(now: clock.now(), maximalAge: entry.maximalAge))
        return PreparedClamAV(identity: identity, database: entry.database, runner: runner, scratch: scratch)
    }

    private func version() async throws(GroundupError) -> String {
        let result: ProcessResult
        do { result = try await runner.run(ClamAVCommand.version) } catch {
            throw unusable((error as? GroundupError)?.message ?? "\(error)")
        }
        // Such as `ClamAV 1.4.6/27000/Mon Nov 23 09:26:57 2026`; what follows is another folder's.
        let words = String(decoding: result.output.prefix(200), as: UTF8.self).split { "/\n".contains($0) }
        guard result.succeeded, let version = words.first, version.hasPrefix("ClamAV ") else {
            throw unusable("it does not tell its version: \(EngineText.lastLine(result.errors))")
        }
        return EngineText.shortened(version)
    }

    private func unusable(_ problem: String) -> GroundupError {
        GroundupError(.state, "clamav: \(problem)", hint: "Install clamav, or take it out of the judges.")
    }
}

/// clamscan with one folder of signatures.
struct PreparedClamAV: PreparedJudge {
    let identity: JudgeIdentity
    let database: String
    let runner: any ProcessRunner
    let scratch: any ScratchSpace

    /// In one call: loading the signatures takes longer than judging most files.
    func opinions(on files: [[UInt8]]) async -> [JudgeOpinion] {
        if files.isEmpty { return [] }
        do {
            let links = try NumberedLinks(files, in: scratch)
            let request = ClamAVCommand.scan(
                list: try links.list(files.indices), database: database, temporary: links.folder)
            let answer = ClamAVAnswer(try await runner.run(request)) { links.number(of: $0) }
            return files.indices.map { answer.opinion(on: $0) }
        } catch {
            let reason = (error as? GroundupError)?.message ?? "\(error)"
            return files.map { _ in .notJudged(reason) }
        }
    }
}
