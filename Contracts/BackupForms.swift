package import BackupPlan
package import Estate

/// What the forms of a backup plan are written from.
package struct BackupSources: Sendable {
    package let plan: BackupPlan
    /// By name.
    package let repositories: [String: RepositoryEntry]
    /// The script that dumps, by recipe.
    package let dumps: [String: String]

    package init(plan: BackupPlan, repositories: [String: RepositoryEntry], dumps: [String: String]) {
        self.plan = plan
        self.repositories = repositories
        self.dumps = dumps
    }
}

/// Writes the backups of a host as the configuration of a tool.
///
/// The same sources give the same bytes. Secrets are named, never written.
package protocol BackupForm: Sendable {
    /// The folder that its files lie in, below that of the host.
    var name: String { get }

    /// The files, and what it cannot express, in sentences.
    func files(for host: AssetID, _ sources: BackupSources) -> (files: [EmittedFile], remarks: [String])
}
