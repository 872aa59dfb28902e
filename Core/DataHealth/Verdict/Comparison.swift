/// A file beside its older version.
///
/// What was wrong before already says nothing about an attack in between; that cancels odd files that were always odd.
struct Comparison {
    let now: ContentExamination
    let before: ContentExamination

    /// How many of a hundred compared blocks have to turn random, and how many at least.
    private static let turnedPercent = 5
    private static let fewestTurned = 2

    var evidence: [Evidence] {
        guard before.failure == nil else { return [] }
        if let digest = now.digest, digest == before.digest {
            return [Evidence(.unchanged, "The content is the same as in the older version.")]
        }
        return emptied + becameInvalid + typeChanged + blocks
    }

    private var emptied: [Evidence] {
        guard before.size > 0, before.statistics.whole.count > before.statistics.trailingZeros else { return [] }
        guard now.size == 0 || now.statistics.trailingZeros == now.size else { return [] }
        return [
            Evidence(
                .emptied, "It had \(before.size) bytes and has only \(now.size), zeros all.", ["before": before.size])
        ]
    }

    private var becameInvalid: [Evidence] {
        guard let old = before.structure, old.state == .valid || old.state == .irregular else { return [] }
        if let new = now.structure, new.state == .damaged {
            return [Evidence(.becameInvalid, "It was a valid \(old.format) and is not now: \(new.words)")]
        }
        // What is of no kind any more cannot be of a valid structure.
        guard now.kind == .unknown, !old.isText || now.statistics.controlsPerThousand > 0 else { return [] }
        return [Evidence(.becameInvalid, "It was a valid \(old.format) and is of no kind now.")]
    }

    private var typeChanged: [Evidence] {
        guard before.kind != .unknown, before.kind != .empty, now.kind != before.kind, now.size > 0 else { return [] }
        let words = "It was \(before.kind.rawValue) and is \(now.kind.rawValue) now"
        if now.isKindLost, now.isRandom || now.statistics.head.isRandom {
            return [Evidence(.typeChangedRandom, "\(words), and random.", now.statistics.wholeNumbers)]
        }
        let isWorse = now.isKindLost || (now.isEncodedRandom && !before.kind.isText)
        return isWorse ? [Evidence(.typeChanged, "\(words).")] : []
    }

    private var blocks: [Evidence] {
        // A picture that was edited is as even as before; only what was not compressed may show blocks.
        guard !(now.kind.isIncompressible && before.kind.isIncompressible) else { return [] }
        let (turned, compared) = now.statistics.blocks.turnedRandom(since: before.statistics.blocks)
        guard turned >= Self.fewestTurned, turned * 100 >= compared * Self.turnedPercent else { return [] }
        return [
            Evidence(
                .blocksTurnedRandom, "\(turned) of \(compared) blocks that were not random are random now.",
                ["turned": turned, "compared": compared, "blockSize": now.statistics.blocks.blockSize])
        ]
    }
}

extension StructureReport {
    fileprivate var isText: Bool { format == "text" || format == "utf-16" }
}
