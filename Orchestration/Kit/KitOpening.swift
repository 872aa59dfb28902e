package import Contracts
internal import Estate
package import Formats

/// Lays a kit out on a bare machine, so that a restore can start from it.
package struct KitOpening: Sendable {
    private let archive: any KitArchive
    private let machine: any KitMachine
    private let documents: @Sendable (String) throws -> any DocumentStore & DecisionStore

    /// - Parameter documents: the documents of a new state in a folder.
    package init(
        archive: any KitArchive, machine: any KitMachine,
        documents: @escaping @Sendable (String) throws -> any DocumentStore & DecisionStore
    ) {
        self.archive = archive
        self.machine = machine
        self.documents = documents
    }

    /// Opens a kit that was verified.
    ///
    /// Order is safety: nothing outside of `folder` is made before all of it lies there. What plans name by path becomes
    /// a link into the folder; what is there already stays and is named.
    ///
    /// - Parameters:
    ///   - folder: absolute; must not exist.
    ///   - identity: a person's key of age or ssh; without one no secret is opened.
    /// - Returns: sentences for the person.
    package func open(
        _ path: String, _ manifest: KitManifest, to folder: String, identity: String?
    ) async throws -> [String] {
        try await archive.unpack(path, to: folder)
        try await restoreDocuments(manifest, folder)
        var said = try place(manifest, folder)
        guard let identity else {
            return said + ["Secrets stay encrypted; open the kit with --identity, or put them where they were."]
        }
        let sealed = try machine.read("\(folder)/\(KitLayout.secrets)")
        let opened = try KitSecrets.read(try await machine.decrypt(sealed, identity: identity))
        for (reference, value) in opened.secrets {
            let kept = try machine.keepInMemory(value, name: KitSecrets.fileName(of: reference))
            // Engines and emitted scripts read such a file themselves.
            guard reference.hasPrefix("file:/") else { continue }
            let path = String(reference.dropFirst("file:".utf8.count))
            if try !machine.link(path, to: kept) { said.append("\(path) is there already and stays.") }
        }
        for (key, value) in opened.keys {
            let kept = try machine.keepInMemory(value, name: "key-\(sha256(Array(key.utf8)))")
            if try !machine.link(key, to: kept) { said.append("\(key) is there already and stays.") }
        }
        return said + ["\(opened.secrets.count) secrets and \(opened.keys.count) keys are in memory until a restart."]
    }

    private func restoreDocuments(_ manifest: KitManifest, _ folder: String) async throws {
        let store = try documents("\(folder)/state")
        for member in manifest.members {
            let file = "\(folder)/\(member.path)"
            if member.path.hasPrefix("documents/estates/") {
                let bytes = try machine.read(file)
                let estate = try EstateDocument.read(bytes, name: member.path)
                try await store.save(
                    estate: StoredDocument(digest: sha256(bytes), bytes: bytes, time: estate.observedAt))
            } else if member.path.hasPrefix("documents/plans/") {
                let bytes = try machine.read(file)
                try await store.save(
                    plan: StoredDocument(digest: sha256(bytes), bytes: bytes, time: manifest.madeAt))
            }
        }
        // They belong to plans, which are there now.
        for member in manifest.members where member.path.hasPrefix("documents/decisions/") {
            try await store.save(
                DecisionDocument.read(try machine.read("\(folder)/\(member.path)"), name: member.path))
        }
        for member in manifest.members where member.path.hasPrefix(KitLayout.incidents) {
            let id = String(member.path.dropFirst(KitLayout.incidents.utf8.count))
            let bytes = try machine.read("\(folder)/\(member.path)")
            try await store.save(incident: StoredRecord(id: id, bytes: bytes, time: manifest.madeAt), revision: 1)
        }
    }

    private func place(_ manifest: KitManifest, _ folder: String) throws -> [String] {
        let depot = KitPlace(path: manifest.depotPath, member: KitLayout.depot)
        return try (manifest.places + [depot]).compactMap { place in
            let isLinked = try machine.link(place.path, to: "\(folder)/\(place.member)")
            return isLinked ? nil : "\(place.path) is there already and stays; the kit has its own as \(place.member)."
        }
    }
}
