package import Contracts
package import Estate
internal import RecoveryPlan

/// Rebuilds on a fresh Debian 12 that a person or a hypervisor provides and that answers over ssh.
///
/// It installs nothing itself: it makes sure that the host is what it should be, and claims it for the run. It has no
/// settings.
package struct SSHHostTarget: Target {
    package let kind = "ssh"
    package let tools = ["ssh"]

    package init() {}

    package func steps(
        for host: AssetID, profile: HostProfile, settings: TargetEntry, depot: String
    ) throws -> [TargetStep] {
        if let name = settings.settings.keys.min() {
            throw GroundupError(
                .configuration, "Target \(settings.name) has the unknown setting '\(name)'.",
                hint: "Targets of kind ssh have no settings.")
        }
        guard profile.operatingSystem == "debian 12" else {
            throw GroundupError(
                .planRefused, "\(host) ran \(profile.operatingSystem); only debian 12 can be rebuilt over ssh.",
                hint: "Upgrade it, or name it as a survivor.")
        }
        let body = StepBody(place: .controller, timeout: 300, attempts: 2, estimate: 2, script: provisionScript)
        return [
            TargetStep(
                action: "provision", body: body, parameters: [Parameter(name: "GU_HOST", value: host.text)],
                isShared: false)
        ]
    }
}
