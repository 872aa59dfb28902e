/// What a `borg create` was asked to back up, read from the command line that its archive remembers.
struct BorgSources: Hashable, Sendable {
    /// Absolute paths, as the files of the archive are named.
    let paths: [String]
    /// Why they are not all, or nothing is known.
    let problem: String?

    init(commandLine words: [String]) {
        let arguments = Self.afterArchive(words)
        let sources = Self.sources(arguments)
        let relative = sources.filter { !$0.hasPrefix("/") && $0 != "-" }
        let isElsewhere = words.contains { word in Self.elsewhere.contains { word.hasPrefix($0) } }
        // What a file or another program named can lie anywhere; the manifest tells.
        paths = isElsewhere ? ["/"] : sources.filter { $0.hasPrefix("/") }.map(Self.asKept)
        problem =
            relative.isEmpty || isElsewhere
            ? nil
            : "it was made of the relative path '\(relative[0].prefix(60))', and where on the host that was is not recorded"
    }

    private static func afterArchive(_ words: [String]) -> [String] {
        words.firstIndex { $0.contains("::") }.map { Array(words[($0 + 1)...]) } ?? []
    }

    private static func sources(_ arguments: [String]) -> [String] {
        var sources: [String] = []
        var takesValue = false
        var onlyPaths = false
        for word in arguments {
            if takesValue {
                takesValue = false
            } else if onlyPaths || !word.hasPrefix("-") || word == "-" {
                sources.append(word)
            } else if word == "--" {
                onlyPaths = true
            } else {
                takesValue = withValue.contains(word)
            }
        }
        return sources
    }

    /// From 1.4 on `/mnt/snapshot/./etc` is kept as `etc`.
    private static func asKept(_ path: String) -> String {
        let kept = path.firstRange(of: "/./").map { "/" + path[$0.upperBound...] } ?? path
        return kept.count > 1 && kept.hasSuffix("/") ? String(kept.dropLast()) : kept
    }

    /// Options by which paths come from somewhere else.
    private static let elsewhere = ["--patterns-from", "--pattern", "--paths-from-stdin", "--paths-from-command"]

    /// Options of `borg create` that take the next word.
    private static let withValue: Set<String> = [
        "-e", "--exclude", "--exclude-from", "--pattern", "--patterns-from", "--exclude-if-present", "-C",
        "--compression", "--filter", "--stdin-name", "--stdin-user", "--stdin-group", "--stdin-mode",
        "--paths-delimiter", "--files-cache", "--comment", "--timestamp", "-c", "--checkpoint-interval",
        "--chunker-params", "--debug-topic", "--lock-wait", "--umask", "--remote-path", "--remote-ratelimit",
        "--upload-ratelimit", "--remote-buffer", "--upload-buffer", "--debug-profile", "--rsh",
    ]
}
