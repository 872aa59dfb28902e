package import Contracts
import EngineParts

extension BorgEngine {
    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        try await withCommand(repository) { command throws(EngineFailure) in
            let name = try await archive(point.id, command)
            for part in PathParts.parts(paths) {
                let request = try command.extract(part, of: name, to: folder)
                let result = try await calls.silent(request, within: calls.limits.extraction)
                try BorgVerdict.extraction(result).required()
            }
        }
    }
}
