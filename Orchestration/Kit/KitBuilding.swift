package import Contracts
internal import Estate
package import Formats
internal import RecoveryPlan

/// Builds a recovery kit: everything that approved plans need when nothing but targets and repositories is left.
package struct KitBuilding: Sendable {
    private let workplace: Workplace
    private let machine: any KitMachine
    private let archive: any KitArchive
    private let signer: any Signer
    private let program: String

    /// - Parameters:
    ///   - signer: signs manifests with the key of the installation.
    ///   - program: the version of this groundup.
    package init(
        _ workplace: Workplace, machine: any KitMachine, archive: any KitArchive, signer: any Signer, program: String
    ) {
        self.workplace = workplace
        self.machine = machine
        self.archive = archive
        self.signer = signer
        self.program = program
    }

    /// - Parameters:
    ///   - plans: beginnings of digests; the newest plan when empty.
    ///   - configuration: the bytes of the configuration, which names files by absolute paths.
    ///   - recipients: who can open the secrets.
    package func build(
        plans: [String], configuration: [UInt8], recipients: [String], to path: String
    ) async throws -> KitManifest {
        guard !recipients.isEmpty else {
            throw GroundupError(
                .configuration, "Nobody is named who could open the kit's secrets.",
                hint: "Name public keys under 'kit: {recipients: [...]}', or with --for.")
        }
        // A kit with a package that is not what its trust root says would be found out when it is too late.
        _ = try await workplace.verifiedMedia()
        var manifest = KitManifest(
            estateName: workplace.configuration.estate, madeAt: workplace.clock.now(), program: program)
        manifest.recipients = recipients
        manifest.configuration = sha256(configuration)
        manifest.tools = workplace.kitTools
        var stored: [StoredPlan] = []
        for digest in plans.isEmpty ? [nil] : plans.map(Optional.some) {
            stored.append(try await workplace.storedPlan(digest))
        }
        manifest.plans = stored.map(\.digest)
        for plan in stored { try requireSameDepot(plan) }
        var items = try await machine.program()
        items.append(KitItem(KitLayout.configuration, .bytes(configuration)))
        items += try await documents(stored, &manifest)
        items += try await depot(&manifest)
        items += try await filesAndSecrets(stored.map(\.plan), &manifest)
        items += try runbooks(stored)
        items.append(
            KitItem(KitLayout.prepare, .bytes(Array(KitTexts.prepare(manifest.tools).utf8)), isExecutable: true))
        items.append(KitItem(KitLayout.readme, .bytes(Array(KitTexts.readme(manifest).utf8))))
        items.append(KitItem(KitLayout.key, .bytes(Array("\(try await workplace.audit.key.publicKey())\n".utf8))))
        manifest.members = try items.map(archive.member)
        let signature = try await signer.sign(manifest.bytes)
        let head = [
            KitItem(KitManifest.name, .bytes(manifest.bytes)), KitItem(KitManifest.signatureName, .bytes(signature)),
        ]
        try await archive.write(head + items, to: path)
        let details: [String: AuditDetail] = [
            "manifest": .text(sha256(manifest.bytes)), "plans": .texts(manifest.plans),
            "recipients": .texts(recipients),
        ]
        try await workplace.audit.record(AuditEvent(.kitBuilt, subject: path, details: details))
        return manifest
    }

    /// Estates, plans, decisions and incidents, byte for byte as they are signed.
    private func documents(_ plans: [StoredPlan], _ manifest: inout KitManifest) async throws -> [KitItem] {
        let newest = try await workplace.newestEstate().digest
        manifest.estate = newest
        var items: [KitItem] = []
        for digest in Set(plans.map(\.plan.estateDigest) + [newest]).sorted() {
            guard let estate = try await workplace.documents.estate(digest) else {
                throw GroundupError(
                    .state, "The estate \(digest.prefix(12)) that a plan was made for is not in the state.",
                    hint: "Make the plan again with 'groundup plan'.")
            }
            items.append(KitItem(KitLayout.estate(digest), .bytes(estate.bytes)))
        }
        for plan in plans {
            items.append(KitItem(KitLayout.plan(plan.digest), .bytes(plan.bytes)))
        }
        for digest in plans.map({ Optional($0.digest) }) + [nil] {
            for (number, decision) in try await workplace.decisions.decisions(on: digest).enumerated() {
                items.append(
                    KitItem(KitLayout.decision(digest, number), .bytes(DecisionDocument.bytes(decision))))
            }
        }
        for incident in try await workplace.decisions.incidents() {
            items.append(KitItem("\(KitLayout.incidents)\(incident.id)", .bytes(incident.bytes)))
        }
        return items
    }

    /// Approvals are for what the depot held; a kit with another one would be refused on the worst day.
    private func requireSameDepot(_ stored: StoredPlan) throws {
        guard stored.plan.installsFromDepot, let signed = stored.plan.depotDigest,
            try workplace.media.digest() != signed
        else { return }
        throw GroundupError(
            .kit, "Plan \(stored.digest.prefix(12)) was made with another depot than there is now.",
            hint: "Plan again, have the new plan approved, and build the kit then.")
    }

    private func depot(_ manifest: inout KitManifest) async throws -> [KitItem] {
        let folder = workplace.media.path
        manifest.depot = sha256(try machine.read("\(folder)/depot.json"))
        manifest.depotPath = folder
        let files = try await machine.files(below: folder).filter { !$0.hasPrefix(".") }
        return files.map { KitItem("\(KitLayout.depot)/\($0)", .file("\(folder)/\($0)")) }
    }

    /// What plans and the configuration name by path, and the secrets, encrypted.
    private func filesAndSecrets(_ plans: [Plan], _ manifest: inout KitManifest) async throws -> [KitItem] {
        let configuration = workplace.configuration
        let hosts = configuration.hosts.map { SSHDestination(repository: "", host: $0.destination, login: nil) }
        let ssh = try await machine.sshFiles(reaching: hosts + configuration.repositories.compactMap(\.destination))
        let given = configuration.targets.flatMap(\.settings.values) + configuration.approvers.compactMap(\.signers)
        let named = given.filter { value in
            value.hasPrefix("/") && !ssh.keys.contains(value) && (try? machine.read(value)) != nil
        }
        var items: [KitItem] = []
        for (number, path) in Set(ssh.plain + named).sorted().enumerated() {
            let member = KitLayout.file(number, path)
            items.append(KitItem(member, .bytes(try machine.read(path))))
            manifest.places.append(KitPlace(path: path, member: member))
        }
        let references = plans.flatMap(\.secretReferences) + configuration.secretReferences
        var secrets: [String: [UInt8]] = [:]
        for reference in Set(references).sorted() {
            let name = SecretReference(name: "KIT", reference: reference)
            secrets[reference] = try await workplace.secrets.resolve(name).value
        }
        var keys: [String: [UInt8]] = [:]
        for path in ssh.keys { keys[path] = try machine.read(path) }
        manifest.secrets = secrets.keys.sorted()
        manifest.keys = ssh.keys
        let sealed = try await machine.encrypt(
            KitSecrets.bytes(secrets: secrets, keys: keys), to: manifest.recipients)
        return items + [KitItem(KitLayout.secrets, .bytes(sealed))]
    }

    /// The same plans for people, and for a shell without groundup.
    private func runbooks(_ plans: [StoredPlan]) throws -> [KitItem] {
        try plans.flatMap { plan in
            try [("html", "runbooks"), ("markdown", "runbooks"), ("bash", "break-glass")].flatMap { format, folder in
                let emitter = workplace.emitters.first { $0.format == format }
                return try (emitter?.emit(plan.plan, digest: plan.digest) ?? []).map { file in
                    KitItem(
                        "\(folder)/\(plan.digest.prefix(12))/\(file.name)", .bytes(Array(file.contents.utf8)),
                        isExecutable: file.isExecutable)
                }
            }
        }
    }
}

extension Configuration {
    /// References of secrets that it names itself, sorted.
    var secretReferences: [String] {
        let logins = applications.flatMap { $0.verifications.compactMap(\.password) }
        return Set(repositories.compactMap(\.password) + logins).sorted()
    }
}
