import Contracts
import Estate

/// What a name may consist of.
///
/// Names reach command lines, file names and asset ids, so none may start with a dash or hold a slash or a colon.
enum NameRule {
    /// Letters, digits, dots, dashes, underscores.
    case plain
    /// RFC 1123 labels, underscores tolerated.
    case host
    /// The principal of a signature, such as `alice@corp.example`.
    case principal
    case any

    func allows(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 253 else { return false }
        switch self {
        case .any: return true
        case .plain: return text.utf8.count <= 64 && isAlphanumeric(first) && text.utf8.allSatisfy { isWord($0) }
        case .principal:
            return isAlphanumeric(first) && text.utf8.allSatisfy { isWord($0) || "@+".utf8.contains($0) }
        case .host:
            return text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
                guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
                return first != UInt8(ascii: "-") && last != UInt8(ascii: "-") && label.allSatisfy(isWord)
            }
        }
    }

    var explanation: String {
        switch self {
        case .plain: "Use letters, digits, dots, dashes and underscores; at most 64, starting with a letter or digit."
        case .host: "Use host names such as db1 or db1.shop.example."
        case .principal: "Use an address such as alice@corp.example."
        case .any: ""
        }
    }

    private func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    private func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "._-".utf8.contains(byte) }
}

extension ConfigurationDocument {
    /// Whether `text` can name a host, and be given to ssh.
    package static func isHostName(_ text: String) -> Bool { NameRule.host.allows(text) }

    /// Whether `text` can name anything else in the configuration.
    package static func isName(_ text: String) -> Bool { NameRule.plain.allows(text) }
}

/// Names of one kind of entry, each of which may be given once.
struct UniqueNames {
    private let what: String
    private let rule: NameRule
    private var places: [String: String] = [:]

    init(_ what: String, rule: NameRule = .plain) {
        self.what = what
        self.rule = rule
    }

    /// The name written in `value`, once it proved to be allowed and new.
    mutating func add(_ value: YAMLValue) throws -> String {
        let name = try value.line()
        guard rule.allows(name) else {
            throw value.failure("'\(name.prefix(60))' cannot name a \(what)", hint: rule.explanation)
        }
        if let earlier = places.updateValue(value.place, forKey: name) {
            throw value.failure("\(what) '\(name)' is named twice", hint: "The other one is at \(earlier).")
        }
        return name
    }
}

extension YAMLValue {
    /// A mapping of texts, whatever its keys.
    func lines() throws -> [String: String] {
        let written = try anyMapping()
        return try written.keys.reduce(into: [:]) { $0[$1] = try written[$1]?.line() }
    }

    /// A plain name.
    func name(as what: String) throws -> String {
        let name = try line()
        guard NameRule.plain.allows(name) else {
            throw failure("'\(name.prefix(60))' cannot name \(what)", hint: NameRule.plain.explanation)
        }
        return name
    }

    /// A name that has to be among `known`.
    func reference(to known: [String], what: String) throws -> String {
        let name = try line()
        guard known.contains(name) else {
            throw failure(
                "\(what) '\(name.prefix(60))' is not in this file",
                hint: Suggestion.hint(for: name, among: known, otherwise: "Known:"))
        }
        return name
    }

    /// An asset id whose host is among `hosts`: `host`, `host/service` or `host:path`.
    func asset(on hosts: [String]) throws -> AssetID {
        let text = try line()
        let host = String(text.prefix { $0 != "/" && $0 != ":" })
        guard hosts.contains(host) else {
            throw failure(
                "entry '\(text.prefix(60))' names a host that is not in this file",
                hint: Suggestion.hint(for: host, among: hosts, otherwise: "Known hosts:"))
        }
        guard text.utf8.count <= 512, text.last != "/", text.last != ":" else {
            throw failure("'\(text.prefix(60))' is no asset", hint: "Write host, host/service or host:/path.")
        }
        return AssetID(text)
    }

    /// `[user@]host`, safe as an argument of ssh.
    func sshDestination() throws -> String {
        let text = try line()
        let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        let isAddress = parts.last.map { NameRule.host.allows($0) || Self.isIPv6($0) } ?? false
        guard parts.count <= 2, isAddress, parts.count == 1 || NameRule.plain.allows(parts[0]) else {
            throw failure(
                "'\(text.prefix(60))' is no ssh destination", hint: "Write host, user@host or an address.")
        }
        return text
    }

    private static func isIPv6(_ text: String) -> Bool {
        text.contains(":") && text.utf8.count <= 45
            && text.utf8.allSatisfy { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") || isHexadecimal($0) }
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
