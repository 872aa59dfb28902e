import Contracts
import Formats

/// Finds the hosts of an Ansible inventory in YAML form, in all groups and their children.
enum AnsibleYAML {
    /// By its name, else by its first line: in YAML that is a key.
    static func isLikely(_ text: String, path: String) -> Bool {
        if path.hasSuffix(".yml") || path.hasSuffix(".yaml") { return true }
        if path.hasSuffix(".ini") || path.hasSuffix(".cfg") { return false }
        let first = text.split(separator: "\n").first { !$0.hasPrefix("#") && $0.contains { !$0.isWhitespace } }
        return first.map {
            $0 == "---" || $0.split(separator: "#").first?.trimmingSuffix(" \t\r").hasSuffix(":") == true
        }
            ?? false
    }

    static func hosts(in text: String, file: String) throws -> [HostEntry] {
        try group(StrictYAML.document(text, file: file).anyMapping())
    }

    private static func group(_ groups: YAMLMapping) throws -> [HostEntry] {
        var hosts: [HostEntry] = []
        for name in groups.keys {
            guard let group = try groups[name]?.anyMapping() else { continue }
            if let members = try group["hosts"]?.anyMapping() {
                for member in members.keys {
                    hosts += try AnsibleHosts.entries(
                        member, variables: variables(members[member]), members.place(of: member))
                    guard hosts.count <= InitialConfiguration.hostLimit else {
                        throw InitialConfiguration.tooMany(members.place(of: member))
                    }
                }
            }
            if let children = try group["children"]?.anyMapping() { hosts += try self.group(children) }
        }
        return hosts
    }

    /// Only what says how to reach it; everything else may be of any shape.
    private static func variables(_ value: YAMLValue?) throws -> [String: String] {
        guard let mapping = try value?.anyMapping() else { return [:] }
        var variables: [String: String] = [:]
        for key in ["ansible_host", "ansible_user", "ansible_connection"] {
            if let value = mapping[key] { variables[key] = try value.line() }
        }
        return variables
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ characters: String) -> Substring {
        var text = self
        while let last = text.last, characters.contains(last) { text = text.dropLast() }
        return text
    }
}
