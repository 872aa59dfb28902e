extension EngineFailure {
    /// What the system's own errors mean, which every tool and shell repeats; `nil` for other words.
    package static func kind(ofSystemError words: some StringProtocol) -> Kind? {
        systemErrors.first { words.contains($0.0) }?.1
    }

    /// As in the C library's list of errors, in the locale `C`.
    private static let systemErrors: [(String, Kind)] = [
        ("Input/output error", .corrupt), ("Structure needs cleaning", .corrupt),
        ("Permission denied", .permission), ("Operation not permitted", .permission),
        ("Read-only file system", .permission), ("No space left on device", .noSpace),
        ("Connection refused", .network), ("Connection timed out", .network), ("No route to host", .network),
        ("Could not resolve host", .network), ("Connection reset by peer", .network),
        ("No such file or directory", .noRepository), ("Not a directory", .noRepository),
    ]
}
