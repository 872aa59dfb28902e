import Estate

/// Recipes as the lab's technologies need them, cut down to what discovery reads.
enum LabRecipes {
    static let all = [
        Recipe(
            name: "postgresql", title: "PostgreSQL",
            recognition: Recognition(units: ["postgresql@*.service", "postgresql.service"]),
            listens: [WellKnownPort(port: 5_432, applicationProtocol: "postgresql", kind: .calls)],
            datasets: [DatasetPattern(path: "/var/lib/postgresql", dumpPath: "/var/backups/postgresql")]),
        Recipe(
            name: "samba-ad-dc", title: "Samba", recognition: Recognition(units: ["samba-ad-dc.service"]),
            listens: [
                WellKnownPort(port: 389, applicationProtocol: "ldap", kind: .authenticatesWith),
                WellKnownPort(port: 53, applicationProtocol: "dns", kind: .resolvesWith),
            ],
            references: [
                ConfigurationReference(
                    files: ["/etc/samba/smb.conf"], keyword: "dns forwarder", kind: .resolvesWith, phase: .run,
                    strength: .hard, applicationProtocol: "dns", port: 53)
            ],
            datasets: [DatasetPattern(path: "/var/lib/samba", dumpPath: "/var/backups/samba")]),
        Recipe(
            name: "bind9", title: "BIND", recognition: Recognition(units: ["bind9.service"]),
            listens: [WellKnownPort(port: 53, applicationProtocol: "dns", kind: .resolvesWith)],
            references: [
                ConfigurationReference(
                    files: ["/etc/bind/"], keyword: "forwarders", kind: .resolvesWith, phase: .run, strength: .hard,
                    applicationProtocol: "dns", port: 53)
            ],
            datasets: [DatasetPattern(path: "/var/lib/bind", dumpPath: nil)]),
        Recipe(
            name: "nginx", title: "nginx", recognition: Recognition(units: ["nginx.service"]),
            listens: [
                WellKnownPort(port: 80, applicationProtocol: "http", kind: .calls),
                WellKnownPort(port: 443, applicationProtocol: "https", kind: .calls),
            ],
            references: ["server", "proxy_pass"].map {
                ConfigurationReference(
                    files: ["/etc/nginx/"], keyword: $0, kind: .calls, phase: .run, strength: .hard,
                    applicationProtocol: "http", port: 80)
            },
            datasets: [
                DatasetPattern(path: "/srv/www", dumpPath: nil), DatasetPattern(path: "/var/www", dumpPath: nil),
            ]),
        Recipe(
            name: "restic-repository", title: "restic", recognition: Recognition(units: ["ssh.service"]),
            datasets: [DatasetPattern(path: "/srv/restic", dumpPath: nil)]),
        Recipe(name: "debian-host", title: "Debian"),
        Recipe(name: "generic-service", title: "Any service", recognition: Recognition(units: ["*.service"])),
    ]
}
