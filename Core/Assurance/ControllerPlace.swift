internal import Estate

/// Whether the controller is itself a host of the estate, and why we think so.
struct ControllerPlace: Hashable, Sendable {
    let host: AssetID
    /// In words, such as `both have the same machine-id`.
    let reason: String

    /// The host that `controller` is; `nil` when it stands outside the estate.
    ///
    /// Several hosts may have one machine-id when they were copied from one image; an address then tells them apart.
    init?(_ controller: ControllerFacts, in estate: Estate) {
        let profiles = estate.profiles.sorted { $0.key < $1.key }
        let twins = profiles.filter { !controller.machineID.isEmpty && $0.value.machineID == controller.machineID }
        if let twin = twins.first(where: { Self.sharesAddress($0.value, controller) }) ?? twins.first {
            host = twin.key
            reason = "it has the machine-id of \(twin.key.text)"
            return
        }
        let names = Set(controller.names.map { $0.lowercased() })
        let namesake = profiles.first { id, profile in
            (names.contains(id.text.lowercased()) || names.contains(profile.fullName.lowercased()))
                && Self.sharesAddress(profile, controller)
        }
        guard let namesake else { return nil }
        host = namesake.key
        reason = "it has the name and an address of \(namesake.key.text)"
    }

    private static func sharesAddress(_ profile: HostProfile, _ controller: ControllerFacts) -> Bool {
        profile.addresses.contains { controller.addresses.contains($0.address) }
    }
}
