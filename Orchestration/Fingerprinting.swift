package import Contracts
package import Estate

/// Takes fingerprints of the data of an estate, such as row checksums and hashes of files, with the recipes' own bodies.
///
/// A fingerprint taken before a loss is what a restoration is compared with. Bodies only read.
package struct Fingerprinting: Sendable {
    /// Lines that one body may print; more is an error, not a cut.
    private static let lineLimit = 1_000_000

    private let workplace: Workplace
    private let configuration: Configuration

    /// - Parameter configuration: where hosts are now, when they are not where the workplace's configuration says.
    package init(_ workplace: Workplace, _ configuration: Configuration? = nil) {
        self.workplace = workplace
        self.configuration = configuration ?? workplace.configuration
    }

    /// The fingerprints, sorted, and what could not be read.
    package func run(on estate: Estate, hosts: Set<AssetID>) async -> ([Fingerprint], [BlindSpot]) {
        let works = estate.assets.compactMap { work(for: $0, in: estate, hosts: hosts) }
        return await withTaskGroup(of: Outcome.self) { group in
            for work in works { group.addTask { await take(work) } }
            var fingerprints: [Fingerprint] = []
            var blindSpots: [BlindSpot] = []
            for await outcome in group {
                fingerprints += outcome.fingerprints
                blindSpots += outcome.blindSpots
            }
            return (fingerprints.sorted(), blindSpots.sorted())
        }
    }

    private struct Work: Sendable {
        let asset: Asset
        let host: HostEntry
        let script: String
        let environment: [String: String]
    }

    private struct Outcome: Sendable {
        var fingerprints: [Fingerprint] = []
        var blindSpots: [BlindSpot] = []
    }

    /// Services are read by their own recipe, datasets of files by the host's.
    private func work(for asset: Asset, in estate: Estate, hosts: Set<AssetID>) -> Work? {
        guard let host = asset.host, hosts.contains(host),
            let entry = configuration.hosts.first(where: { $0.name == host.text }),
            let body = body(for: asset)
        else { return nil }
        let environment = [
            "GU_HOST": host.text, "GU_SERVICE": asset.id.text, "GU_UNIT": asset.unit ?? "",
            "GU_DATA_PATHS": asset.dataset?.path ?? "",
        ]
        return Work(asset: asset, host: entry, script: body.script, environment: environment)
    }

    private func body(for asset: Asset) -> StepBody? {
        switch asset.kind {
        case .service:
            return asset.recipe.flatMap { workplace.recipes[$0]?.steps["fingerprint"] }
        case .dataset:
            // What is dumped is judged by its service; /etc differs on purpose; a repository is judged by its engine.
            guard let dataset = asset.dataset, dataset.dumpPath == nil, dataset.path != "/etc", asset.recipe == nil
            else { return nil }
            return workplace.recipes["debian-host"]?.steps["fingerprint"]
        case .host, .network, .external:
            return nil
        }
    }

    private func take(_ work: Work) async -> Outcome {
        do {
            let result = try await workplace.remote.run(
                work.script, environment: work.environment, on: work.host, timeout: 600)
            guard result.succeeded else {
                return problem(work, "Its fingerprint could not be taken: \(result.errors.suffix(200))")
            }
            return try parse(result.output, of: work.asset.id)
        } catch {
            return problem(work, "Its fingerprint could not be taken: \(error)")
        }
    }

    /// Lines of `NAME<TAB>VALUE`.
    private func parse(_ output: [UInt8], of asset: AssetID) throws -> Outcome {
        var outcome = Outcome()
        let lines = output.split(separator: UInt8(ascii: "\n"))
        guard lines.count <= Self.lineLimit else {
            throw GroundupError(
                .hostileInput, "\(asset) printed \(lines.count) fingerprints; at most \(Self.lineLimit) are read.",
                hint: "Exclude generated files from the dataset.")
        }
        for line in lines {
            let fields = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
            guard fields.count == 2 else { continue }
            outcome.fingerprints.append(
                Fingerprint(
                    asset: asset, name: String(decoding: fields[0], as: UTF8.self),
                    value: String(decoding: fields[1], as: UTF8.self)))
        }
        return outcome
    }

    private func problem(_ work: Work, _ reason: String) -> Outcome {
        Outcome(blindSpots: [BlindSpot(subject: work.asset.id.text, reason: reason)])
    }
}
