package import Contracts
package import Estate
internal import RecoveryPlan

/// Rebuilds hosts as systemd-nspawn machines on the controller, each in a network namespace of its own.
///
/// | setting | meaning |
/// | --- | --- |
/// | machines | folder with one folder for each machine |
/// | namespace | network namespace that holds the bridge; it has to exist |
/// | authorized-key | file with the public key that may log in as root |
/// | known-hosts | file that new host keys are registered in |
/// | bridge | the bridge in it, `br0` when absent |
/// | host-namespace-prefix | begins the names of the hosts' namespaces; the namespace and `-` when absent |
/// | images | folder of base images, `/var/cache/groundup/images` when absent |
package struct NspawnTarget: Target {
    package let kind = "nspawn"
    package let packages = ["iproute2", "mmdebstrap", "mount", "openssh-client", "systemd-container", "util-linux"]
    package let tools = ["systemd-nspawn", "mmdebstrap", "ip", "flock", "ssh"]

    package init() {}

    package func storage(_ settings: TargetEntry) -> String? { settings.settings["machines"] }

    package func steps(
        for host: AssetID, profile: HostProfile, settings: TargetEntry, depot: String
    ) throws -> [TargetStep] {
        let settings = try NspawnSettings(settings)
        let place = [Parameter(name: "GU_DEPOT", value: depot), Parameter(name: "GU_IMAGES", value: settings.images)]
        return [
            TargetStep(action: "image", body: Self.image, parameters: place, isShared: true),
            TargetStep(
                action: "provision", body: Self.provision,
                parameters: place + (try machine(host, profile)) + settings.parameters(for: host), isShared: false),
        ]
    }

    package func preserve(_ host: AssetID, settings: TargetEntry) throws -> TargetStep? {
        let names = ["GU_MACHINES", "GU_HOST_NAMESPACE"]
        let place = try NspawnSettings(settings).parameters(for: host).filter { names.contains($0.name) }
        return TargetStep(
            action: "preserve", body: Self.preserve, parameters: [Parameter(name: "GU_HOST", value: host.text)] + place,
            isShared: false)
    }

    private func machine(_ host: AssetID, _ profile: HostProfile) throws -> [Parameter] {
        guard let address = profile.addresses.first else {
            throw GroundupError(
                .planRefused, "\(host) has no address, so no machine can be made for it.",
                hint: "Discover it again while it has one.")
        }
        return [
            Parameter(name: "GU_HOST", value: host.text),
            Parameter(name: "GU_FULL_NAME", value: profile.fullName),
            Parameter(name: "GU_ADDRESS", value: address.address),
            Parameter(name: "GU_HARDWARE_ADDRESS", value: address.hardwareAddress ?? ""),
            Parameter(name: "GU_PREFIX_LENGTH", value: String(address.prefixLength)),
            Parameter(name: "GU_GATEWAY", value: profile.gateway ?? ""),
            Parameter(name: "GU_NAMESERVERS", value: profile.nameservers.joined(separator: "\n")),
            Parameter(name: "GU_SEARCH_DOMAINS", value: profile.searchDomains.joined(separator: "\n")),
        ]
    }

    private static let image = StepBody(
        place: .controller, timeout: 1_200, attempts: 2, estimate: 25, script: imageScript)
    private static let preserve = StepBody(
        place: .controller, timeout: 3_600, attempts: 2, estimate: 1, script: preserveScript)
    private static let provision = StepBody(
        place: .controller, timeout: 300, attempts: 2, estimate: 2, script: provisionScript)
}
