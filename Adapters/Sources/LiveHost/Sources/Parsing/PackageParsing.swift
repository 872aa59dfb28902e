internal import ByteParsing
internal import Estate

extension LiveHostParser {
    /// Only what is fully installed.
    mutating func packages() -> [InstalledPackage] {
        let automatic = Set(rows("automatic-packages") { $0.text(tabsAs: " ") })
        let offers = rows("origins") { line -> (String, String)? in
            guard let (name, origin) = line.cut(at: 0x09), let name = name.text, let origin = origin.text else {
                return nil
            }
            return (String(name.prefix { $0 != ":" }), origin)
        }
        let origins = Dictionary(offers, uniquingKeysWith: { first, _ in first })
        let installed = rows("packages") { line -> InstalledPackage?? in
            let fields = line.fields(separatedBy: 0x09).map { $0.text ?? "" }
            guard fields.count >= 4, fields[..<4].allSatisfy({ !$0.isEmpty }) else { return nil }
            guard fields[3] == "installed" else { return .some(nil) }
            return InstalledPackage(
                name: fields[0], version: fields[1], architecture: fields[2],
                isManual: !automatic.contains("\(fields[0]) \(fields[2])"), origin: origins[fields[0]])
        }
        return installed.compactMap { $0 }.sorted { ($0.name, $0.architecture) < ($1.name, $1.architecture) }
    }

    mutating func changedConfiguration() -> [ConfigurationFile] {
        let digests = rows("digests") { line -> (String, String)? in
            guard line.count > 66, let digest = line.prefix(64).text, let path = line.dropFirst(66).text else {
                return nil
            }
            return (path, digest)
        }
        let targets = rows("configuration-links") { line -> (String, String)? in
            guard let (path, target) = line.cut(at: 0x09), let path = path.text, let target = target.text else {
                return nil
            }
            return (path, "->\(target)")
        }
        let contents = Dictionary(digests + targets, uniquingKeysWith: { first, _ in first })
        let found = rows("configuration") { line -> ConfigurationFile? in
            guard let (package, path) = line.cut(at: 0x09), let package = package.text, let path = path.text,
                path.hasPrefix("/etc/")
            else { return nil }
            return ConfigurationFile(path: path, package: package == "-" ? nil : package, digest: contents[path])
        }
        return found.filter { !isGenerated($0.path) }.sorted { $0.path < $1.path }
    }
}

/// What the system makes itself, whatever the configuration: nobody would miss it.
private func isGenerated(_ path: String) -> Bool {
    let generated: Set<String> = [
        "/etc/ld.so.cache", "/etc/.pwd.lock", "/etc/.updated", "/etc/mtab", "/etc/passwd-", "/etc/group-",
        "/etc/shadow-", "/etc/gshadow-", "/etc/subuid-", "/etc/subgid-",
    ]
    return generated.contains(path)
}

extension LocalUser {
    /// `name:uid:gid:comment:home:shell`, the password already left out.
    init?(_ line: Bytes) {
        let fields = line.fields(separatedBy: 0x3A)
        guard fields.count == 6, let name = fields[0].text, !name.isEmpty, let identifier = fields[1].decimal,
            let group = fields[2].decimal, let comment = fields[3].text, let home = fields[4].text,
            let shell = fields[5].text
        else { return nil }
        self.init(
            name: name, identifier: identifier, primaryGroup: group, comment: comment, home: home, shell: shell)
    }
}

extension LocalGroup {
    /// `name:gid:member,member`, the password already left out.
    init?(_ line: Bytes) {
        let fields = line.fields(separatedBy: 0x3A)
        guard fields.count == 3, let name = fields[0].text, !name.isEmpty, let identifier = fields[1].decimal,
            let members = fields[2].text
        else { return nil }
        self.init(name: name, identifier: identifier, members: members.split(separator: ",").map(String.init))
    }
}

extension ArraySlice<UInt8> {
    /// As text, with each tab as `replacement`.
    fileprivate func text(tabsAs replacement: String) -> String? {
        let parts = fields(separatedBy: 0x09).map(\.text)
        let texts = parts.compactMap { $0 }
        return texts.count == parts.count ? texts.joined(separator: replacement) : nil
    }
}
