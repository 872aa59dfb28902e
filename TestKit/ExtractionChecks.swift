import Contracts
internal import Foundation

extension EngineChecks {
    /// Files come to the controller at their own paths and in their sizes, and nothing that is not held.
    func extraction(_ point: RestorePoint) async -> [String] {
        guard !holdsOneFile, let root = point.paths.first else { return [] }
        let folder = FileManager.default.temporaryDirectory.appending(path: "extracted-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let wanted = held.map { (path: root + $0.path, bytes: $0.bytes) }
        do {
            for name in ["none", "some", "all"] {
                try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            }
            try await engine.extract(["/no/such/file"], of: point, in: repository, to: "\(folder)/none")
            try await engine.extract(wanted.map(\.path), of: point, in: repository, to: "\(folder)/some")
            try await engine.extract(nil, of: point, in: repository, to: "\(folder)/all")
        } catch {
            let failure = (error as? EngineFailure) ?? EngineFailure(.unknown, "\(error)")
            return failure.kind == .unsupported ? [] : ["files could not be brought to the controller: \(failure)"]
        }
        var violations: [String] = []
        if !files("\(folder)/none").isEmpty { violations.append("a path that is not held has to give no file") }
        let (some, all) = (files("\(folder)/some"), files("\(folder)/all"))
        if Set(some.keys) != Set(wanted.map(\.path)) || !wanted.allSatisfy({ isWhole($0, in: some) }) {
            violations.append("instead of \(wanted) came \(some)")
        }
        violations += wanted.filter { !isWhole($0, in: all) }.map { "\($0.path) did not come with all of it" }
        return violations
    }

    /// Of tools that list no sizes it is enough that something came.
    private func isWhole(_ file: (path: String, bytes: Int64), in found: [String: Int64]) -> Bool {
        guard let size = found[file.path] else { return false }
        return file.bytes == 0 ? size > 0 : size == file.bytes
    }

    /// Sizes of regular files by their paths below `folder`.
    private func files(_ folder: String) -> [String: Int64] {
        var sizes: [String: Int64] = [:]
        guard let names = FileManager.default.enumerator(atPath: folder) else { return [:] }
        for case let name as String in names {
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            guard attributes?[.type] as? FileAttributeType == .typeRegular else { continue }
            sizes["/\(name)"] = (attributes?[.size] as? NSNumber)?.int64Value ?? -1
        }
        return sizes
    }
}
