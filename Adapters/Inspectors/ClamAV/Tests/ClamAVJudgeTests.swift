import Contracts
import DataHealth
import Estate
import FileContent
import Foundation
import Host
import Orchestration
import TestKit
import Testing

@testable import ClamAV

/// The real program with signatures of the tests.
@Suite("ClamAV judges", .timeLimit(.minutes(2))) final class ClamAVJudgeTests {
    private struct Noon: Contracts.Clock {
        func now() -> Instant { Instant(seconds: 1_764_000_000) }
    }
    private let folder = FileManager.default.temporaryDirectory.appending(path: "gu-clam-\(UUID().uuidString)").path()
    /// The test file of all virus scanners, in two parts so that this source is not taken for it.
    private let harmful = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

    init() throws {
        for name in ["t", "db"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        try write("44d88612fea8a8f36de82e1278abb02f:68:eicar.com\n", to: "db/own.hdb")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    private func run(_ script: String) async throws {
        let result = try await SubprocessRunner().run(
            ProcessRequest("sh", ["-ec", "cd \"$F\"; \(script)"], environment: ["F": folder]))
        try #require(result.succeeded, "\(result.errors)")
    }

    private func judge(_ database: String = "db") -> ClamAVJudge {
        ClamAVJudge(
            JudgesEntry.ClamAV(database: "\(folder)/\(database)"), runner: SubprocessRunner(),
            scratch: TemporaryFolders(), clock: Noon())
    }

    private func opinions(_ names: [String], _ database: String = "db") async throws -> [JudgeOpinion] {
        let prepared = try await judge(database).prepare()
        return await prepared.opinions(on: names.map { Array("\(folder)/t/\($0)".utf8) })
    }

    @Test func whatItKnowsIsFoundAlsoInArchivesAndUnderOddNames() async throws {
        try write(harmful, to: "t/ei\ncar: OK")
        try write("hello\n", to: "t/plain")
        try await run("cd t; zip -q a.zip ei*")
        let known = JudgeOpinion.matched(["eicar.com.UNOFFICIAL"], weight: .bad)
        #expect(try await opinions(["ei\ncar: OK", "plain", "a.zip"]) == [known, .silent, known])
    }

    @Test func whatItDidNotReadIsNotJudged() async throws {
        try write("hello\n", to: "t/plain")
        try write("", to: "t/empty")
        try await run("cd t; zip -q -P secret sealed.zip plain; truncate -s 600M large; ln -s plain link")
        let found = try await opinions(["sealed.zip", "large", "empty", "link", "gone"])
        #expect(
            found == [
                .notJudged("it is encrypted (Heuristics.Encrypted.Zip)"),
                .notJudged("it is larger than clamscan may read (Heuristics.Limits.Exceeded.MaxFileSize)"),
                .notJudged("Empty file"), .notJudged("clamscan did not say that it read it"),
                .notJudged("clamscan did not say that it read it"),
            ])
    }

    @Test func withoutSignaturesNothingIsJudged() async throws {
        try write("hello\n", to: "t/plain")
        try await run("mkdir none empty; : >empty/own.hdb; mkdir broken; echo nonsense >broken/daily.cvd")
        await #expect(throws: GroundupError.self) { try await opinions(["plain"], "none") }
        for database in ["empty", "broken"] {
            for opinion in try await opinions(["plain"], database) {
                guard case .notJudged = opinion else { Issue.record("\(database): \(opinion)"); continue }
            }
        }
    }

    @Test func otherSignaturesAreAnotherJudge() async throws {
        let first = try await judge().prepare().identity
        #expect(try await judge().prepare().identity == first)
        #expect(first.words.hasPrefix("ClamAV 1.") && first.words.contains("tell no date") && first.warnings.isEmpty)
        try write("00000000000000000000000000000000:68:other\n", to: "db/more.hdb")
        #expect(try await judge().prepare().identity.digest != first.digest)
    }

    @Test func oldSignaturesAreAWarningWithTheirDate() throws {
        let header = "ClamAV-VDB:10 Nov 2025 08-25 +0000:27000:2000000:90:" + "md5:signature:builder:1762763100   "
        try write(header, to: "db/daily.cvd")
        let signatures = try SignatureFolder("\(folder)/db")
        #expect(signatures.madeAt == Instant(seconds: 1_762_763_100))
        let warnings = signatures.warnings(now: Noon().now(), maximalAge: 7 * 86_400)
        #expect(warnings == ["its signatures are of 2025-11-10, 14 days old: what is newer, it does not know"])
        #expect(signatures.warnings(now: Noon().now(), maximalAge: 15 * 86_400).isEmpty)
        #expect(SignatureFile.madeAt(Array("ClamAV-VDB:x".utf8)) == nil)
    }

    @Test func namesOfWhatIsOftenInnocentAreHints() {
        let lines = [
            "/l/0: Heuristics.Phishing.Email.SpoofedDomain FOUND", "/l/1: PUA.Win.Tool FOUND", "/l/2: Win.Worm-1 FOUND",
            "/l/2: OK", "/l/3: Can't open file ERROR", "/l/4: OK", "Known viruses: 9", "Infected files: 3",
        ]
        func answer(_ lines: [String], _ status: Int) -> ClamAVAnswer {
            ClamAVAnswer(
                ProcessResult(outcome: .exited(status), output: Array(lines.joined(separator: "\n").utf8), errors: "")
            ) { $0.hasPrefix("/l/") ? Int($0.dropFirst(3)) : nil }
        }
        let read = answer(lines, 1)
        #expect(read.opinion(on: 0) == .matched(["Heuristics.Phishing.Email.SpoofedDomain"], weight: .suspicious))
        #expect(read.opinion(on: 1) == .matched(["PUA.Win.Tool"], weight: .suspicious))
        #expect(read.opinion(on: 2) == .matched(["Win.Worm-1"], weight: .bad))
        #expect(read.opinion(on: 3) == .notJudged("Can't open file ERROR") && read.opinion(on: 4) == .silent)
        // Ended before its summary: what it found counts, its silence does not.
        let cut = answer(Array(lines.prefix(6)), 2)
        #expect(cut.opinion(on: 2) == .matched(["Win.Worm-1"], weight: .bad))
        #expect(cut.opinion(on: 4) != .silent && answer(["/l/4: OK", "Known viruses: 0"], 0).opinion(on: 4) != .silent)
    }

    @Test func recordedAnswersAreReadAsTheyAre() throws {
        guard let samples = OtherSamples("clamav") else { return }
        let files = ["t/eicar.com", "t/e.zip", "t/ok.txt"]
        func opinions(_ name: String) throws -> [JudgeOpinion] {
            let answer = ClamAVAnswer(try samples.ends.result(name)) {
                files.firstIndex(of: String($0))
            }
            return files.indices.map { answer.opinion(on: $0) }
        }
        let known = JudgeOpinion.matched(["eicar.com.UNOFFICIAL"], weight: .bad)
        #expect(try opinions("infected_summary") == [known, known, .silent])
        #expect(try opinions("clean").last == .silent)
        // Without its summary it proves no silence, and what has no signatures proves nothing.
        let unproven = try opinions("infected")
        #expect(Array(unproven.prefix(2)) == [known, known] && unproven[2] != .silent)
        for name in ["default_db", "nodb"] {
            for opinion in try opinions(name) {
                guard case .notJudged = opinion else { Issue.record("\(name): \(opinion)"); continue }
            }
        }
    }
}
