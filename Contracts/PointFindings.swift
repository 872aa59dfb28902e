/// What a look showed of one restore point, whatever it showed of the repository.
package struct PointFinding: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        /// Nothing that it needs is damaged, as far as this depth shows.
        case whole(VerifyDepth)
        /// Something that it needs is not what was stored, as this depth showed.
        case damaged(VerifyDepth, String)
        /// Neither proven nor refuted, and why.
        case notKnown(String)
    }

    package let point: RestorePoint
    package let verdict: Verdict

    package init(_ point: RestorePoint, _ verdict: Verdict) {
        self.point = point
        self.verdict = verdict
    }

    package var isDamaged: Bool {
        if case .damaged = verdict { true } else { false }
    }
}

extension PointFinding.Verdict {
    /// The same after a look at `depth` that was followed deeper only to tell points apart: a look as deep as that one, of
    /// which nothing comes, disproves it.
    package func ledTo(by depth: VerifyDepth) -> Self {
        if case .damaged(let seen, let words) = self, seen > depth { .damaged(depth, words) } else { self }
    }
}

extension PointVerification {
    /// What it proves of single points: what the engine says of each or, after a look at one point alone, its outcome.
    package func findings(of request: VerifyRequest) -> [PointFinding] {
        guard points.isEmpty, let point = request.point else { return points }
        return [PointFinding(point, verdict(on: point, asked: request.depth))]
    }

    /// What a look at `point` alone means for it.
    package func verdict(on point: RestorePoint, asked: VerifyDepth) -> PointFinding.Verdict {
        switch outcome {
        // It came back as it was stored; whether an application works on it is another question.
        case .failed where reached == .working: return .whole(.restored)
        case .warned where reached ?? .listed >= .restored, .unknown where reached ?? .listed >= .restored:
            return .whole(.restored)
        case .ok(let proof): return reached.map { .whole($0) } ?? .notKnown(proof)
        case .warned(let words), .unknown(let words): return .notKnown(words)
        case .failed(let failure) where failure.kind == .corrupt:
            // Every list tells this anew, together with what can be restored all the same, such as a log up to its gap.
            if reached ?? .listed <= .structure, point.isRestorable, !point.warnings.isEmpty {
                return .notKnown(failure.words)
            }
            return .damaged(reached ?? min(asked, .restored), failure.words)
        case .failed(let failure): return .notKnown(failure.description)
        }
    }

    /// The verdict on the one point that was asked for, out of those on all: damage elsewhere is told, but is not its own.
    package func limited(to point: RestorePoint) -> PointVerification {
        guard let finding = points.first(where: { $0.point.id == point.id }) else { return self }
        var limited = self
        limited.points = [finding]
        if case .whole = finding.verdict, case .failed(let failure) = outcome {
            limited.outcome = .warned("it needs nothing that is damaged, but others do: \(failure.words)")
        }
        return limited
    }
}
