import Contracts
import Estate

extension ConfigurationDocument {
    static func applications(_ root: YAMLMapping, hosts: [HostEntry]) throws -> [ApplicationEntry] {
        var names = UniqueNames("application")
        let hostNames = hosts.map(\.name)
        let secrets = try secrets(root).map(\.name)
        return try root.list("applications").map { item in
            let entry = try item.mapping(["name", "entries", "objectives", "priority", "verify"])
            let name = try names.add(entry.required("name"))
            let entries = try entry.required("entries")
            let assets = try entries.list().map { try $0.asset(on: hostNames) }
            guard !assets.isEmpty else {
                throw entries.failure(
                    "application '\(name)' has no entries", hint: "Name what people use, such as [web1/nginx].")
            }
            return ApplicationEntry(
                name: name, entries: assets, objectives: try objectives(entry["objectives"]),
                verifications: try entry.list("verify").map {
                    try verification($0, hosts: hostNames, secrets: secrets)
                },
                priority: try entry["priority"]?.integer(in: 1...1_000) ?? 1)
        }
    }

    private static func verification(
        _ value: YAMLValue, hosts: [String], secrets: [String]
    ) throws -> HTTPVerification {
        let entry = try value.mapping(["http", "from", "expect", "login"])
        var verification = HTTPVerification(
            from: try entry.required("from").reference(to: hosts, what: "host"),
            url: try entry.required("http").webAddress(), expect: try entry["expect"]?.line())
        if let login = try entry["login"]?.mapping(["url", "user", "password"]) {
            verification.loginURL = try login.required("url").webAddress()
            verification.user = try login.required("user").line()
            verification.password = try login.required("password").secretReference(among: secrets)
        }
        return verification
    }

    static func repositories(_ root: YAMLMapping) throws -> [RepositoryEntry] {
        var names = UniqueNames("repository")
        let secrets = try secrets(root).map(\.name)
        return try root.list("repositories").map { item in
            let entry = try item.mapping([
                "name", "engine", "url", "via", "password", "site", "append-only", "immutable", "settings",
            ])
            return RepositoryEntry(
                name: try names.add(entry.required("name")),
                engine: try entry.required("engine").name(as: "an engine"),
                url: try entry.required("url").repositoryAddress(),
                password: try entry["password"]?.secretReference(among: secrets),
                via: try entry["via"]?.sshDestination(), settings: try entry["settings"]?.lines() ?? [:],
                safety: try safety(entry))
        }
    }
}
