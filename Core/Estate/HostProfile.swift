/// What a host consists of: enough to build another one like it.
package struct HostProfile: Hashable, Sendable {
    /// The fully qualified name, such as `app1.shop.example`.
    package var fullName: String
    /// `ID` and `VERSION_ID` of os-release, such as `debian 12`.
    package var operatingSystem: String
    package var architecture: String
    package var machineID: String
    /// `systemd-detect-virt`: `none`, `kvm`, `systemd-nspawn`, ...
    package var virtualization: String
    package var addresses: [HostAddress]
    package var gateway: String?
    package var nameservers: [String]
    package var searchDomains: [String]
    package var packages: [InstalledPackage]
    package var groups: [LocalGroup]
    package var users: [LocalUser]
    /// Files and links in /etc that differ from their package or that no package owns, sorted.
    package var changedConfiguration: [ConfigurationFile]
    /// Unit files enabled by the administrator or a package, sorted.
    package var enabledUnits: [String]
    /// Backup jobs found on the host.
    package var backupJobs: [BackupJob]

    package init(
        fullName: String, operatingSystem: String, architecture: String, machineID: String, virtualization: String,
        addresses: [HostAddress] = [], gateway: String? = nil, nameservers: [String] = [],
        searchDomains: [String] = [], packages: [InstalledPackage] = [], groups: [LocalGroup] = [],
        users: [LocalUser] = [], changedConfiguration: [ConfigurationFile] = [], enabledUnits: [String] = [],
        backupJobs: [BackupJob] = []
    ) {
        self.fullName = fullName
        self.operatingSystem = operatingSystem
        self.architecture = architecture
        self.machineID = machineID
        self.virtualization = virtualization
        self.addresses = addresses
        self.gateway = gateway
        self.nameservers = nameservers
        self.searchDomains = searchDomains
        self.packages = packages
        self.groups = groups
        self.users = users
        self.changedConfiguration = changedConfiguration
        self.enabledUnits = enabledUnits
        self.backupJobs = backupJobs
    }
}

/// An address of a host, without loopback ones.
package struct HostAddress: Hashable, Sendable {
    package let interface: String
    package let address: String
    /// Length of the network prefix, in bits.
    package let prefixLength: Int
    package let hardwareAddress: String?

    package init(interface: String, address: String, prefixLength: Int, hardwareAddress: String? = nil) {
        self.interface = interface
        self.address = address
        self.prefixLength = prefixLength
        self.hardwareAddress = hardwareAddress
    }
}

/// A package as the host's package database has it.
package struct InstalledPackage: Hashable, Sendable {
    package let name: String
    package let version: String
    package let architecture: String
    /// A person asked for it; otherwise it came as a dependency.
    package let isManual: Bool
    /// The archive's label, such as `Debian`; `nil` when no archive is known to offer it.
    package let origin: String?

    package init(name: String, version: String, architecture: String, isManual: Bool, origin: String?) {
        self.name = name
        self.version = version
        self.architecture = architecture
        self.isManual = isManual
        self.origin = origin
    }
}

/// A line of the group database.
package struct LocalGroup: Hashable, Sendable {
    package let name: String
    package let identifier: Int
    package let members: [String]

    package init(name: String, identifier: Int, members: [String]) {
        self.name = name
        self.identifier = identifier
        self.members = members
    }
}

/// A line of the user database; never its password.
package struct LocalUser: Hashable, Sendable {
    package let name: String
    package let identifier: Int
    package let primaryGroup: Int
    package let comment: String
    package let home: String
    package let shell: String

    package init(name: String, identifier: Int, primaryGroup: Int, comment: String, home: String, shell: String) {
        self.name = name
        self.identifier = identifier
        self.primaryGroup = primaryGroup
        self.comment = comment
        self.home = home
        self.shell = shell
    }
}

/// A file in /etc that has to be brought back because no package brings it.
package struct ConfigurationFile: Hashable, Sendable {
    package let path: String
    /// The package whose file it changes; `nil` when no package owns it.
    package let package: String?
    /// SHA-256 of the contents in hexadecimal, or the target of a link prefixed by `->`; `nil` when unreadable.
    package let digest: String?

    package init(path: String, package: String?, digest: String?) {
        self.path = path
        self.package = package
        self.digest = digest
    }
}

/// A backup job as it is configured on a host.
package struct BackupJob: Hashable, Sendable {
    /// The engine that it drives, such as `restic`.
    package let engine: String
    /// The unit or file that defines it.
    package let definedIn: String
    /// The repository as the engine names it, such as `sftp:backup@vault1:/srv/restic/shop`.
    package let repository: String
    package let paths: [String]
    /// Where the password comes from: `file /path` or `ssh user@host`; never the password.
    package let passwordFrom: String?
    /// systemd calendar expression of the timer that starts it.
    package let schedule: String?

    package init(
        engine: String, definedIn: String, repository: String, paths: [String], passwordFrom: String?,
        schedule: String?
    ) {
        self.engine = engine
        self.definedIn = definedIn
        self.repository = repository
        self.paths = paths
        self.passwordFrom = passwordFrom
        self.schedule = schedule
    }
}
