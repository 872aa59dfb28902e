import Testing

@testable import DataHealth

@Suite struct TreeRuleTests {
    private let before = Set((0..<100).map { "d/\($0).txt" })

    @Test func aSuffixThatSwallowsManyFilesIsFound() {
        let now = (0..<100).map { $0 < 30 ? "d/\($0).txt.zzz" : "d/\($0).txt" }
        #expect(
            TreeRules.newSuffixes(now: now, before: before) == [TreeFinding(suffix: "zzz", renamed: 30, files: 100)])
    }

    @Test func copiesAndFewFilesAreNot() {
        let copies = (0..<100).flatMap { ["d/\($0).txt", "d/\($0).txt.bak"] }
        #expect(TreeRules.newSuffixes(now: copies, before: before).isEmpty)
        let few = (0..<100).map { $0 < 4 ? "d/\($0).txt.zzz" : "d/\($0).txt" }
        #expect(TreeRules.newSuffixes(now: few, before: before).isEmpty)
        #expect(TreeRules.newSuffixes(now: (0..<100).map { "e/\($0).new" }, before: before).isEmpty)
        #expect(TreeRules.newSuffixes(now: ["d.x/1", ".x", "x.", "d/.x"], before: ["d", "", "x", "d/"]).isEmpty)
    }
}
