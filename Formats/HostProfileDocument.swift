internal import Estate

/// The part of an estate document that says what one host consists of.
enum HostProfileDocument {
    static func encode(_ profile: HostProfile) -> JSONValue {
        .record([
            "fullName": .string(profile.fullName), "operatingSystem": .string(profile.operatingSystem),
            "architecture": .string(profile.architecture), "machineID": .string(profile.machineID),
            "virtualization": .string(profile.virtualization), "addresses": .array(profile.addresses.map(encode)),
            "gateway": .optional(profile.gateway), "nameservers": .strings(profile.nameservers),
            "searchDomains": .strings(profile.searchDomains), "packages": .array(profile.packages.map(encode)),
            "groups": .array(profile.groups.map(encode)), "users": .array(profile.users.map(encode)),
            "changedConfiguration": .array(profile.changedConfiguration.map(encode)),
            "enabledUnits": .strings(profile.enabledUnits), "backupJobs": .array(profile.backupJobs.map(encode)),
        ])
    }

    static func read(_ reader: JSONReader) throws -> HostProfile {
        HostProfile(
            fullName: try reader.string("fullName"), operatingSystem: try reader.string("operatingSystem"),
            architecture: try reader.string("architecture"), machineID: try reader.string("machineID"),
            virtualization: try reader.string("virtualization"), addresses: try reader.list("addresses", address),
            gateway: try reader.optionalString("gateway"), nameservers: try reader.strings("nameservers"),
            searchDomains: try reader.strings("searchDomains"), packages: try reader.list("packages", package),
            groups: try reader.list("groups", group), users: try reader.list("users", user),
            changedConfiguration: try reader.list("changedConfiguration", configurationFile),
            enabledUnits: try reader.strings("enabledUnits"), backupJobs: try reader.list("backupJobs", backupJob))
    }

    private static func encode(_ address: HostAddress) -> JSONValue {
        .record([
            "interface": .string(address.interface), "address": .string(address.address),
            "prefixLength": .number(address.prefixLength), "hardwareAddress": .optional(address.hardwareAddress),
        ])
    }

    private static func address(_ reader: JSONReader) throws -> HostAddress {
        HostAddress(
            interface: try reader.string("interface"), address: try reader.string("address"),
            prefixLength: Int(try reader.integer("prefixLength")),
            hardwareAddress: try reader.optionalString("hardwareAddress"))
    }

    private static func encode(_ package: InstalledPackage) -> JSONValue {
        .record([
            "name": .string(package.name), "version": .string(package.version),
            "architecture": .string(package.architecture), "manual": .bool(package.isManual),
            "origin": .optional(package.origin),
        ])
    }

    private static func package(_ reader: JSONReader) throws -> InstalledPackage {
        InstalledPackage(
            name: try reader.string("name"), version: try reader.string("version"),
            architecture: try reader.string("architecture"), isManual: try reader.flag("manual"),
            origin: try reader.optionalString("origin"))
    }

    private static func encode(_ group: LocalGroup) -> JSONValue {
        .record([
            "name": .string(group.name), "identifier": .number(group.identifier), "members": .strings(group.members),
        ])
    }

    private static func group(_ reader: JSONReader) throws -> LocalGroup {
        LocalGroup(
            name: try reader.string("name"), identifier: Int(try reader.integer("identifier")),
            members: try reader.strings("members"))
    }

    private static func encode(_ user: LocalUser) -> JSONValue {
        .record([
            "name": .string(user.name), "identifier": .number(user.identifier),
            "primaryGroup": .number(user.primaryGroup), "comment": .string(user.comment),
            "home": .string(user.home), "shell": .string(user.shell),
        ])
    }

    private static func user(_ reader: JSONReader) throws -> LocalUser {
        LocalUser(
            name: try reader.string("name"), identifier: Int(try reader.integer("identifier")),
            primaryGroup: Int(try reader.integer("primaryGroup")), comment: try reader.string("comment"),
            home: try reader.string("home"), shell: try reader.string("shell"))
    }

    private static func encode(_ file: ConfigurationFile) -> JSONValue {
        .record([
            "path": .string(file.path), "package": .optional(file.package), "digest": .optional(file.digest),
        ])
    }

    private static func configurationFile(_ reader: JSONReader) throws -> ConfigurationFile {
        ConfigurationFile(
            path: try reader.string("path"), package: try reader.optionalString("package"),
            digest: try reader.optionalString("digest"))
    }

    private static func encode(_ job: BackupJob) -> JSONValue {
        .record([
            "engine": .string(job.engine), "definedIn": .string(job.definedIn), "repository": .string(job.repository),
            "paths": .strings(job.paths), "passwordFrom": .optional(job.passwordFrom),
            "schedule": .optional(job.schedule),
        ])
    }

    private static func backupJob(_ reader: JSONReader) throws -> BackupJob {
        BackupJob(
            engine: try reader.string("engine"), definedIn: try reader.string("definedIn"),
            repository: try reader.string("repository"), paths: try reader.strings("paths"),
            passwordFrom: try reader.optionalString("passwordFrom"), schedule: try reader.optionalString("schedule"))
    }
}
