import Contracts
import Estate
import Foundation
import RecoveryPlan
import Testing

@testable import MarkdownEmitter

@Suite struct MarkdownEmitterTests {
    private func step(_ id: String, needs: [String] = [], value: String = "v") -> Step {
        Step(
            id: StepID(id), title: "Do | \(id)", asset: AssetID("db1"), target: AssetID("db1"), place: .target,
            body: "b",
            parameters: [Parameter(name: "GU_TEXT", value: value)],
            secrets: [SecretReference(name: "GU_PASSWORD", reference: "file:/secret")],
            needs: needs.map { Need(step: StepID($0), why: "because of \($0)") },
            estimate: Estimate(seconds: 65, basis: "recipe"), timeout: 3_700, attempts: 1, why: "it is needed")
    }

    private func plan(_ steps: [Step]) -> Plan {
        var plan = Plan(estate: "shop", estateDigest: "e5", scope: ["all"], asOf: Instant(seconds: 1_700_000_000))
        plan.steps = steps.sorted { $0.id < $1.id }
        plan.bodies = ["b": "echo hello\n"]
        return plan
    }

    private func text(_ plan: Plan) throws -> String {
        let files = try MarkdownEmitter().emit(plan, digest: "d1")
        #expect(files.map(\.name) == ["restore.md"])
        return files[0].contents
    }

    @Test func stepsStandInWavesByTheirNeeds() throws {
        let text = try text(plan([step("c", needs: ["a"]), step("a"), step("b"), step("d", needs: ["c", "b"])]))
        let waves = text.components(separatedBy: "### Wave ").dropFirst().map { wave in
            ["a", "b", "c", "d"].filter { wave.contains("- [ ] **`\($0)`**") }
        }
        #expect(Array(waves) == [["a", "b"], ["c"], ["d"]])
        #expect(text.contains("  - needs `c`: because of c\n"))
        #expect(text.contains("about 1 min 5 s (recipe), given up after 1 h 1 min"))
        #expect(text.contains("- the secret `file:/secret`"))
        #expect(text.contains("### Body `b`\n\n```sh\necho hello\n```\n"))
        #expect(text.contains("Data as of 2023-11-14 22:13 UTC"))
    }

    @Test func bootstrapsPointsAndGapsAreTold() throws {
        var plan = plan([step("a")])
        plan.bootstraps = [
            ChosenBootstrap(
                asset: AssetID("ns1/bind9"), name: "own-zones-first", circle: [], without: [AssetID("dc1/samba")],
                why: "It is the cheapest.")
        ]
        plan.restorePoints = [
            ChosenRestorePoint(
                dataset: AssetID("db1:/a|b"), repository: "shop", point: "0a", takenAt: Instant(seconds: 0),
                why: "newest")
        ]
        let none = try text(plan)
        #expect(none.contains("## What does not come back\n\nNothing that is known of.\n"))
        plan.gaps = [BlindSpot(subject: "app1", reason: "No restore point.")]
        let text = try text(plan)
        #expect(
            text.contains("- `ns1/bind9` starts first (`own-zones-first`), without `dc1/samba`. It is the cheapest."))
        #expect(text.contains("| `db1:/a\\|b` | `shop` | `0a` | 1970-01-01 00:00 UTC | newest |"))
        #expect(text.contains("- `app1`: No restore point."))
    }

    @Test func namesDoNotBecomeMarkup() throws {
        var plan = plan([step("a`b\n# head", value: "x\n```\n# no\n'q'")])
        plan.estate = "<script>alert(1)</script>\n[x](y) *z*"
        plan.bodies = ["b": "echo '````'\n"]
        let text = try text(plan)
        #expect(text.hasPrefix("# Restoration of \\<script\\>alert\\(1\\)\\</script\\>?\\[x\\]\\(y\\) \\*z\\*\n"))
        #expect(text.contains("**``a`b?# head``**"))
        #expect(text.contains("\n````sh\nexport GU_TEXT='x\n```\n# no\n'\\''q'\\'''\n"))
        #expect(text.contains("`````sh\necho '````'\n`````\n"))
        // Outside of code every line that starts a heading is one of ours.
        let headings = text.replacing("# no\n", with: "").split(separator: "\n").filter { $0.hasPrefix("#") }
        #expect(
            headings.allSatisfy { line in
                ["# Restoration of ", "## ", "### Wave ", "### Body "].contains { line.hasPrefix($0) }
            })
    }
}
