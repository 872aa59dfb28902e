import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import TestKit
import Testing

@testable import MermaidEmitter

/// Mermaid itself needs a browser and packages from elsewhere, so a strict reader of the part that is used stands in for it.
@Suite struct MermaidEmitterTests {
    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(
            ProgramReader(MermaidEmitter(), runner: SubprocessRunner(), program: reader))
        #expect(violations == [])
    }

    @Test func largePlansSayWhatTheyNeed() throws {
        let small = try MermaidEmitter().emit(EmitterPlans.plain, digest: "d")[0].contents
        #expect(!small.contains("maxEdges"))
        let large = try MermaidEmitter().emit(EmitterPlans.chain(502), digest: "d")[0].contents
        let size = large.split(separator: "\n")[1].split(separator: " ").compactMap { Int($0) }.last
        #expect(large.contains("set maxEdges to 501 and maxTextSize to"))
        #expect(try #require(size) >= large.utf8.count)
    }
}

/// The flowchart under the real Mermaid in a headless browser, where both are installed.
@Suite struct RealMermaidTests {
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["GROUNDUP_MERMAID"] != nil,
            "GROUNDUP_MERMAID names no mermaid.min.js to draw with; the grammar was checked instead"),
        arguments: [
            ("plain", 8, 9), ("hostile", EmitterPlans.hostile.steps.count, EmitterPlans.hostile.steps.count - 2),
        ])
    func mermaidDrawsIt(name: String, nodes: Int, links: Int) async throws {
        let script = try #require(ProcessInfo.processInfo.environment["GROUNDUP_MERMAID"])
        let plan = name == "plain" ? EmitterPlans.plain : EmitterPlans.hostile
        let text = try MermaidEmitter().emit(plan, digest: EmitterPlans.digest)[0].contents
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        let page = EmittedFile(
            name: "page.html",
            contents: """
                <!doctype html><meta charset="utf-8"><script src="\(script)"></script><pre id="text">\(escaped)</pre><script>
                mermaid.initialize({startOnLoad: false})
                mermaid.render("graph", document.getElementById("text").textContent).then(
                    drawn => {
                        document.body.innerHTML = drawn.svg
                        const count = what => document.querySelectorAll(what).length
                        document.title = `${count(".node")} nodes, ${count("path.flowchart-link")} links`
                    }, error => { document.title = "failed: " + error })
                </script>
                """)
        let folder = try EmittedFolder([page], runner: SubprocessRunner())
        let result = try await folder.run(
            "chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
                "--virtual-time-budget=60000", "--dump-dom", "file://\(folder.path)/page.html",
            ])
        #expect(result.text.contains("<title>\(nodes) nodes, \(links) links</title>"), "\(result.text.suffix(500))")
    }
}

/// Every line has to be one of the forms that are used; prints each step's label and the labels of what it needs.
private let reader = #"""
    import re
    TEXT = r'"((?:[A-Za-z0-9 .,:/_-]|#[0-9]+;)+)"'
    LINES = {
        "comment": r"%% [ -~]*", "head": "flowchart LR", "open": rf"  subgraph (g\d+)\[{TEXT}\]", "close": "  end",
        "node": rf"    (s\d+)\[{TEXT}\]", "arrow": r"  (s\d+) (?:-->|==>) (s\d+)",
        "limits": r"%% Too large for Mermaid[ -~]*", "style": "  classDef critical stroke-width:3px", "class": r"  class s\d+(,s\d+)* critical"}
    nodes, needs, depth, kinds = {}, {}, 0, []
    for line in open("restore.mmd").read().split("\n")[:-1]:
        kind, match = next(
            ((kind, match) for kind, form in LINES.items() if (match := re.fullmatch(form, line))), (None, None))
        assert kind, f"no form fits {line!r}"
        kinds.append(kind)
        if kind == "node":
            assert depth == 1 and match[1] not in nodes
            nodes[match[1]] = re.sub("#([0-9]+);", lambda code: chr(int(code[1])), match[2])
            needs[match[1]] = []
        elif kind == "arrow":
            assert match[1] in nodes and match[2] in nodes
            needs[match[2]].append(match[1])
        depth += {"open": 1, "close": -1}.get(kind, 0)
    assert depth == 0 and kinds[:2] == ["comment", "head"] and kinds.count("head") == 1
    for node, label in nodes.items():
        print("\t".join([label, *(nodes[need] for need in needs[node])]))
    """#
