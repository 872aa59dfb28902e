package import Contracts
internal import EngineParts
internal import Estate
internal import Foundation

extension BarmanEngine {
    /// The backup is streamed as it lies in the catalogue, with the segments of the log that `get-wal` gives.
    ///
    /// `recover` is not asked: it first copies the whole, to wherever its catalogue says, and changes settings in it.
    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        let command = try BarmanCommand(repository, sshConfiguration: sshConfiguration)
        let backup = try await held(point.id, command)
        guard let paths else {
            for part in backup.parts {
                let segments = part.isData ? try backup.segments() : []
                try await bring(part, with: segments, nil, command, to: folder)
            }
            return try Self.link(backup.tablespaces, below: folder + command.settings.data)
        }
        for part in backup.parts {
            let files = ChosenFiles(paths, places: HostPaths(root: part.place))
            let reading = BarmanFiles(part, below: []) { entry in
                guard entry.type == "file" else { return }
                files.consider(Array(entry.path.utf8.dropFirst(part.place.utf8.count + 1)))
            }
            try await list(part, reading, command)
            if !files.list.isEmpty { try await bring(part, with: [], files.list, command, to: folder) }
        }
    }

    private func bring(
        _ part: BarmanPart, with segments: [String], _ files: [UInt8]?, _ command: BarmanCommand, to folder: String
    ) async throws(EngineFailure) {
        let request = try command.archive(of: part, with: segments, files: files)
        let result = try await calls.run(
            request.unpacked(to: folder + part.place), within: calls.limits.extraction, isWatched: !command.isRemote)
        try BarmanVerdict.extraction(result).required()
    }

    /// The links in the catalogue lead to its own folders.
    private static func link(_ tablespaces: Tablespaces, below data: String) throws(EngineFailure) {
        let links = "\(data)/pg_tblspc"
        let files = FileManager.default
        for (id, place) in tablespaces.all {
            do {
                // No link stands for the folder: it would lead out of it.
                let type = try files.attributesOfItem(atPath: links)[.type] as? FileAttributeType
                guard type == .typeDirectory else { throw EngineFailure(.corrupt, "it is no folder") }
                if (try? files.attributesOfItem(atPath: "\(links)/\(id)")) != nil {
                    try files.removeItem(atPath: "\(links)/\(id)")
                }
                try files.createSymbolicLink(atPath: "\(links)/\(id)", withDestinationPath: place)
            } catch {
                throw EngineFailure(.corrupt, "the table space \(id) could not be linked in pg_tblspc: \(error)")
            }
        }
    }
}
