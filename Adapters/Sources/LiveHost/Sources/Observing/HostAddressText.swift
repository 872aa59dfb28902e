/// A host with a port as it stands in configuration: `10.77.0.3`, `app1.shop.example:8080`, `[fd00::1]:53`,
/// `ldap://dc1.corp.example:389`, `sftp://backup@vault1/`.
struct HostAddressText: Equatable {
    let scheme: String?
    /// An address or a name in lower case.
    let host: String
    let port: Int?

    init?(_ text: String) {
        guard text.utf8.count <= 1_024 else { return nil }
        var rest = Substring(text)
        var scheme: String?
        if let mark = rest.firstRange(of: "://") {
            scheme = rest[..<mark.lowerBound].split(separator: ":").last.map { $0.lowercased() }
            rest = rest[mark.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        }
        guard let (name, port) = Self.split(rest) else { return nil }
        let host = name.lowercased()
        guard Self.isAddress(host) || Self.isName(host) else { return nil }
        self.scheme = scheme
        self.host = host.hasSuffix(".") ? String(host.dropLast()) : host
        self.port = port
    }

    /// The port that is written, or the usual one of the scheme; in `mysql+pymysql` the driver follows it.
    var effectivePort: Int? {
        port ?? scheme.flatMap { $0.split(separator: "+").first }.flatMap { Self.ports[String($0)] }
    }

    /// A word that can be a host in a list of other words: an address, a name with a dot, or one with a port.
    var isUnmistakable: Bool {
        Self.isAddress(host) || port != nil || scheme != nil || host.contains(".")
    }

    /// Every address, or this host itself.
    var isUnspecific: Bool {
        host == "0.0.0.0" || host == "::" || host == "::1" || host.hasPrefix("127.") || host == "localhost"
    }

    private static let ports = [
        "http": 80, "https": 443, "ldap": 389, "ldaps": 636, "postgresql": 5_432, "postgres": 5_432, "mysql": 3_306,
        "mariadb": 3_306, "redis": 6_379, "rediss": 6_379, "amqp": 5_672, "amqps": 5_671, "mongodb": 27_017,
        "nfs": 2_049,
        "smb": 445, "ssh": 22, "sftp": 22, "ftp": 21, "smtp": 25, "smtps": 465, "imap": 143, "imaps": 993,
        "nats": 4_222,
        "kafka": 9_092, "mqtt": 1_883, "memcached": 11_211,
    ]

    private static func split(_ text: Substring) -> (Substring, Int?)? {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let inside = text[text.index(after: text.startIndex)..<end]
            return port(text[text.index(after: end)...]).map { (inside, $0) }
        }
        guard let colon = text.firstIndex(of: ":"), colon == text.lastIndex(of: ":") else { return (text, nil) }
        return port(text[colon...]).map { (text[..<colon], $0) }
    }

    /// Empty or `:8080`; an inner `nil` when no port is written.
    private static func port(_ text: Substring) -> Int?? {
        guard !text.isEmpty else { return .some(nil) }
        guard text.hasPrefix(":"), let port = Int(text.dropFirst()), (1...65_535).contains(port) else { return nil }
        return port
    }

    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) { return true }
        let isHexadecimal = text.allSatisfy { $0 == ":" || $0 == "." || $0.isASCII && $0.isHexDigit }
        return isHexadecimal && text.count { $0 == ":" } >= 2
    }

    /// RFC 1123: letters, digits and hyphens between dots; at least one letter, or it would be a number.
    private static func isName(_ text: String) -> Bool {
        guard text.utf8.count <= 253 else { return false }
        let name = text.hasSuffix(".") ? text.dropLast() : Substring(text)
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        }
        return areLabels && (labels.last ?? "").contains(where: \.isLetter)
    }
}
