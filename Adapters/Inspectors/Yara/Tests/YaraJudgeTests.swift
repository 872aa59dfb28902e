import Contracts
import DataHealth
import FileContent
import Foundation
import Host
import Orchestration
import TestKit
import Testing

@testable import Yara

/// The real program, on real files.
@Suite("YARA judges", .timeLimit(.minutes(2))) final class YaraJudgeTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "gu-yara-\(UUID().uuidString)").path()
    private let marked = "x akiral2iz6a7qgd3ayp3l6yub7xx2uep76idk3u2kollpj5z3z636bad.onion\n"
    private static let onion = "rule onion_v3 { strings: $a = /[a-z2-7]{56}\\.onion/ condition: $a }\n"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ text: String, to name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func judge(
        _ rules: [String], weight: EvidenceWeight = .bad, patience: YaraPatience = YaraPatience(),
        runner: any ProcessRunner = SubprocessRunner()
    ) -> YaraJudge {
        YaraJudge(
            JudgesEntry.Yara(rules: rules, weight: weight), runner: runner, scratch: TemporaryFolders(),
            patience: patience)
    }

    @Test func everyFileGetsItsOwnOpinionWhateverItsName() async throws {
        let rules = try write(Self.onion, to: "r.yar")
        let names = ["a\nb", " rules0:onion_v3 \(folder)/1", "plain", "empty"]
        let files = try names.map {
            try write($0.contains("b") ? marked : $0 == "empty" ? "" : "hello\n", to: "t/\($0)")
        }
        let link = "\(folder)/t/link"
        symlink(files[0], link)
        let missing = "\(folder)/t/missing"
        let prepared = try await judge([rules]).prepare()
        let opinions = await prepared.opinions(on: (files + [link, missing]).map { Array($0.utf8) })
        #expect(opinions[0] == .matched(["onion_v3"], weight: .bad))
        #expect(Array(opinions[1...3]) == [.silent, .silent, .silent])
        for opinion in opinions[4...] {
            guard case .notJudged(let reason) = opinion else { Issue.record("\(opinion)"); continue }
            #expect(reason == "could not open file", "neither a link nor what is gone is judged")
        }
    }

    @Test func namesThatAreNoTextAreJudged() async throws {
        let rules = try write(Self.onion, to: "r.yar")
        let path = Array(folder.utf8) + [0x2F, 0xFF, 0xFE, 0x0A]
        let made = (path.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { name in
            name.baseAddress.flatMap { fopen($0, "w") }
        }
        let file = try #require(made)
        fputs(marked, file)
        fclose(file)
        let opinions = try await judge([rules], weight: .suspicious).prepare().opinions(on: [path])
        #expect(opinions == [.matched(["onion_v3"], weight: .suspicious)])
    }

    @Test func aFileThatTakesForEverCostsNoOtherItsOpinion() async throws {
        let slow =
            "rule slow { condition: uint8(0) == 0x21 and for all i in (0..20000000000) : (uint8(i % 9) >= 0 or true) }"
        let rules = try write(slow, to: "r.yar")
        let files = try ["!slow", "quick", "also quick"].map { Array(try write($0, to: "t/\($0)").utf8) }
        let prepared = try await judge([rules], patience: YaraPatience(batch: 1, file: 1)).prepare()
        let opinions = await prepared.opinions(on: files)
        #expect(opinions == [.notJudged("scanning timed out"), .silent, .silent])
    }

    @Test func noRuleHidesThatAFileWasRead() async throws {
        let rules = try write(
            "global private rule nothing { condition: false }\nrule was_read { condition: true }", to: "r.yar")
        let opinions = try await judge([rules]).prepare().opinions(on: [Array(try write("x", to: "x").utf8)])
        #expect(opinions == [.silent])
    }

    @Test func whatTheRulesIncludeIsPartOfTheirIdentity() async throws {
        let inner = try write("rule a { condition: false }", to: "inner.yar")
        let rules = try write("include \"\(inner)\"\n", to: "r.yar")
        let first = try await judge([rules]).prepare().identity
        #expect(try await judge([rules]).prepare().identity == first, "the same rules are the same judge")
        #expect(first.words.hasPrefix("YARA 4.") && first.words.contains("1 rule files"))
        _ = try write("rule a { condition: true }", to: "inner.yar")
        #expect(try await judge([rules]).prepare().identity.digest != first.digest)
    }

    @Test func rulesThatAreNoneAreRefusedWithTheirFault() async throws {
        let rules = try write("rule x {", to: "bad.yar")
        let failure = await #expect(throws: GroundupError.self) { try await judge([rules]).prepare() }
        #expect(failure?.message.contains("syntax error") == true, "\(String(describing: failure))")
        let gone = await #expect(throws: GroundupError.self) { try await judge(["\(folder)/none.yar"]).prepare() }
        #expect(gone?.message.contains("none.yar") == true)
    }

    @Test func aMatchCondemnsAndSilencePraisesNothing() async throws {
        let rules = try write("rule word { strings: $a = \"harmless words\" condition: $a }", to: "r.yar")
        _ = try write("These harmless words are text like any other.\n", to: "t/marked.txt")
        _ = try write("Other words are text like any other.\n", to: "t/other.txt")
        _ = try write("", to: "t/empty.txt")
        let panel = await PanelOfJudges(preparing: [judge([rules])])
        let report = try await InspectContent(FileContent(), panel: panel, workers: 2).report(on: ["\(folder)/t"])
        #expect(report.files.map(\.verdict.state) == [.notJudged, .bad, .clean])
        #expect(report.files[1].verdict.reason == "yara knows it: word.")
        #expect(report.counts(of: report.judges[0]) == (3, 0) && report.failure == .badContent)
        #expect(panel.detector != ContentDetector.version && PanelOfJudges().detector == ContentDetector.version)
    }

    @Test func aJudgeThatIsNotThereIsToldAndNothingPasses() async throws {
        struct Nothing: ProcessRunner {
            func run(_ request: ProcessRequest) async throws -> ProcessResult {
                throw GroundupError(.state, "the program \(request.program) could not be started", hint: "")
            }
        }
        _ = try write("Text like any other.\n", to: "t/a.txt")
        let panel = await PanelOfJudges(preparing: [judge(["r.yar"], runner: Nothing())])
        let report = try await InspectContent(FileContent(), panel: panel, workers: 1).report(on: ["\(folder)/t"])
        #expect(report.files.map(\.verdict.state) == [.clean])
        #expect(report.absentJudges.map(\.name) == ["yara"] && report.failure == .findings)
        #expect(panel.complaints == ["not judged by yara: yara: the program yara could not be started"])
    }

    @Test func recordedAnswersAreReadAsTheyAre() throws {
        guard let samples = OtherSamples("yara") else { return }
        func answer(_ name: String) throws -> YaraAnswer {
            return YaraAnswer(try samples.ends.result(name)) { _ in 0 }
        }
        // None of them asked for the rule that proves what was read: no silence counts.
        for name in ["err_badrule", "nomatch"] { #expect(try answer(name).matches.isEmpty, "\(name)") }
    }
}
