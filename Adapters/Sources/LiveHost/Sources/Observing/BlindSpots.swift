internal import Estate

/// Says what could not be seen of a host, so that nothing looks complete that is not.
struct BlindSpots {
    let facts: HostFacts
    let host: AssetID
    let services: [RecognisedService]
    /// Connections from here whose process could not be told.
    let unattributed: Int

    func found() -> [BlindSpot] {
        (reading + services_ + connections + storage + packages).map { BlindSpot(subject: host.text, reason: $0) }
    }

    private var reading: [String] {
        var reasons: [String] = []
        if facts.meta.user != 0 {
            reasons.append(
                "The collector did not run as root: processes, open files and protected files of others are missing.")
        }
        reasons += facts.meta.missingCommands.map {
            "The command \($0) is missing on the host: what it shows was not seen."
        }
        reasons += facts.reading.truncated.map { "The section \($0) was longer than its limit: the rest was not seen." }
        reasons += facts.reading.unread.map {
            "\($0.lines) lines of the section \($0.section) could not be read, the first of them line \($0.firstLine)."
        }
        reasons += facts.reading.unreadableFiles.map { "\($0) could not be read." }
        let absent = facts.reading.absent
        if !absent.isEmpty { reasons.append("The answer lacks the sections \(absent.joined(separator: ", ")).") }
        return reasons
    }

    private var services_: [String] {
        guard !facts.units.isEmpty else {
            return ["The host has no systemd, or it did not answer: its services are unknown."]
        }
        var reasons = services.filter { !$0.unit.isActive }.map {
            "\($0.id) was not running: its connections and open files were not seen."
        }
        let containers = facts.processes.units.values.filter { unit in
            ["docker-", "libpod-", "cri-containerd-", "crio-"].contains(where: unit.hasPrefix)
        }
        if !containers.isEmpty {
            reasons.append("\(Set(containers).count) containers run on the host: what is inside them was not seen.")
        }
        return reasons
    }

    private var connections: [String] {
        var reasons = [
            "Connections were seen at one moment: what connects only now and then may be missing.",
            "UDP leaves no connections to see: of its users only configured name servers are known.",
            "Connections through Unix sockets between services of the host were not seen.",
        ]
        if unattributed > 0 { reasons.append("\(unattributed) connections belong to no process that could be seen.") }
        return reasons
    }

    private var storage: [String] {
        facts.storage.areSizesIncomplete ? ["There was not enough time to add up the sizes of all folders."] : []
    }

    /// What no archive offers cannot be installed again from one.
    private var packages: [String] {
        let unknown = facts.packages.filter { $0.origin == nil }.map(\.name)
        guard !unknown.isEmpty else { return [] }
        if unknown.count == facts.packages.count {
            return ["The host has no lists of package archives: where its packages came from is unknown."]
        }
        let shown = unknown.prefix(5).joined(separator: ", ") + (unknown.count > 5 ? ", ..." : "")
        return ["\(unknown.count) packages are offered by no archive that the host knows: \(shown)."]
    }
}
