package import Contracts
internal import Estate
internal import RecoveryPlan

extension CommandTemplateEngine {
    package func scope(of repository: RepositoryEntry) -> ProtectionScope {
        guard !entry.backup.isEmpty else { return .nothing("\(name) has no command to back up with") }
        do throws(EngineFailure) {
            let template = try CommandTemplate(entry, repository, sshConfiguration: nil)
            return .cluster(host: template.host, data: template.folder)
        } catch {
            return .nothing(error.words)
        }
    }

    /// Runs the command on the host whose data it is.
    package func protection(
        of request: ProtectionRequest, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Protection {
        guard !entry.backup.isEmpty else {
            throw EngineFailure(.unsupported, "\(name) has no command to back up with")
        }
        let template = try CommandTemplate(entry, repository, sshConfiguration: nil)
        let parameters = try ProtectionFrame.parameters(request)
        return Protection(
            name: "command-template/back-up-command",
            body: StepBody(
                place: .target, timeout: 12 * 3_600, estimate: 60,
                script: ProtectionFrame.script(PackageResources.back_up_command_sh)),
            parameters: parameters + [
                Parameter(name: "GU_COMMAND", value: template.words(entry.backup).joined(separator: "\n")),
                Parameter(name: "GU_REPOSITORY", value: repository.url),
            ],
            secrets: [])
    }
}
