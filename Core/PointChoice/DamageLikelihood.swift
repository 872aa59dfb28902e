/// How likely it is that each point of a history is damaged, given what the detectors said of all of them.
///
/// A detector that misses some damage makes the newest point that looks clean a bad choice, and bisection supposes that
/// what is clean never follows what is damaged. Here a history is a chain of two hidden states, good and damaged: the
/// neighbours of a point speak for or against it as far as damage usually stays from one point to the next. The
/// probabilities are exact (forward and backward passes), in time linear in the number of points.
struct DamageLikelihood {
    /// How likely damage comes, and how likely it is cleaned up, between one point and the next.
    ///
    /// Both are rare; choices depend on their order of magnitude only.
    static let onset = 0.02
    static let cleanUp = 0.02

    private let rates: DetectorRates

    init(_ rates: DetectorRates) { self.rates = rates }

    /// For each point of `history`, oldest first, the probability from 0 to 1 that it is damaged.
    func probabilities(_ history: [PointRecord]) -> [Double] {
        guard !history.isEmpty else { return [] }
        let seen = history.map(evidence)
        let before = forward(seen)
        var probabilities = [Double](repeating: 0, count: history.count)
        var after = Weights(good: 1, damaged: 1)
        for index in history.indices.reversed() {
            let both = Weights(
                good: before[index].good * after.good, damaged: before[index].damaged * after.damaged)
            probabilities[index] = both.scaled.damaged
            // What the later points say, seen from the point before this one.
            let here = Weights(good: seen[index].good * after.good, damaged: seen[index].damaged * after.damaged)
            after =
                Weights(
                    good: here.good * (1 - Self.onset) + here.damaged * Self.onset,
                    damaged: here.good * Self.cleanUp + here.damaged * (1 - Self.cleanUp)
                ).scaled
        }
        return probabilities
    }

    private func forward(_ seen: [Weights]) -> [Weights] {
        var known = Weights(good: 1 - Self.onset, damaged: Self.onset)
        return seen.enumerated().map { index, evidence in
            if index > 0 {
                known = Weights(
                    good: known.good * (1 - Self.onset) + known.damaged * Self.cleanUp,
                    damaged: known.good * Self.onset + known.damaged * (1 - Self.cleanUp))
            }
            known = Weights(good: known.good * evidence.good, damaged: known.damaged * evidence.damaged).scaled
            return known
        }
    }

    /// How likely it is to see what was seen of `point`, if it is good and if it is damaged.
    private func evidence(_ point: PointRecord) -> Weights {
        if point.isAccused { return Weights(good: rates.falselyAccused, damaged: 1 - rates.missed) }
        if case .notJudged = point.contents { return Weights(good: 1, damaged: 1) }
        return Weights(good: 1 - rates.falselyAccused, damaged: rates.missed)
    }

    /// Relative weights of the two states.
    private struct Weights {
        var good: Double
        var damaged: Double

        /// The same with the sum 1, so that long histories do not vanish.
        var scaled: Weights {
            let sum = good + damaged
            return Weights(good: good / sum, damaged: damaged / sum)
        }
    }
}
