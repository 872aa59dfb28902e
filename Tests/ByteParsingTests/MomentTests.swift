import ByteParsing
import Testing

@Suite struct MomentTests {
    private func seconds(_ text: String) -> Int64? { secondsSinceEpoch(rfc3339: Array(text.utf8)[...]) }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-23T21:34:30Z", 1_795_469_670), ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-01-02T03:04:05.678901234+01:00", 1_767_319_445), ("1969-12-31T23:59:59Z", -1),
            ("2026-01-01t00:00:00z", 1_767_225_600), ("2026-01-01 00:00:00-05:30", 1_767_245_400),
            ("1990-12-31T23:59:60Z", 662_688_000),
        ] as [(String, Int64)])
    func times(_ text: String, _ expected: Int64) {
        #expect(seconds(text) == expected)
    }

    @Test(arguments: [
        "", "2026", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00Zx",
        "2026-1-1T00:00:00Z", "-2026-01-01T00:00:00Z", "2026-01-01T00:00:00+24:00",
    ])
    func noTimes(_ text: String) {
        #expect(seconds(text) == nil)
    }

    @Test func everyDayOfFourCenturiesComesBack() throws {
        for day in stride(from: -200 * 365, to: 230 * 365, by: 1) {
            let moment = Int64(day) * 86_400 + 43_261
            let text = try #require(rfc3339(secondsSinceEpoch: moment))
            guard seconds(text) == moment else {
                Issue.record("day \(day) became \(text)")
                return
            }
        }
    }

    @Test func yearsWithoutFourDigitsHaveNoText() {
        #expect(rfc3339(secondsSinceEpoch: -62_167_219_200) == "0000-01-01T00:00:00Z")
        #expect(rfc3339(secondsSinceEpoch: -62_167_219_201) == nil)
        #expect(rfc3339(secondsSinceEpoch: 253_402_300_799) == "9999-12-31T23:59:59Z")
        #expect(rfc3339(secondsSinceEpoch: 253_402_300_800) == nil)
        #expect(rfc3339(secondsSinceEpoch: .max) == nil && rfc3339(secondsSinceEpoch: .min) == nil)
    }
}
