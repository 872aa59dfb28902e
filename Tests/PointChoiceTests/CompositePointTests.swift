import Testing

@testable import PointChoice

@Suite struct CompositePointTests {
    private func file(_ path: String, group: String? = nil, _ versions: (Range<Int>, FileHistory.Standing)...)
        -> FileHistory
    {
        FileHistory(path: path, group: group, versions: versions.map { .init(points: $0.0, standing: $0.1) })
    }

    private let usable = [Bool](repeating: true, count: 10)

    @Test func everyCondemnedFileComesFromItsOwnNewestCleanVersion() throws {
        let composite = try #require(
            CompositePoint(
                files: [
                    file("a", (0..<10, .clean)), file("b", (0..<6, .clean), (6..<10, .condemned)),
                    file("c", (0..<3, .clean), (3..<8, .clean), (8..<10, .condemned)),
                    file("d", (9..<10, .notJudged)), file("e", (7..<10, .condemned)),
                ], usable: usable))
        #expect(composite.base == 9)
        #expect(composite.replaced == [5: ["b"], 7: ["c"]])
        #expect(composite.leftOut == ["e"])
        #expect(composite.notJudged == ["d"])
    }

    @Test func whatAnAttackRenamedComesBackAndWhatPeopleDeletedDoesNot() throws {
        let composite = try #require(
            CompositePoint(
                files: [
                    file("plan.doc", (0..<6, .clean)), file("plan.doc.locked", (6..<10, .condemned)),
                    file("old.doc", (0..<4, .clean)),
                ], usable: usable))
        #expect(composite.replaced == [5: ["plan.doc"]])
        #expect(composite.leftOut == ["plan.doc.locked"])
    }

    @Test func aGroupComesFromOnePoint() throws {
        let composite = try #require(
            CompositePoint(
                files: [
                    file("db/1", group: "db", (0..<7, .clean), (7..<10, .condemned)),
                    file("db/2", group: "db", (0..<10, .clean)),
                    file("db/3", group: "db", (0..<5, .clean), (5..<10, .clean)),
                ], usable: usable))
        #expect(composite.replaced == [6: ["db/1", "db/2", "db/3"]])
        #expect(composite.leftOut.isEmpty)
    }

    @Test func aGroupWithoutAGoodPointIsLeftOutWhole() throws {
        let composite = try #require(
            CompositePoint(
                files: [file("db/1", group: "db", (0..<10, .condemned)), file("db/2", group: "db", (0..<10, .clean))],
                usable: usable))
        #expect(composite.leftOut == ["db/1", "db/2"])
    }

    @Test func brokenPointsGiveNothing() throws {
        var usable = usable
        usable[9] = false
        usable[5] = false
        let composite = try #require(
            CompositePoint(files: [file("b", (0..<6, .clean), (6..<10, .condemned))], usable: usable))
        #expect(composite.base == 8)
        #expect(composite.replaced == [4: ["b"]])
        #expect(CompositePoint(files: [], usable: [false]) == nil)
    }
}
