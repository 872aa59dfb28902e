package import Estate

/// Chooses from the restore points of one dataset after its data was damaged.
///
/// Two questions with different answers: the newest point whose data is good, and the newest one from before the
/// intruder came. Neither is found by bisection, nor is the newest point that looks clean the answer to the first:
/// a detector that misses one damaged point in thirty makes that a damaged one nearly every second time.
package struct PointChoice: Sendable {
    /// Oldest first.
    private let history: [PointRecord]
    private let probabilities: [Double]
    private let now: Instant
    private let wishes: Wishes

    package struct Wishes: Hashable, Sendable {
        package var rates = DetectorRates.usual
        /// The largest probability of damage with which a point is still offered.
        package var acceptedDamage = 0.01
        /// When the intruder came in, as the security team knows it.
        package var compromisedAt: Instant?
        /// Seconds before the first evidence that are distrusted too, because intruders are there before they are seen.
        package var dwellSeconds: Int64 = 0

        package init() {}
    }

    /// - Parameter history: in any order; points of the same moment stay in the order given.
    package init(_ history: [PointRecord], now: Instant, wishes: Wishes = Wishes()) {
        self.history = history.enumerated().sorted {
            ($0.element.takenAt, $0.offset) < ($1.element.takenAt, $1.offset)
        }.map(\.element)
        probabilities = DamageLikelihood(wishes.rates).probabilities(self.history)
        self.now = now
        self.wishes = wishes
    }

    /// For each point, oldest first, how likely it is damaged, from 0 to 1.
    package var damageProbabilities: [Double] { probabilities }

    package func offers() -> [PointOffer] { [newestGood(), beforeCompromise()] }

    /// The newest point with whole, clean contents that the points around it do not speak against.
    package func newestGood() -> PointOffer {
        offer(.newestGood, none: "no restore point is whole, judged clean and likely enough to be so") { index in
            objectionToContents(history[index])
                ?? (probabilities[index] <= wishes.acceptedDamage
                    ? nil : "it looks clean, but is damaged with a probability of \(percent(probabilities[index]))")
        }
    }

    /// The newest such point that is older than the first evidence, or than the moment that the security team names.
    package func beforeCompromise() -> PointOffer {
        guard let moment = wishes.compromisedAt ?? firstEvidence else {
            return PointOffer(
                question: .beforeCompromise,
                answer: .none(because: "nothing speaks of a compromise, and no moment of one was given"), passedOver: []
            )
        }
        let limit = moment.seconds - wishes.dwellSeconds
        return offer(.beforeCompromise, none: "no usable restore point is older than the compromise") { index in
            history[index].takenAt.seconds >= limit
                ? "it is not older than the first evidence of a compromise" : objectionToContents(history[index])
        }
    }

    /// When the oldest point that is accused was taken.
    package var firstEvidence: Instant? { history.first(where: \.isAccused)?.takenAt }

    // MARK: - Parts

    private func offer(
        _ question: PointOffer.Question, none: String, objection: (Int) -> String?
    ) -> PointOffer {
        var offer = PointOffer(question: question, answer: .none(because: none), passedOver: [])
        for index in history.indices.reversed() {
            let point = history[index]
            guard let objection = objection(index) else {
                offer.answer = .point(
                    PointOffer.Chosen(
                        point: point, lossSeconds: max(0, now.seconds(since: point.takenAt)),
                        damageProbability: probabilities[index]))
                return offer
            }
            offer.passedOver.append(
                PointOffer.PassedOver(id: point.id, takenAt: point.takenAt, because: objection))
        }
        if history.isEmpty { offer.answer = .none(because: "there is no restore point") }
        return offer
    }

    private func objectionToContents(_ point: PointRecord) -> String? {
        switch point.integrity {
        case .broken(let reason): return "what is stored of it is broken: \(reason)"
        case .notVerified(let reason): return "what is stored of it was not verified: \(reason)"
        case .whole: break
        }
        switch point.contents {
        case .condemned(let count): return "it holds \(count) condemned \(count == 1 ? "content" : "contents")"
        case .notJudged(let reason): return "its contents were not judged: \(reason)"
        case .clean: return nil
        }
    }

    private func percent(_ probability: Double) -> String {
        let tenths = Int((probability * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
