@testable import LiveHost

/// A host's answer made by hand: sections with their content, framed as the collector does.
struct AnswerBuilder {
    var sections: [(name: String, content: String)] = [
        ("meta", "user 0\nname h1\nfull-name h1.example\nmachine-id 1\narchitecture amd64\nvirtualization none")
    ]

    init(_ sections: [(String, String)] = []) {
        self.sections += sections.map { (name: $0.0, content: $0.1) }
    }

    var text: String {
        let framed = sections.map { name, content in
            let quoted = content.split(separator: "\n", omittingEmptySubsequences: false).map { "|\($0)" }
            return "=== begin \(name)\n\(quoted.joined(separator: "\n"))\n\n=== end \(name)\n"
        }
        return "=== groundup facts 1\n\(framed.joined())=== complete\n"
    }

    var bytes: [UInt8] { Array(text.utf8) }

    func facts() throws -> HostFacts { try LiveHostParser.parse(bytes, host: "h1") }
}

/// A unit as `systemctl show` prints it.
func unitText(
    _ id: String, active: String = "active", sub: String = "running", state: String = "enabled",
    type: String = "simple",
    process: Int = 10, fragment: String? = nil, more: [String] = []
) -> String {
    ([
        "Id=\(id)", "Names=\(id)", "Type=\(type)", "ActiveState=\(active)", "SubState=\(sub)", "UnitFileState=\(state)",
        "MainPID=\(process)", "FragmentPath=\(fragment ?? "/lib/systemd/system/\(id)")",
    ] + more).joined(separator: "\n")
}
