import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import TestKit
import Testing

@testable import PlanForms

@Suite struct PlanTextTests {
    @Test func literalsAreReadBackByPythonAndYAML() async throws {
        let texts = EmitterPlans.hostileTexts + ["\u{1f4be}", "\u{85}", "\u{feff}", "\u{10ffff}", "\u{2028}"]
        let list = "[\(texts.map(quotedLiteral).joined(separator: ", "))]"
        #expect(list.utf8.allSatisfy { (32..<127).contains($0) })
        let folder = try EmittedFolder(
            [
                EmittedFile(name: "literal.txt", contents: list),
                EmittedFile(name: "expected.txt", contents: texts.map { $0 + "\0" }.joined()),
                EmittedFile(
                    name: "read.py",
                    contents: """
                        import ast, yaml
                        text = open("literal.txt").read()
                        expected = open("expected.txt", "rb").read().decode().split("\\0")[:-1]
                        assert ast.literal_eval(text) == expected
                        assert yaml.safe_load(text) == expected
                        """),
            ], runner: SubprocessRunner())
        let result = try await folder.run("/usr/bin/python3", ["read.py"])
        #expect(result.succeeded, "\(result.errors)")
    }

    @Test func plainAndHarmlessTextHoldNothingElse() {
        for text in EmitterPlans.hostileTexts {
            #expect(ShellText.plain(text, limit: 9).utf8.count <= 9)
            #expect(!ShellText.plain(text, limit: 9).hasSuffix("-"))
            #expect(ShellText.harmless(text).utf8.allSatisfy { $0 >= 32 && $0 < 127 })
            #expect(!ShellText.harmless(text).contains { "{}%$#!&*'\"\\`<>|;~[]?".dropLast().contains($0) })
        }
        #expect(ShellText.plain("start/db1/postgresql", limit: 60) == "start-db1-postgresql")
    }

    @Test func markupMeansNothing() throws {
        for text in EmitterPlans.hostileTexts {
            let escaped = MarkupText.escaped(text)
            #expect(!escaped.contains { "<>\"'".contains($0) })
            let data = Data("<a b=\"\(escaped)\">\(escaped)</a>".utf8)
            #expect(!data.contains { $0 < 32 || $0 == 127 })
        }
        #expect(MarkupText.escaped("a\u{1b}\u{202e}\n", keepsLines: true) == "a\u{241b}\u{fffd}\n")
        #expect(MarkupText.hasHidden("a\u{7f}") && !MarkupText.hasHidden("a\n\té"))
    }

    @Test func timesAreCivil() {
        #expect(PeopleText.time(Instant(seconds: 951_782_400)) == "2000-02-29 00:00 UTC")
        #expect(PeopleText.time(Instant(seconds: -60)) == "1969-12-31 23:59 UTC")
        #expect(PeopleText.time(Instant(seconds: 4_102_444_799)) == "2099-12-31 23:59 UTC")
        #expect(PeopleText.duration(59) == "59 s")
        #expect(PeopleText.duration(125) == "2 min 5 s")
        #expect(PeopleText.duration(3_700) == "1 h 1 min")
    }
}

@Suite struct StepOrderTests {
    /// Every graph of four steps, each schedule order of them: needs come first, and among ready ones the schedule decides.
    @Test func everySmallPlanIsInOrder() throws {
        let names = ["do/0/x", "do/1/x", "do/2/x", "do/3/x"]
        let pairs = [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)]
        for edges in 0..<64 {
            for rotation in 0..<4 {
                let steps = names.indices.map { number in
                    let needs = pairs.enumerated().filter { edges & (1 << $0.offset) != 0 && $0.element.0 == number }
                    return EmitterPlans.step(names[number], needs: needs.map { names[$0.element.1] })
                }
                let preferred = Array(steps[rotation...] + steps[..<rotation])
                let plan = EmitterPlans.plan(preferred)
                let order = try StepOrder.order(plan).map { plan.steps[$0].id }
                #expect(order == bruteForce(plan))
            }
        }
    }

    /// Again and again the first step of the schedule whose needs are done.
    private func bruteForce(_ plan: Plan) -> [StepID] {
        var order: [StepID] = []
        while let next = plan.schedule.map(\.step).first(where: { id in
            !order.contains(id) && plan.step(id)?.needs.allSatisfy { order.contains($0.step) } == true
        }) {
            order.append(next)
        }
        return order
    }

    @Test func whatCannotBeOrderedIsRefused() throws {
        let lost = EmitterPlans.plan([EmitterPlans.step("do/1/a", needs: ["do/9/z"])])
        let twice = EmitterPlans.plan([EmitterPlans.step("do/1/a"), EmitterPlans.step("do/1/a")])
        for plan in [EmitterPlans.circle, lost, twice] {
            #expect(throws: GroundupError.self) { try StepOrder.order(plan) }
        }
        let wide = EmitterPlans.plan(
            [EmitterPlans.step("do/1/a", uses: ["c"], units: 3)], capacities: [Capacity(name: "c", units: 2)])
        #expect(throws: GroundupError.self) { try StepFolder(wide, digest: "d") }
    }
}
