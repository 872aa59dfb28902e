internal import Assurance

/// Reads what the controller's own files and its ssh say; pure.
enum ControllerFiles {
    /// The name servers of a resolv.conf.
    static func nameServers(_ text: String, file: String) -> [NameServer] {
        lines(text).compactMap { number, words in
            guard words.count >= 2, words[0] == "nameserver" else { return nil }
            // An interface may follow: fe80::1%eth0.
            let address = words[1].prefix { $0 != "%" }
            guard AddressText.isAddress(String(address)) else { return nil }
            return NameServer(address: String(address), seenIn: "\(file):\(number)")
        }
    }

    /// The names that a hosts file gives addresses to, in small letters.
    static func table(_ text: String) -> Set<String> {
        Set(
            lines(text).flatMap { _, words in
                guard let address = words.first, AddressText.isAddress(String(address)) else { return [String]() }
                return words.dropFirst().map { $0.lowercased() }
            })
    }

    /// One place a line.
    static func copies(_ text: String) -> [String] {
        lines(text).map { $0.words.joined(separator: " ") }
    }

    /// What `ssh -G` answered: keywords in small letters with their first value.
    static func sshSettings(_ text: String) -> [String: String] {
        var settings: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            if words.count == 2, settings[words[0]] == nil { settings[words[0]] = words[1] }
        }
        return settings
    }

    /// The jumps of a `proxyjump` value such as `me@bastion:22,[fd00::1]`.
    static func jumps(_ value: String) -> [(host: String, login: String?)] {
        value.split(separator: ",").map { jump in
            let text = jump.hasPrefix("ssh://") ? jump.dropFirst("ssh://".utf8.count) : jump
            let at = text.lastIndex(of: "@")
            let login = at.map { String(text[..<$0]) }
            var host = at.map { text[text.index(after: $0)...] } ?? text
            if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
                host = host[host.index(after: host.startIndex)..<end]
            } else if let colon = host.firstIndex(of: ":") {
                host = host[..<colon]
            }
            return (String(host), login)
        }
    }

    /// Lines without comments and blank ones, counted from 1, in words.
    private static func lines(_ text: String) -> [(number: Int, words: [Substring])] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
            let plain = line.prefix { $0 != "#" && $0 != ";" }
            let words = plain.split { $0 == " " || $0 == "\t" || $0 == "\r" }
            return words.isEmpty ? nil : (number + 1, words)
        }
    }
}
