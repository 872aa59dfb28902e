import Contracts
import Host
import TestKit
import Testing

@testable import SVGEmitter

@Suite struct SVGEmitterTests {
    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(
            ProgramReader(SVGEmitter(), runner: SubprocessRunner(), program: reader))
        #expect(violations == [])
    }

    @Test func barsStandWhereTheScheduleSays() throws {
        let text = try SVGEmitter().emit(EmitterPlans.plain, digest: "d")[0].contents
        // Eight steps of 10 s one after the other: 900 pixels for 80 s.
        #expect(text.contains("<rect class=\"bar\" x=\"24\" y=\"81\" width=\"112\""))
        #expect(text.contains("x=\"811\""))
    }
}

/// Parses the picture strictly; everything has to be inside it, and nothing may come from elsewhere.
private let reader = #"""
    import xml.etree.ElementTree as ET
    SPACE = "{http://www.w3.org/2000/svg}"
    root = ET.parse("restore.svg").getroot()
    width, height = int(root.get("width")), int(root.get("height"))
    names, needs = {}, {}
    for each in root.iter():
        assert each.tag in {SPACE + tag for tag in "svg title desc style rect text line path g".split()}, each.tag
        assert not any("href" in name or name.startswith("on") or name == "style" for name in each.keys()), each.keys()
        if each.get("data-step"):
            names[each.get("data-step")] = each.find(SPACE + "title").text
            bar = each.find(SPACE + "rect")
            assert 0 <= int(bar.get("x")) and int(bar.get("x")) + int(bar.get("width")) <= width
            assert 0 <= int(bar.get("y")) and int(bar.get("y")) + int(bar.get("height")) <= height
        if each.get("data-from"):
            needs.setdefault(each.get("data-to"), []).append(each.get("data-from"))
    for number, name in names.items():
        print("\t".join([name, *(names[need] for need in needs.get(number, []))]))
    """#
