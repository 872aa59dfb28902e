package import Contracts
import EngineParts
import Estate
import RecoveryPlan
import Synchronization

extension RcloneEngine {
    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        try await withQuestion(repository) { question throws(EngineFailure) in
            let tree = try await tree(of: point, question)
            let places = question.location.places
            var list: String?
            if let paths {
                let wanted = Set(try places.names(paths))
                let chosen = Mutex<[UInt8]>([])
                try await entries(tree, question) { entry in
                    guard entry.type == "file", HostPaths.isHeld(entry.name, wanted) else { return }
                    chosen.withLock { $0 += Array(entry.Path.utf8) + [0x0A] }
                }
                let names = chosen.withLock { $0 }
                if names.isEmpty { return }
                list = try question.folder.file("names", names)
            }
            let target = folder + (places.root == "/" ? "" : places.root)
            let result = try await calls.run(
                question.command.copy(tree, list, to: target), within: calls.limits.extraction)
            try outcome(of: result, after: .restore).required()
        }
    }

    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else {
            throw EngineFailure(.unsupported, "copies are restored as they were made, not to a moment between them")
        }
        let location = try RcloneLocation(repository)
        var parameters = [
            Parameter(name: "GU_REPOSITORY", value: try location.tree(of: point.id)),
            Parameter(name: "GU_POINT", value: point.id),
            Parameter(name: "GU_LAYOUT", value: location.layout.rawValue),
            Parameter(name: "GU_ROOT", value: location.places.root),
        ]
        if !location.mark.isEmpty { parameters.append(Parameter(name: "GU_MARK", value: location.mark)) }
        return RestoreParts.restoration(
            of: name, [RestoreParts.sending, RestoreParts.text(PackageResources.restore_paths_sh)],
            parameters: parameters,
            secret: repository.password.map { SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: $0) })
    }
}
