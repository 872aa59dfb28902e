internal import Estate

extension RecoveryDeadlocks {
    /// groundup itself lost with what it restores; `nil` when it stands outside, outlives the loss or can come back.
    ///
    /// It comes back from a backup of what it keeps, if that backup opens without the passwords that only it had.
    package var groundupItself: Deadlock? {
        guard let controller, controller.copies.isEmpty, let place = ControllerPlace(controller, in: estate) else {
            return nil
        }
        let waiting = map.repositories.filter { isLost(place.host, with: $0) && !$0.restoredHosts.isEmpty }
        guard !waiting.isEmpty else { return nil }
        let needs = map.repositories.map { repository in self.needs.password(of: repository).map { [$0] } }
        let open = OpenRepositories(map, needs: needs, loss: loss)
        let paths = controller.keptPaths.isEmpty ? [nil] : controller.keptPaths.map(Optional.some)
        let sources = paths.map { path in map.restoring(path, of: place.host) }
        let comesBack = sources.allSatisfy { $0.contains { open.names.contains($0.name) } }
        guard !comesBack else { return nil }
        return deadlock(controller, place, sources: sources, waiting: waiting)
    }

    private func isLost(_ host: AssetID, with repository: MappedRepository) -> Bool {
        loss.includes(host, besides: repository) && !loss.takes(repository)
    }

    private func deadlock(
        _ controller: ControllerFacts, _ place: ControllerPlace, sources: [[MappedRepository]],
        waiting: [MappedRepository]
    ) -> Deadlock {
        let kept = controller.keptPaths.isEmpty ? "its state" : controller.keptPaths.joined(separator: ", ")
        let escrowed = map.repositories.filter(\.isEscrowed).map(\.name)
        let passwords = escrowed.isEmpty ? "" : ", and with them the passwords of \(escrowed.joined(separator: ", "))"
        var sentences = [
            "groundup runs on \(place.host.text), a host of the estate: \(place.reason).",
            "Its plans, its depot and its configuration (\(kept)) lie there\(passwords).",
        ]
        let source = sources.allSatisfy { !$0.isEmpty } ? sources.first?.first : nil
        sentences.append(
            source.map {
                "After a loss, they come back only from repository \($0.name), which nothing opens without them."
            } ?? "No backup holds all of that: with \(place.host.text) it is gone.")
        sentences.append("So nothing is restored once \(place.host.text) is lost.")
        let hosts = Set(
            waiting.flatMap { repository in repository.restoredHosts.filter { isLost($0, with: repository) } })
        return Deadlock(
            kind: .controller, subject: place.host.text, circle: source.map { [$0.name] } ?? [],
            words: sentences.joined(separator: " "),
            assets: [place.host] + (source.map { [$0.asset, place.host] } ?? []), key: kept,
            remedy: "Run groundup on a machine that is not part of the estate, or keep a copy of \(kept) and of the "
                + "passwords where the loss of \(place.host.text) does not reach, and write where into the file "
                + "'copies' of the state folder.",
            hosts: hosts.sorted(), isCertain: true)
    }
}
