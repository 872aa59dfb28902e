extension ContentJudge {
    /// Below this, random bytes without a promise say nothing: keys and hashes are so.
    private static let fewestOfUnknown = 256

    /// What kind, promise and statistics say together; never one of them alone.
    static func typeEvidence(_ file: ContentExamination) -> [Evidence] {
        let sum = file.statistics
        if file.kind.isText { return textEvidence(file) }
        guard let promise = file.promise else { return unpromised(file) }
        guard file.isPromiseBroken || file.isKindLost else { return randomBody(file) }
        let expected = promise.kinds[0].rawValue
        guard file.isKindLost else {
            // Another known kind, such as a picture with the wrong suffix, is nothing bad.
            return [Evidence(.typeMismatch, "\(expected) was expected by its name; it is \(file.kind.rawValue).")]
        }
        if file.isRandom {
            return [
                Evidence(
                    .typeLostRandom, "\(expected) was expected by its name; it is of no kind, and random.",
                    sum.wholeNumbers.merging(["trailingZeros": sum.trailingZeros]) { $1 })
            ]
        }
        if sum.head.isRandom, sum.size > StatisticsCounter.headSize || sum.head.count >= 1_024 {
            return [
                Evidence(
                    .typeLostRandomHead, "\(expected) was expected by its name; its first 4 KiB are random.",
                    ["headChiSquareTenths": sum.head.tenths])
            ]
        }
        return lost(file, expected)
    }

    /// The kind is lost, and the bytes are not random.
    private static func lost(_ file: ContentExamination, _ expected: String) -> [Evidence] {
        let sum = file.statistics
        let isPlain = file.promise?.kinds.contains(.text) ?? true
        if !isPlain || sum.trailingZeros == file.size {
            guard file.size >= ChiSquare.fewestBytes else { return [] }
            return [
                Evidence(
                    .typeLost, "\(expected) was expected by its name; its bytes are of no known kind.", sum.wholeNumbers
                )
            ] + alternating(file)
        }
        guard sum.size >= ChiSquare.fewestBytes, sum.controlsPerThousand >= fewestControls, sum.isNoisy else {
            let body = randomBody(file)
            return body.isEmpty ? alternating(file) : body
        }
        return [
            Evidence(
                .textLost,
                "Text was expected by its name; \(sum.controlsPerThousand) of 1,000 bytes are control characters.",
                ["controlsPerThousand": sum.controlsPerThousand])
        ] + alternating(file)
    }

    /// Of random bytes 86 in 1,000 are control characters; encryption of every other run makes it half.
    private static let fewestControls = 30

    private static func unpromised(_ file: ContentExamination) -> [Evidence] {
        let sum = file.statistics
        guard file.isKindLost else { return randomBody(file) }
        guard sum.size >= fewestOfUnknown, !isNamedByContent(file.name) else { return [] }
        guard file.name.lastSuffix.map({ !sealedSuffixes.contains($0) }) ?? true else { return [] }
        if file.isRandom {
            return [Evidence(.unknownRandom, "It is of no known kind, and random.", sum.wholeNumbers)]
        }
        if sum.head.isRandom, sum.head.count >= fewestOfBody {
            return [
                Evidence(
                    .unknownRandomHead, "It is of no known kind, and its first 4 KiB are random.",
                    ["headChiSquareTenths": sum.head.tenths])
            ]
        }
        let body = randomBody(file)
        return body.isEmpty ? alternating(file) : body
    }

    /// Below this, what follows a header says nothing.
    private static let fewestOfBody = 256

    /// A header that was left alone, and random bytes after it.
    private static func randomBody(_ file: ContentExamination) -> [Evidence] {
        let body = file.statistics.body
        guard body.isRandom, body.count >= fewestOfBody, !file.kind.isIncompressible, file.structure?.state != .valid
        else { return [] }
        return [
            Evidence(
                .bodyRandom, "All but its first 512 bytes is random.",
                ["bodyChiSquareTenths": body.tenths, "bytes": body.count])
        ]
    }

    /// Names that say that a file is encrypted on purpose.
    private static let sealedSuffixes: Set<String> = [
        "gpg", "pgp", "enc", "age", "aes", "cpt", "p7m", "asc", "sig", "kdbx", "jks", "keystore", "luks", "hc", "tc",
    ]

    /// Stores of backup tools name what they keep by its hash, and encrypt it.
    private static func isNamedByContent(_ name: String) -> Bool {
        let file = name.split(separator: "/").last ?? ""
        return file.utf8.count >= 32
            && file.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func alternating(_ file: ContentExamination) -> [Evidence] {
        let sum = file.statistics
        guard sum.isAlternating else { return [] }
        return [
            Evidence(
                .alternating, "Every other run of 16 bytes is random, those between them are not.",
                ["evenChiSquareTenths": sum.even.tenths, "oddChiSquareTenths": sum.odd.tenths])
        ]
    }

    private static func textEvidence(_ file: ContentExamination) -> [Evidence] {
        if file.isEncodedRandom {
            return [Evidence(.encodedRandom, "It is nothing but base 64 of random bytes.")]
                + (file.isPromiseBroken ? mismatch(file) : [])
        }
        let worst = file.statistics.controlsPerThousandOfWorstBlock
        if file.kind != .utf16, worst >= fewestControls, file.statistics.isNoisy,
            file.size > StatisticsCounter.headSize / 8
        {
            let numbers = ["controlsPerThousandOfWorstBlock": worst]
            guard file.promise == nil || file.promise?.isText == true else { return mismatch(file) }
            return [Evidence(.textBroken, "A block of it has \(worst) control characters of 1,000 bytes.", numbers)]
        }
        return file.isPromiseBroken ? mismatch(file) : []
    }

    private static func mismatch(_ file: ContentExamination) -> [Evidence] {
        let expected = file.promise?.kinds[0].rawValue ?? "something else"
        return [Evidence(.typeMismatch, "\(expected) was expected by its name; it is \(file.kind.rawValue).")]
    }
}
