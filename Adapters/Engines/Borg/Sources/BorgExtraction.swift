package import Contracts
internal import Foundation

extension BorgEngine {
    package func extract(
        _ paths: [String]?, of point: RestorePoint, in repository: RepositoryEntry, to folder: String
    ) async throws(EngineFailure) {
        if let paths, paths.isEmpty { return }
        let place = try BorgFolder()
        defer { place.remove() }
        let patterns = try paths.map(BorgPatterns.lines)
        let file = "\(place.path)/patterns"
        if let patterns {
            do { try Data(patterns.utf8).write(to: URL(fileURLWithPath: file)) } catch {
                throw EngineFailure(.noSpace, "expected to write \(file), found: \(error)")
            }
        }
        try await withCommand(repository) { command throws(EngineFailure) in
            let name = try await archive(point.id, command)
            let request = command.extract(name, matching: patterns == nil ? nil : file, to: folder)
            try proven(try await calls.silent(request, within: calls.limits.extraction), after: .restore)
        }
    }
}

/// A pattern file of Borg that means exactly some paths: of one that no archive holds, nothing is said, unlike of arguments.
enum BorgPatterns {
    static func lines(_ paths: [String]) throws(EngineFailure) -> String {
        var text = ""
        for path in paths {
            // Borg takes blanks away from both ends of a line.
            let isPlain = path.hasPrefix("/") && !path.utf8.contains { $0 == 10 || $0 == 13 || $0 == 0 }
            guard isPlain, path.trimmingCharacters(in: .whitespaces) == path else {
                throw EngineFailure(.unsupported, "a path cannot be named to borg: '\(path.prefix(64))'")
            }
            text += "+ pf:\(path.dropFirst())\n"
        }
        return text + "- re:.*\n"
    }
}
