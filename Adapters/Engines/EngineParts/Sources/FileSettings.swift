package import Contracts

/// The settings of a repository that only its engine understands, read one by one and refused when they are unknown.
package struct FileSettings: Sendable {
    private let values: [String: String]

    package init(_ repository: RepositoryEntry, known: Set<String>) throws(EngineFailure) {
        if let unknown = repository.settings.keys.sorted().first(where: { !known.contains($0) }) {
            throw EngineFailure(
                .unsupported,
                "the setting '\(unknown)' is not known to \(repository.engine); known: \(known.sorted().joined(separator: ", "))"
            )
        }
        if let wrong = repository.settings.values.first(where: { $0.utf8.contains { $0 < 0x20 || $0 == 0x7f } }) {
            throw EngineFailure(.unsupported, "the setting '\(wrong.prefix(60))' holds control characters")
        }
        values = repository.settings
    }

    package subscript(name: String) -> String? { values[name] }

    /// An absolute path without `.` and `..`, and without a slash at its end.
    package func path(_ name: String) throws(EngineFailure) -> String? {
        guard let text = values[name] else { return nil }
        guard Self.isAbsolute(text) else {
            throw EngineFailure(.unsupported, "expected an absolute path as '\(name)', found '\(text.prefix(60))'")
        }
        return text
    }

    /// A path below another one: no slash at either end, no `.` and `..`.
    package func name(_ name: String) throws(EngineFailure) -> String? {
        guard let text = values[name] else { return nil }
        guard Self.isAbsolute("/\(text)"), text != "" else {
            throw EngineFailure(.unsupported, "expected a path below another as '\(name)', found '\(text.prefix(60))'")
        }
        return text
    }

    /// A path that can be a line of its own.
    package static func isAbsolute(_ path: String) -> Bool {
        HostPaths.isPath(path) && !path.utf8.contains { $0 < 0x20 || $0 == 0x7f }
    }
}
