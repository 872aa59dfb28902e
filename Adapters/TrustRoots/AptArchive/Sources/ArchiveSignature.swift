import ByteParsing
import Contracts

/// What gpgv says on its status stream; its exit status alone does not tell a good signature from none.
struct ArchiveSignature: Hashable {
    /// Fingerprints of the keys whose signatures hold, sorted.
    let signers: [String]

    /// A key that is expired or revoked counts as none: gpgv calls its signatures valid too, but not good.
    ///
    /// - Throws: when any signature is bad, or none is good.
    init(status: [UInt8], file: String) throws {
        var signers: Set<String> = []
        var isGood = false
        for line in Lines(status) {
            let words = line.bytes.words().map { String(decoding: $0, as: UTF8.self) }
            guard words.count >= 2, words[0] == "[GNUPG:]" else { continue }
            switch words[1] {
            case "GOODSIG": isGood = true
            case "VALIDSIG" where isGood && words.count > 2: signers.insert(words[2])
            case "BADSIG": throw Self.failure(file, "a signature that does not fit the text")
            case "NEWSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "ERRSIG": isGood = false
            default: break
            }
        }
        guard !signers.isEmpty else { throw Self.failure(file, "no good signature by a key of the keyring") }
        self.signers = signers.sorted()
    }

    private static func failure(_ file: String, _ found: String) -> GroundupError {
        GroundupError(
            .media, "\(file): expected a signature of the Debian archive, found \(found).",
            hint: "Nothing is installed from it. Fill the depot again, from another mirror if it happens again.")
    }
}
