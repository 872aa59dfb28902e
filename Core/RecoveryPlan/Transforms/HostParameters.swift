internal import Estate

/// What bodies that build a host may find in their environment; each gets those that it mentions.
struct HostParameters {
    let host: AssetID
    private let values: [Parameter]

    init(_ host: AssetID, _ profile: HostProfile, _ input: PlanningInput) {
        self.host = host
        let packages = profile.packages.sorted { ($0.name, $0.architecture) < ($1.name, $1.architecture) }
        values = [
            Parameter(name: "GU_HOST", value: host.text),
            Parameter(name: "GU_FULL_NAME", value: profile.fullName),
            Parameter(name: "GU_ADDRESS", value: profile.addresses.first?.address ?? ""),
            Parameter(name: "GU_GATEWAY", value: profile.gateway ?? ""),
            Parameter(name: "GU_NAMESERVERS", value: lines(profile.nameservers)),
            Parameter(name: "GU_SEARCH_DOMAINS", value: lines(profile.searchDomains)),
            Parameter(name: "GU_DEPOT", value: input.depot),
            Parameter(name: "GU_PACKAGES", value: lines(packages.map(\.name))),
            Parameter(
                name: "GU_PACKAGE_VERSIONS",
                value: lines(packages.map { "\($0.name) \($0.version) \($0.architecture)" })),
            Parameter(name: "GU_MANUAL_PACKAGES", value: lines(packages.filter(\.isManual).map(\.name))),
            Parameter(name: "GU_GROUPS", value: lines(profile.groups.sorted { $0.name < $1.name }.map(Self.line))),
            Parameter(name: "GU_USERS", value: lines(profile.users.sorted { $0.name < $1.name }.map(Self.line))),
            Parameter(name: "GU_ENABLED_UNITS", value: lines(profile.enabledUnits.sorted())),
        ]
    }

    func all(for body: NamedBody) -> [Parameter] {
        let mentioned = mentionedVariables(in: body.body.script)
        return values.filter { mentioned.contains($0.name) }
    }

    /// As in the group database.
    private static func line(_ group: LocalGroup) -> String {
        "\(group.name):x:\(group.identifier):\(group.members.joined(separator: ","))"
    }

    /// As in the user database.
    private static func line(_ user: LocalUser) -> String {
        "\(user.name):x:\(user.identifier):\(user.primaryGroup):\(user.comment):\(user.home):\(user.shell)"
    }
}
