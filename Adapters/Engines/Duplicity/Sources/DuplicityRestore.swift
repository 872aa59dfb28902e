package import Contracts
import EngineParts
import Estate
import RecoveryPlan

extension DuplicityEngine {
    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        try await withQuestion(repository) { question throws(EngineFailure) in
            let (set, places) = try await found(point, question)
            let names = try paths.map { paths throws(EngineFailure) in try places.names(paths) }
            if let names, names.isEmpty { return }
            // One call goes through all of the volumes, whatever it is asked for.
            let common = names.flatMap { Self.common($0) }
            let tree = "\(question.folder.path)/tree"
            let target = common.map { "\(tree)/\($0)" } ?? tree
            try ScratchFolder.make(parentOf: target)
            let result = try await calls.run(
                question.command.restore(set.end, common, to: target), within: calls.limits.extraction)
            let outcome = outcome(of: result, after: .restore)
            if case .failed(let failure) = outcome, failure.kind == .noSuchPoint { return }
            try outcome.required()
            try await calls.bring(paths, from: tree, places, to: folder)
        }
    }

    /// The deepest folder or file that all of them are, or lie in; `nil` for all of the backup.
    static func common(_ names: [String]) -> String? {
        var common = names.first ?? "."
        for name in names {
            while common != ".", name != common, !name.hasPrefix("\(common)/") {
                common = common.lastIndex(of: "/").map { String(common[..<$0]) } ?? "."
            }
        }
        return common == "." ? nil : common
    }

    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else {
            throw EngineFailure(.unsupported, "duplicity restores to its backups only, not to a moment between them")
        }
        let location = try DuplicityLocation(repository)
        guard let root = location.places?.root ?? point.paths.first else {
            throw EngineFailure(
                .unsupported, "it was made of a relative path; say with 'root' where on the host that is")
        }
        var parameters = [
            Parameter(name: "GU_REPOSITORY", value: location.url), Parameter(name: "GU_POINT", value: point.id),
            Parameter(name: "GU_ROOT", value: root),
        ]
        if let keys = location.keys { parameters.append(Parameter(name: "GU_KEYS", value: keys)) }
        return RestoreParts.restoration(
            of: name, [RestoreParts.sending, RestoreParts.text(PackageResources.restore_paths_sh)],
            parameters: parameters,
            secret: repository.password.map { SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: $0) })
    }
}
