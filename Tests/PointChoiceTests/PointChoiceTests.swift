import Estate
import Testing

@testable import PointChoice

@Suite struct PointChoiceTests {
    private static let day: Int64 = 86_400

    /// One point a day: `.` clean, `x` condemned, `?` not judged, `!` clean with an alarm, `b` broken.
    private func history(_ text: String) -> [PointRecord] {
        text.enumerated().map { index, mark in
            PointRecord(
                id: "p\(index)", takenAt: Instant(seconds: Int64(index) * Self.day),
                integrity: mark == "b" ? .broken("a pack is damaged") : .whole,
                contents: mark == "x" ? .condemned(3) : mark == "?" ? .notJudged("it was not read") : .clean,
                alarms: mark == "!" ? [.shrunk(share: 0.4)] : [])
        }
    }

    private func choice(_ text: String, _ change: (inout PointChoice.Wishes) -> Void = { _ in }) -> PointChoice {
        var wishes = PointChoice.Wishes()
        change(&wishes)
        return PointChoice(history(text), now: Instant(seconds: Int64(text.count) * Self.day), wishes: wishes)
    }

    @Test func ofAGoodHistoryTheNewestPoint() {
        let offer = choice("............").newestGood()
        #expect(offer.chosen?.point.id == "p11")
        #expect(offer.chosen?.lossSeconds == Self.day)
        #expect(offer.passedOver.isEmpty)
    }

    @Test func thePointJustBeforeDamageIsDistrusted() {
        let offer = choice("........xxxx").newestGood()
        #expect(offer.chosen?.point.id == "p6")
        #expect((offer.chosen?.damageProbability ?? 1) < 0.01)
        #expect(offer.passedOver.map(\.id) == ["p11", "p10", "p9", "p8", "p7"])
        #expect(
            offer.passedOver.last?.because.hasPrefix("it looks clean, but is damaged with a probability of 3.") == true)
    }

    @Test func aMissInsideDamageIsNotChosen() {
        #expect(choice("........xxx.").newestGood().chosen?.point.id == "p6")
        #expect(choice("........xx.x").newestGood().chosen?.point.id == "p6")
    }

    @Test func afterACleanUpTheLaterPointsAreGood() {
        #expect(choice("....xxx.....").newestGood().chosen?.point.id == "p11")
        #expect(choice("....xxx....xx").newestGood().chosen?.point.id == "p9")
    }

    @Test func theFirstEvidenceOrTheMomentGivenBoundsTheOtherAnswer() {
        #expect(choice("....xxx.....").beforeCompromise().chosen?.point.id == "p3")
        #expect(choice("............").beforeCompromise().chosen == nil)
        let given = choice("............") { $0.compromisedAt = Instant(seconds: 5 * Self.day) }
        #expect(given.beforeCompromise().chosen?.point.id == "p4")
        let distrusted = choice("....xxx.....") { $0.dwellSeconds = 2 * Self.day }
        #expect(distrusted.beforeCompromise().chosen?.point.id == "p1")
    }

    @Test func whatIsBrokenOrNotJudgedIsNeverChosen() {
        #expect(choice("....b").newestGood().chosen?.point.id == "p3")
        #expect(choice("...?").newestGood().chosen?.point.id == "p2")
        #expect(
            choice("???").newestGood().answer
                == .none(because: "no restore point is whole, judged clean and likely enough to be so"))
        #expect(choice("").newestGood().answer == .none(because: "there is no restore point"))
    }

    @Test func anAlarmOnOneDayDoesNotCondemnTheDaysAfterIt() {
        #expect(choice("......!.....").newestGood().chosen?.point.id == "p11")
    }

    @Test func aLongHistoryKeepsItsProbabilities() {
        let probabilities = DamageLikelihood(.usual).probabilities(
            history(String(repeating: ".", count: 50_000) + "xx"))
        #expect(probabilities.allSatisfy { $0 >= 0 && $0 <= 1 })
        #expect(probabilities[25_000] < 0.001)
        #expect(probabilities[50_001] > 0.9)
    }

    /// The passes against the sum over every possible course of events.
    @Test(arguments: ["..x", "x.x.", "?x..?", ".!x.x", "xxxxx."])
    func probabilitiesEqualThoseOfEnumeration(_ text: String) {
        let history = history(text)
        let rates = DetectorRates.usual
        var total = 0.0
        var damaged = [Double](repeating: 0, count: history.count)
        for course in 0..<(1 << history.count) {
            var weight = 1.0
            for index in history.indices {
                let isBad = course >> index & 1 == 1
                let wasBad = index > 0 && course >> (index - 1) & 1 == 1
                let change = wasBad ? DamageLikelihood.cleanUp : DamageLikelihood.onset
                weight *= isBad == wasBad ? 1 - change : change
                if history[index].isAccused {
                    weight *= isBad ? 1 - rates.missed : rates.falselyAccused
                } else if case .clean = history[index].contents {
                    weight *= isBad ? rates.missed : 1 - rates.falselyAccused
                }
            }
            total += weight
            for index in history.indices where course >> index & 1 == 1 { damaged[index] += weight }
        }
        for (found, sum) in zip(DamageLikelihood(rates).probabilities(history), damaged) {
            #expect(abs(found - sum / total) < 1e-12)
        }
    }
}
