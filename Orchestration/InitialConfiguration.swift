import Contracts
import Formats

/// Writes the first configuration of an estate from what people already have.
package enum InitialConfiguration {
    /// Where hosts are taken from.
    package enum Source: Hashable, Sendable {
        /// Names given on the command line, each as ssh would take it.
        case names([String])
        /// The text of an ssh configuration and its path; each `Host` without wildcards is a host.
        case sshConfiguration(text: String, path: String)
        /// The text of an Ansible inventory in INI or YAML, and its path.
        case ansible(text: String, path: String)
    }

    /// Bytes of a source that are read at most.
    static let byteLimit = 8 << 20
    /// Hosts at most.
    static let hostLimit = 20_000

    /// The commented configuration of `estate` with the hosts of all `sources`, each once, in order.
    ///
    /// - Throws: `GroundupError` of code `configuration` that names file and line.
    package static func text(estate: String, sources: [Source]) throws -> String {
        var configuration = Configuration(estate: estate)
        var known: Set<String> = []
        for source in sources {
            if case .sshConfiguration(_, let path) = source { configuration.sshConfiguration = path }
            for host in try hosts(of: source) where known.insert(host.name).inserted {
                configuration.hosts.append(host)
            }
        }
        guard !configuration.hosts.isEmpty else {
            throw GroundupError(
                .configuration, "no host was found in what was given",
                hint: "Name hosts, or give an ssh configuration with Host lines or an Ansible inventory.")
        }
        guard configuration.hosts.count <= hostLimit else { throw tooMany("the sources") }
        let text = ConfigurationDocument.text(of: configuration)
        // What is written can always be read: names that are no host names end here.
        _ = try ConfigurationDocument.configuration(from: text, file: "groundup.yaml")
        return text
    }

    private static func hosts(of source: Source) throws -> [HostEntry] {
        switch source {
        case .names(let names): return try names.map { try host(named: $0, at: "command line") }
        case .sshConfiguration(let text, let path):
            try checkSize(text, path)
            return try SSHConfigurationHosts.hosts(in: text, file: path)
        case .ansible(let text, let path):
            try checkSize(text, path)
            return AnsibleYAML.isLikely(text, path: path)
                ? try AnsibleYAML.hosts(in: text, file: path) : try AnsibleINI.hosts(in: text, file: path)
        }
    }

    private static func checkSize(_ text: String, _ path: String) throws {
        guard text.utf8.count <= byteLimit else {
            throw GroundupError(
                .configuration, "\(path): \(text.utf8.count) bytes; at most \(byteLimit) are read",
                hint: "Check that this is the right file.")
        }
    }

    /// A host called `user@name` or `name`; `place` is `file:line`.
    static func host(named text: String, at place: String, address: String? = nil, user: String? = nil) throws
        -> HostEntry
    {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.last ?? "")
        let user = user ?? (parts.count == 2 ? String(parts[0]) : nil)
        guard ConfigurationDocument.isHostName(name), address.map(ConfigurationDocument.isHostName) ?? true,
            user.map(ConfigurationDocument.isName) ?? true
        else {
            throw GroundupError(
                .configuration, "\(place): '\(text.prefix(60))' does not name a host that ssh can be given safely",
                hint: "Use letters, digits, dots and dashes, not starting with a dash; correct it or leave it out.")
        }
        let destination = address ?? name
        let isSame = destination == name && user == nil
        return HostEntry(name: name, address: isSame ? nil : user.map { "\($0)@\(destination)" } ?? destination)
    }

    static func tooMany(_ place: String) -> GroundupError {
        GroundupError(
            .configuration, "\(place): more than \(hostLimit) hosts",
            hint: "Split the estate into several configurations.")
    }
}

/// Finds the hosts that an ssh configuration names; what it says of them is left to ssh.
enum SSHConfigurationHosts {
    static func hosts(in text: String, file: String) throws -> [HostEntry] {
        var hosts: [HostEntry] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split { $0 == " " || $0 == "\t" || $0 == "=" || $0 == "\r" }
            guard let keyword = words.first, keyword.lowercased() == "host" else { continue }
            let names = words.dropFirst().prefix { !$0.hasPrefix("#") }
                .map { $0.filter { $0 != "\"" } }
                .filter { name in !name.isEmpty && !name.contains { "*?!".contains($0) } }
            // Further names on the line are other names of the same host.
            guard let name = names.first else { continue }
            guard hosts.count < InitialConfiguration.hostLimit else { throw InitialConfiguration.tooMany(file) }
            hosts.append(try InitialConfiguration.host(named: name, at: "\(file):\(number + 1)"))
        }
        return hosts
    }
}
