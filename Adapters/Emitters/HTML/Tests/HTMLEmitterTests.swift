import Contracts
import Foundation
import Host
import TestKit
import Testing

@testable import HTMLEmitter

@Suite struct HTMLEmitterTests {
    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(
            ProgramReader(HTMLEmitter(), runner: SubprocessRunner(), program: reader))
        #expect(violations == [])
    }

    @Test func valuesCanBeCopiedOrAreSaidNotTo() throws {
        let plan = EmitterPlans.plan([
            EmitterPlans.step("do/1/a", parameters: ["GU_A": "it's <b>\nline two"]),
            EmitterPlans.step("do/2/b", parameters: ["GU_B": "\u{1b}[31m"]),
        ])
        let text = try HTMLEmitter().emit(plan, digest: "d")[0].contents
        #expect(text.contains("<pre>export GU_A=&#39;it&#39;\\&#39;&#39;s &lt;b&gt;\nline two&#39;\n</pre>"))
        #expect(text.components(separatedBy: "cannot be shown").count == 2)
    }

    @Test func whatIsMissingIsSaid() throws {
        let text = try HTMLEmitter().emit(EmitterPlans.plain, digest: "d")[0].contents
        #expect(text.contains("<h2>What does not come back</h2>\n<p>Nothing that is known of.</p>"))
        #expect(text.contains("the secret <code>file:/etc/hostname</code>"))
        #expect(text.contains("at most 1 steps at once that use <code>repository:shop</code>"))
    }
}

/// Reads the page strictly: tags match, links stay inside, nothing runs, the policy names the style that is there.
private let reader = #"""
    import base64, hashlib, html.parser, re

    class Reader(html.parser.HTMLParser):
        def __init__(self):
            super().__init__(convert_charrefs=True)
            self.open, self.steps, self.step, self.links, self.ids = [], {}, None, [], []
            self.style, self.policy, self.heading = "", "", False

        def handle_starttag(self, tag, attributes):
            values = dict(attributes)
            allowed = "html head meta title style body main h1 h2 h3 dl dt dd p ul li code pre table thead tbody tr th td a svg rect section"
            assert tag in allowed.split(), tag
            assert not {name for name in values if name.startswith("on") or name in ("style", "src")}, values
            if tag != "meta":
                self.open.append(tag)
            if "id" in values:
                self.ids.append(values["id"])
            if values.get("http-equiv"):
                self.policy = values["content"]
            if tag == "section" and values["id"].startswith("step-"):
                self.step = values["id"]
                self.steps[self.step] = ["", []]
            if tag == "a":
                assert values["href"].startswith("#"), values
                self.links.append(values["href"][1:])
                if self.step and values["href"].startswith("#step-"):
                    self.steps[self.step][1].append(values["href"][1:])

        def handle_endtag(self, tag):
            assert self.open and self.open.pop() == tag, tag
            if tag == "section":
                self.step = None

        def handle_data(self, data):
            if self.open and self.open[-1] == "style":
                self.style += data
            elif self.step and self.open[-1] == "code" and not self.steps[self.step][0]:
                self.steps[self.step][0] = data

    text = open("restore.html", encoding="utf-8", newline="").read()
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open and len(set(reader.ids)) == len(reader.ids)
    assert set(reader.links) <= set(reader.ids)
    digest = base64.b64encode(hashlib.sha256(reader.style.encode()).digest()).decode()
    assert reader.policy == f"default-src 'none'; style-src 'sha256-{digest}'", (reader.policy, digest)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text)
    for name, needs in reader.steps.values():
        print("\t".join([name, *(reader.steps[need][0] for need in needs)]))
    """#
