internal import Contracts
internal import Estate

/// What has to hold of an estate document beyond its shape, so that nothing that reads the estate meets a contradiction.
///
/// Every refusal names the document, the place in it, and what was expected there.
struct EstateDocumentChecks {
    /// What the document is called in messages.
    let name: String
    let estate: Estate
    /// In the order of the document; the estate sorts them.
    let assets: [Asset]
    let dependencies: [Dependency]

    static let assetLimit = 2_000_000
    static let dependencyLimit = 20_000_000
    static let evidenceLimit = 10_000
    /// Bytes of an id: a host name and the longest path that Linux knows.
    static let idLimit = 4_096 + 256
    /// The years 1 to 9999, in seconds.
    static let moments: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
    /// Bytes of one dataset, and of all together: 1 PiB and 1 EiB.
    static let datasetLimit: Int64 = 1 << 50
    static let totalLimit: Int64 = 1 << 60
    static let ports = 0...65_535

    func run() throws(GroundupError) {
        try require(!estate.name.isEmpty && estate.name.utf8.count <= 253, "name", "is no name of an estate")
        try check(estate.observedAt, at: "observedAt")
        try limit(assets.count, Self.assetLimit, "assets")
        try limit(dependencies.count, Self.dependencyLimit, "dependencies")
        try checkAssets()
        try checkDependencies()
        try checkProfiles()
        for (number, fingerprint) in estate.fingerprints.enumerated() {
            try require(
                estate.asset(fingerprint.asset) != nil, "fingerprints[\(number)]",
                "is of '\(fingerprint.asset)', which is no asset of it")
        }
    }

    private func checkAssets() throws(GroundupError) {
        var total: Int64 = 0
        for (number, asset) in assets.enumerated() {
            let place = "assets[\(number)]"
            try checkID(asset.id, at: place)
            let isAfter = number == 0 || assets[number - 1].id < asset.id
            try require(
                isAfter, place, "'\(short(asset.id))' is not after the one before it; ids are unique and sorted")
            try checkPlace(of: asset, at: place)
            for listener in asset.listeners {
                try require(Self.ports.contains(listener.port), place, "listens on \(listener.port), which is no port")
            }
            guard let bytes = asset.dataset?.bytes else { continue }
            try require((0...Self.datasetLimit).contains(bytes), place, "has \(bytes) bytes; at most 1 PiB is believed")
            total += bytes
        }
        try require(total <= Self.totalLimit, "assets", "have \(total) bytes together; at most 1 EiB is believed")
    }

    /// Where an asset is, and what it is, must agree.
    private func checkPlace(of asset: Asset, at place: String) throws(GroundupError) {
        let id = short(asset.id)
        try require(
            asset.dataset == nil || asset.kind == .dataset, place, "'\(id)' is no dataset, but has the data of one")
        if let host = asset.host {
            try require(asset.kind == .service || asset.kind == .dataset, place, "'\(id)' cannot lie on a host")
            let carrier = estate.asset(host)
            try require(carrier != nil, place, "'\(id)' lies on '\(short(host))', which is no asset of it")
            try require(carrier?.kind == .host, place, "'\(id)' lies on '\(short(host))', which is no host")
        }
        if asset.kind == .host {
            try require(
                ConfigurationDocument.isHostName(asset.id.text), place, "'\(id)' cannot be the name of a host")
        }
    }

    private func checkDependencies() throws(GroundupError) {
        for (number, dependency) in dependencies.enumerated() {
            let place = "dependencies[\(number)]"
            let isAfter = number == 0 || dependencies[number - 1].key < dependency.key
            try require(isAfter, place, "is not after the one before it; dependencies are unique and sorted")
            for end in [dependency.dependent, dependency.provider] {
                try require(estate.asset(end) != nil, place, "has an end '\(short(end))' that is no asset of it")
            }
            try require(!dependency.evidence.isEmpty, place, "has no evidence; without any it does not exist")
            try limit(dependency.evidence.count, Self.evidenceLimit, "\(place).evidence")
            try require(dependency.port.map(Self.ports.contains) ?? true, place, "has a port that is none")
            for evidence in dependency.evidence {
                try check(evidence.firstSeen, at: "\(place).evidence")
                try check(evidence.lastSeen, at: "\(place).evidence")
                try require(
                    evidence.firstSeen <= evidence.lastSeen, "\(place).evidence", "was last seen before it was first")
            }
        }
    }

    private func checkProfiles() throws(GroundupError) {
        let identifiers = 0...Int(UInt32.max)
        for (host, profile) in estate.profiles.sorted(by: { $0.key < $1.key }) {
            let place = "profiles.\(short(host))"
            try require(estate.asset(host)?.kind == .host, place, "belongs to no host of it")
            try require(
                profile.addresses.allSatisfy { (0...128).contains($0.prefixLength) }, "\(place).addresses",
                "has a network prefix that is not 0 to 128 bits long")
            let known = profile.users.flatMap { [$0.identifier, $0.primaryGroup] } + profile.groups.map(\.identifier)
            try require(known.allSatisfy(identifiers.contains), place, "has an account or group number that is none")
        }
    }
}

extension EstateDocumentChecks {
    private func checkID(_ id: AssetID, at place: String) throws(GroundupError) {
        try require(!id.text.isEmpty, place, "has no id")
        try limit(id.text.utf8.count, Self.idLimit, "\(place).id", of: "bytes")
    }

    private func check(_ moment: Instant, at place: String) throws(GroundupError) {
        try require(
            Self.moments.contains(moment.seconds), place,
            "holds the moment \(moment.seconds), outside of years 1 to 9999")
    }

    private func limit(
        _ count: Int, _ limit: Int, _ place: String, of what: String = "entries"
    ) throws(GroundupError) {
        try require(count <= limit, place, "has \(count) \(what); at most \(limit) are read")
    }

    private func require(
        _ condition: Bool, _ place: @autoclosure () -> String, _ problem: @autoclosure () -> String
    ) throws(GroundupError) {
        guard !condition else { return }
        throw GroundupError(
            .hostileInput, "\(name): \(place()) \(problem()).",
            hint: "Export the estate again where it was discovered; a document is never corrected by hand.")
    }

    private func short(_ id: AssetID) -> String { String(id.text.prefix(120)) }
}
