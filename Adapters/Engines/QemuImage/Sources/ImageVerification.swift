package import Contracts
internal import Foundation

extension QemuImageEngine {
    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        let command = try command(repository)
        let version = String(decoding: try await answer(to: command.version(), after: .manifest), as: UTF8.self)
        let list = try await list(command)
        return RepositoryProbe(
            toolVersion: EngineText.shortened(version.split(separator: "\n").first ?? ""), repositoryID: nil,
            isEncrypted: list.images.values.contains { $0.refusal == "it is encrypted" },
            lock: list.locked.isEmpty
                ? nil : "a program writes to \(list.locked.keys.sorted().joined(separator: ", "))",
            capabilities: [.manifest, .changes], depths: .listed ... .restored)
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            guard request.depth <= .restored else {
                throw EngineFailure(.unsupported, "whether the machine works shows only when it was started")
            }
            let command = try command(repository)
            let list = try await list(command)
            let ids =
                request.point.map { [$0.id] }
                ?? list.images.values.filter { $0.name.hasPrefix(command.settings.prefix) }.map(\.id).sorted()
            guard !ids.isEmpty else { return PointVerification(outcome: .unknown("it holds no restore point")) }
            var chains: [ImageChain] = []
            for id in ids { chains.append(try Self.chain(of: id, in: list, command)) }
            return try await ImageChecks(engine: self, command: command, request: request, chains: chains).all()
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }
}

/// One depth after the other, as long as nothing is wrong.
struct ImageChecks: Sendable {
    let engine: QemuImageEngine
    let command: ImageCommand
    let request: VerifyRequest
    let chains: [ImageChain]

    func all() async throws(EngineFailure) -> PointVerification {
        var found = PointVerification(reached: .listed, outcome: .ok(proof: "\(chains.count) chains are complete"))
        if request.depth >= .structure { found = try await structure() }
        if request.depth >= .bytes, found.goesOn { found = try await bytes(after: found) }
        if request.depth >= .decoded, found.goesOn || found.outcome.isUnsupported {
            found = try await decoded(after: found)
        }
        if request.depth >= .restored, found.goesOn { found = try await restored(after: found) }
        return found
    }

    private var images: [DiskImage] { Set(chains.flatMap(\.images)).sorted { $0.name < $1.name } }

    /// Each image alone; of raw images nothing can be said, which is told, and is no fault.
    private func structure() async throws(EngineFailure) -> PointVerification {
        var worst: EngineOutcome?
        for image in images {
            let result = try await engine.calls.run(command.check(image), within: request.timeout)
            switch engine.outcome(of: result, after: .verify(.structure)) {
            case .ok: continue
            case .warned(let words): worst = .warned("\(image.name): \(words)")
            case .unknown(let words) where image.format == "raw": worst = worst ?? .warned("\(image.name): \(words)")
            case .unknown(let words):
                return PointVerification(reached: .listed, outcome: .failed(EngineFailure(.unknown, words)))
            case .failed(let failure):
                return PointVerification(
                    reached: failure.kind == .corrupt ? .structure : .listed,
                    outcome: .failed(EngineFailure(failure.kind, "\(image.name): \(failure.words)")))
            }
        }
        guard images.contains(where: { $0.format != "raw" }) else {
            return PointVerification(reached: .listed, outcome: .unknown("raw images have no structure to check"))
        }
        return PointVerification(
            reached: .structure, outcome: worst ?? .ok(proof: "\(images.count) images: no error and no leak"))
    }

    /// An image has no checksums of its data: only `SHA256SUMS` beside it says which bytes were stored.
    private func bytes(after earlier: PointVerification) async throws(EngineFailure) -> PointVerification {
        let answer = try await engine.answer(to: command.checksums(), after: .manifest)
        let known = Checksums(answer)
        let missing = images.filter { known.line(of: $0.name) == nil }
        guard missing.isEmpty else {
            return PointVerification(
                reached: earlier.reached,
                outcome: .failed(
                    EngineFailure(
                        .unsupported,
                        "an image has no checksums of its data, and SHA256SUMS does not name \(missing[0].name)")))
        }
        let request = command.compare(checksums: images.compactMap { known.line(of: $0.name) })
        let result = try await engine.calls.run(request, within: self.request.timeout)
        let outcome = engine.outcome(of: result, after: .verify(.bytes))
        guard case .ok = outcome else { return PointVerification(reached: .bytes, percent: 100, outcome: outcome) }
        return PointVerification(
            reached: .bytes, percent: 100,
            outcome: earlier.outcome.joined(with: .ok(proof: "\(images.count) images are what SHA256SUMS says")))
    }

    private func decoded(after earlier: PointVerification) async throws(EngineFailure) -> PointVerification {
        for chain in chains {
            let result = try await engine.calls.run(command.decode(chain), within: request.timeout)
            let outcome = engine.outcome(of: result, after: .verify(.decoded))
            guard case .ok = outcome else {
                return PointVerification(reached: earlier.reached, outcome: outcome)
            }
        }
        let outcome: EngineOutcome =
            earlier.outcome.isUnsupported
            ? .warned("it decodes to its end, but nothing says that these are the bytes that were stored")
            : earlier.outcome.joined(with: .ok(proof: "\(chains.count) chains decoded to their end"))
        return PointVerification(reached: .decoded, percent: 100, outcome: outcome)
    }

    private func restored(after earlier: PointVerification) async throws(EngineFailure) -> PointVerification {
        var outcome = earlier.outcome
        for chain in chains {
            let result = try await engine.calls.run(command.restoreAside(chain), within: request.timeout)
            let found = engine.outcome(of: result, after: .verify(.restored))
            if found.isFailure { return PointVerification(reached: .decoded, percent: 100, outcome: found) }
            outcome = outcome.joined(with: found)
        }
        return PointVerification(reached: .restored, percent: 100, outcome: outcome)
    }
}

/// Lines of `SHA256SUMS` by the names of images.
struct Checksums: Sendable {
    private let lines: [String: String]

    init(_ text: [UInt8]) {
        lines = String(decoding: text.prefix(4 << 20), as: UTF8.self).split(separator: "\n").reduce(into: [:]) {
            let name = $1.dropFirst(66)
            guard $1.prefix(64).utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
                ["  ", " *"].contains($1.dropFirst(64).prefix(2)), ImageList.isName(String(name))
            else { return }
            $0[String(name)] = String($1)
        }
    }

    func line(of name: String) -> String? { lines[name] }
}

extension PointVerification {
    fileprivate var goesOn: Bool { !outcome.isFailure || (reached == .listed && outcome.isUnchecked) }
}

extension EngineOutcome {
    /// Nothing could be looked at, so nothing was found either.
    fileprivate var isUnchecked: Bool { if case .unknown = self { true } else { false } }

    fileprivate var isUnsupported: Bool {
        if case .failed(let failure) = self { failure.kind == .unsupported } else { false }
    }
}
