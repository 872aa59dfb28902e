/// `line` with everything that follows a word for a secret masked.
///
/// The collector masks on the host already; this is for answers of an older collector, or made by hand. What is kept is
/// that a secret exists and where it lives: `RESTIC_PASSWORD_FILE=/path` stays.
func redacted(_ line: String) -> String {
    if line.contains("PRIVATE KEY-----") { return mask }
    return redactedAssignment(redactedAddress(line))
}

private let mask = "***"

/// `scheme://user:secret@host` without the secret.
private func redactedAddress(_ line: String) -> String {
    guard let scheme = line.firstRange(of: "://") else { return line }
    let word = line[scheme.upperBound...].prefix { $0 != " " && $0 != "\"" && $0 != "'" }
    guard let at = word.lastIndex(of: "@"), let colon = word.firstIndex(of: ":"), colon < at else { return line }
    return line[...colon] + mask + redactedAddress(String(line[at...]))
}

/// `NAME=secret` and `NAME: secret`, where the name says that it is one.
private func redactedAssignment(_ line: String) -> String {
    guard let separator = line.firstIndex(where: { $0 == "=" || $0 == ":" }), !line[separator...].hasPrefix("://")
    else {
        return line
    }
    let name = line[..<separator].split(separator: " ").last.map { $0.lowercased() } ?? ""
    let saysWhere = ["_file", "_path", "_command", "_cmd"].contains { name.hasSuffix($0) }
    let isSecret = ["pass", "secret", "token", "credential", "authorization", "apikey"].contains { name.contains($0) }
    // Key encryption keys of secret stores, and what opens their hardware modules.
    let opensStores = ["kek", "pin", "login"].contains(name)
    guard !saysWhere, isSecret || opensStores || name.hasSuffix("_key") else { return line }
    return line[...separator] + mask
}
