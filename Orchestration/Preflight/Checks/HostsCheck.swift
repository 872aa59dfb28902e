internal import Contracts

/// Hosts that stand and are worked on have to answer, with room to write.
struct HostsCheck: PreflightCheck {
    static let name = "hosts"
    private static let needed: Int64 = 64 << 20

    func findings(in scope: PreflightScope) async -> [PreflightFinding] {
        let hosts = scope.standingHosts
        let made = scope.madeHosts.map { notChecked($0.name, "the run made it; its steps see whether it answers") }
        guard !hosts.isEmpty else { return made + [notChecked("all", "the run makes every host that it works on")] }
        return await withTaskGroup(of: PreflightFinding.self) { group in
            for host in hosts { group.addTask { finding(of: host, await scope.hosts.answer(of: host)) } }
            var all: [PreflightFinding] = []
            for await finding in group { all.append(finding) }
            return made + all.sorted { $0.subject < $1.subject }
        }
    }

    private func finding(of host: HostEntry, _ answer: HostAnswer) -> PreflightFinding {
        switch answer {
        case .unreachable(let why): failed(host.name, "no answer over ssh: \(why)", hint: "Check its network and key.")
        case .reached(_, _, let free) where free < Self.needed:
            failed(
                host.name, "expected \(megabytes(Self.needed)) of room, found \(megabytes(free))",
                hint: "Free space on it.")
        case .reached(_, _, let free): passed(host.name, "answers over ssh, \(megabytes(free)) of room")
        }
    }
}
