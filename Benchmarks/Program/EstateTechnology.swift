internal import Estate

/// The technologies of made-up services, by the names of the real recipes.
enum EstateTechnology: String, CaseIterable {
    case postgresql
    case nginx
    case generic = "generic-service"
    case bind9
    case samba = "samba-ad-dc"

    var port: Int {
        switch self {
        case .postgresql: 5_432
        case .nginx: 443
        case .generic: 8_080
        case .bind9: 53
        case .samba: 389
        }
    }

    /// What a connection to it means.
    var kind: DependencyKind {
        switch self {
        case .bind9: .resolvesWith
        case .samba: .authenticatesWith
        case .postgresql, .nginx, .generic: .calls
        }
    }

    var applicationProtocol: String {
        switch self {
        case .postgresql: "postgresql"
        case .nginx: "https"
        case .generic: "http"
        case .bind9: "dns"
        case .samba: "ldap"
        }
    }

    /// Whether the recipe names a bootstrap.
    var hasBootstrap: Bool { self == .bind9 || self == .samba }

    /// Where it keeps data, and where its dump lies.
    func paths(_ name: String) -> (data: String, dump: String?) {
        switch self {
        case .postgresql: ("/var/lib/postgresql", "/var/backups/postgresql")
        case .samba: ("/var/lib/samba", "/var/backups/samba")
        case .bind9: ("/var/lib/bind", nil)
        case .nginx: ("/srv/www", nil)
        case .generic: ("/srv/\(name)", nil)
        }
    }
}
