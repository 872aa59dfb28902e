import Estate
import Testing

@testable import CommandTemplate

@Suite struct PointPatternTests {
    @Test func `fields go on until the text that follows`() throws {
        let fields = try #require(PointPattern("{time} {bytes} {id}").fields(of: "1795435597.25 17 orders 2026.dump"))
        #expect(fields.id == "orders 2026.dump" && fields.bytes == 17 && fields.time == Instant(seconds: 1_795_435_597))
        let other = PointPattern("{id};{ignore};{time}").fields(of: "a.sql;whatever;2026-11-23T12:06:37Z")
        #expect(other?.time == Instant(seconds: 1_795_435_597) && other?.bytes == nil)
    }

    @Test(arguments: [
        "", "1 2", "x 1 a", "1 x a", "1 -5 a", "1 1 ../etc", "1 1 -rf", "1 1 ..", "1 1 a\u{1b}b", "1.2.3 1 a",
        "1 1 \(String(repeating: "a", count: 256))",
    ])
    func `other lines are no restore points`(line: String) {
        #expect(PointPattern("{time} {bytes} {id}").fields(of: line) == nil)
    }
}
