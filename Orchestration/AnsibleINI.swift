import Contracts

/// Finds the hosts of an Ansible inventory in INI form: groups, ranges, `ansible_host`, `ansible_user`.
enum AnsibleINI {
    static func hosts(in text: String, file: String) throws -> [HostEntry] {
        var hosts: [HostEntry] = []
        var holdsHosts = true
        for (number, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let place = "\(file):\(number + 1)"
            let line = Substring(raw.drop { $0.isWhitespace })
            if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasPrefix("[") {
                holdsHosts = try isGroupOfHosts(line, place)
            } else if holdsHosts {
                hosts += try entries(of: line, place)
                guard hosts.count <= InitialConfiguration.hostLimit else { throw InitialConfiguration.tooMany(place) }
            }
        }
        return hosts
    }

    /// `[group:vars]` and `[group:children]` hold no hosts of their own.
    private static func isGroupOfHosts(_ line: Substring, _ place: String) throws -> Bool {
        guard let end = line.firstIndex(of: "]") else {
            throw GroundupError(
                .configuration, "\(place): '\(line.prefix(60))' is no group", hint: "Close it with ].")
        }
        let name = line[line.index(after: line.startIndex)..<end]
        return !name.hasSuffix(":vars") && !name.hasSuffix(":children")
    }

    private static func entries(of line: Substring, _ place: String) throws -> [HostEntry] {
        let words = words(line)
        guard let pattern = words.first else { return [] }
        var variables: [String: String] = [:]
        for word in words.dropFirst() {
            guard let equals = word.firstIndex(of: "=") else { continue }
            variables[String(word[..<equals])] = String(word[word.index(after: equals)...])
        }
        return try AnsibleHosts.entries(pattern, variables: variables, place)
    }

    /// Words of a line; quotes hold words together, and a `#` starts a comment.
    private static func words(_ line: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else if character == "#", word.isEmpty {
                break
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}

/// What both forms of an inventory say of a host.
enum AnsibleHosts {
    static func entries(_ pattern: String, variables: [String: String], _ place: String) throws -> [HostEntry] {
        // The controller itself is not collected over ssh.
        if variables["ansible_connection"] == "local" { return [] }
        return try AnsibleRange.expand(pattern, place).map { name in
            try InitialConfiguration.host(
                named: withoutPort(name), at: place, address: variables["ansible_host"],
                user: variables["ansible_user"])
        }
    }

    private static func withoutPort(_ name: String) -> String {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && Int(parts[1]) != nil ? String(parts[0]) : name
    }
}
