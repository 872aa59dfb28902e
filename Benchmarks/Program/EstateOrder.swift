/// How large an estate is made, and what is planted in it.
struct EstateOrder {
    var assets = 10_000
    var dependencies = 100_000
    var circles = 0
    var deadlocks = 0
    var seed: UInt64 = 1

    var hosts: Int { max(assets / 5, 4) }
    var services: Int { max(assets / 2, hosts) }
    /// Hosts that others rest on: those of repositories, name servers, directories.
    var vaults: Int { max(1, hosts / 500) }

    /// How many hosts what is planted takes at most; the others are ordinary.
    var plantedHosts: Int { circles * 5 + deadlocks * 4 }

    /// What is wrong with it, in a sentence; `nil` when it can be made.
    var problem: String? {
        guard assets >= 40, assets <= 2_000_000, dependencies >= 0, dependencies <= 20_000_000 else {
            return "An estate is made of 40 to 2,000,000 assets and at most 20,000,000 dependencies."
        }
        guard circles >= 0, deadlocks >= 0, plantedHosts + vaults + 4 <= hosts else {
            return "\(circles) circles and \(deadlocks) deadlocks take \(plantedHosts) hosts and the foundations "
                + "\(vaults + 4), but \(assets) assets have only \(hosts) hosts; ask for more assets."
        }
        return nil
    }
}
