/// Names that malware likes: weak evidence, never a verdict of its own.
enum SuspectNames {
    /// Whether a file is named as notes are: of 333 known ones, 218 have such a word.
    static func isNoteName(_ name: String) -> Bool {
        let file = (name.split(separator: "/").last.map(String.init) ?? name).lowercased()
        guard ["txt", "html", "htm", "hta", "rtf", "md"].contains(where: { file.hasSuffix(".\($0)") }) else {
            return false
        }
        let words = [
            "decrypt", "recover", "restore", "ransom", "encrypted", "how_to", "how-to", "howto", "readme", "unlock",
            "_help_",
        ]
        return words.contains { file.contains($0) }
    }

    /// Whether a suffix is one that malware is known to append.
    static func isKnownSuffix(_ suffix: String) -> Bool { suffixes.contains(suffix) }

    /// A short list on purpose: long ones hold `mp3`, `code` and `fun`.
    private static let suffixes: Set<String> = [
        "8base", "akira", "alphv", "avaddon", "babyk", "bianlian", "blackbasta", "basta", "blackbyte", "blackcat",
        "blacksuit",
        "cactus", "cerber", "cl0p", "clop", "conti", "crypt", "crypted", "crypto", "cryptolocker", "cuba", "darkside",
        "dharma", "djvus", "egregor",
        "encrypted", "ekans", "globeimposter", "hive", "hunters", "inc", "karma", "lockbit", "locked", "locky",
        "lorenz", "lokilock",
        "mallox", "makop", "maze", "medusa", "medusalocker", "mkp", "nefilim", "netwalker", "phobos", "play", "ransom",
        "ragnar",
        "rhysida", "royal", "ryk", "ryuk", "sage", "snatch", "sodinokibi", "stop", "suncrypt", "thanos", "trigona",
        "wannacry", "wasted",
        "wncry", "wcry", "zepto", "zeppelin", "xtbl", "eking", "devos", "elbie", "faust",
    ]
}
