package import BackupPlan
package import Contracts
internal import Estate

extension Workplace {
    /// What the forms of `plan` are written from.
    package func backupSources(_ plan: BackupPlan) -> BackupSources {
        BackupSources(
            plan: plan,
            repositories: Dictionary(configuration.repositories.map { ($0.name, $0) }) { first, _ in first },
            dumps: recipes.compactMapValues { $0.steps["dump"]?.script })
    }
}

/// A backup plan in all its forms: one folder for each host, in it one for each form.
package struct BackupFolder: Sendable {
    package private(set) var files: [EmittedFile] = []
    package private(set) var remarks: [String] = []

    package init(_ forms: [any BackupForm], _ sources: BackupSources) {
        for host in sources.plan.hosts {
            for form in forms {
                let written = form.files(for: host, sources)
                let folder = "\(Self.folder(of: host))/\(form.name)"
                files += written.files.map { file in
                    var file = file
                    file.name = form.name.isEmpty ? "\(Self.folder(of: host))/\(file.name)" : "\(folder)/\(file.name)"
                    return file
                }
                remarks += written.remarks.map { "\(host.text), \(form.name): \($0)" }
            }
        }
    }

    /// A host's name as a name of a folder that leads nowhere else.
    private static func folder(of host: AssetID) -> String {
        let plain = host.text.unicodeScalars.map { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                || "._-".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
        }
        let name = String(plain)
        return name.allSatisfy { $0 == "." } ? "_" : name
    }
}
