package import DataHealth

/// A program outside that judges the content of files, such as a virus scanner.
///
/// It is called where it is installed.
package protocol OutsideJudge: Sendable {
    /// What people call it, such as `yara`.
    var name: String { get }

    /// Looks for the program and its rules, and makes them ready for many files.
    ///
    /// - Throws: why it can judge nothing now: it is not installed, or its rules cannot be read.
    func prepare() async throws(GroundupError) -> any PreparedJudge
}

/// A judge with its rules loaded; both stay the same for as long as this is used.
package protocol PreparedJudge: Sendable {
    var identity: JudgeIdentity { get }

    /// An opinion on each of `files`, by whole paths, in their order; may take as long as the files are large.
    ///
    /// Never throws, and an end of the program proves nothing: what it did not provably read to its end is not judged.
    func opinions(on files: [[UInt8]]) async -> [JudgeOpinion]
}

/// Who judges by which rules: an opinion holds for exactly these.
package struct JudgeIdentity: Hashable, Sendable {
    package let name: String
    /// The program with its version, and what its rules are, for people.
    package let words: String
    /// SHA-256 over program and rules: another one is another judge, and judges everything anew.
    package let digest: String
    /// What makes its opinion worth less, such as signatures that are old.
    package let warnings: [String]

    package init(name: String, words: String, digest: String, warnings: [String] = []) {
        self.name = name
        self.words = words
        self.digest = digest
        self.warnings = warnings
    }
}

/// Which programs outside judge contents besides the own rules.
package struct JudgesEntry: Hashable, Sendable {
    package struct Yara: Hashable, Sendable {
        /// Files with rules.
        package var rules: [String]
        /// What a match means: `bad`, or `suspicious` for rules that also match innocent files.
        package var weight: EvidenceWeight

        package init(rules: [String], weight: EvidenceWeight = .bad) {
            self.rules = rules
            self.weight = weight
        }
    }

    package struct ClamAV: Hashable, Sendable {
        /// The folder of the signatures; nothing is ever fetched.
        package var database: String
        /// Seconds from which on signatures are called old.
        package var maximalAge: Int64

        package init(database: String, maximalAge: Int64 = 7 * 86_400) {
            self.database = database
            self.maximalAge = maximalAge
        }
    }

    package var yara: Yara?
    package var clamAV: ClamAV?

    package init(yara: Yara? = nil, clamAV: ClamAV? = nil) {
        self.yara = yara
        self.clamAV = clamAV
    }
}
