internal import Contracts
internal import DataHealth
internal import Synchronization

/// What a restored tree is compared with: sizes from the manifest, and contents as they were when the point was read before.
///
/// Sizes alone prove little: a restore that failed leaves files of full size with wrong contents.
struct RestoredComparison: Hashable, Sendable {
    /// Files of the manifest.
    var wanted = 0
    var missing: [String] = []
    var wrongSize: [String] = []
    var wrongContent: [String] = []
    /// Files whose content is the one that was read before.
    var sameContent = 0
    /// Files that the manifest does not name.
    var additional = 0
    /// Files that cannot be read, or that nobody can read as they were meant.
    var bad: [String] = []
    /// Those among them that are relations of PostgreSQL with damaged pages, and nothing else.
    var damagedPages: Set<String> = []

    /// - Parameters:
    ///   - manifest: sizes by path.
    ///   - digests: of contents as they were read before, by path.
    ///   - files: below `folder`, which stands for the root of the host.
    init(manifest: [String: Int64], digests: [String: String], files: [JudgedFile], below folder: String) {
        wanted = manifest.count
        var left = manifest
        let prefix = folder.utf8.count
        for file in files {
            let path = String(decoding: file.path.dropFirst(prefix), as: UTF8.self)
            guard let size = left.removeValue(forKey: path) else {
                additional += 1
                continue
            }
            if size != Int64(file.size) { wrongSize.append(path) }
            if let known = digests[path] {
                if known == file.digest { sameContent += 1 } else { wrongContent.append(path) }
            }
            guard file.digest == nil || file.verdict.state == .bad else { continue }
            bad.append(path)
            let isPages = file.kind == .postgresqlPage && file.digest != nil
            if isPages, file.verdict.evidence.allSatisfy({ $0.rule == .structure || $0.rule.weight < .bad }) {
                damagedPages.insert(path)
            }
        }
        missing = left.keys.sorted()
    }

    /// What is not as it should be, in words; `nil` when every file of the manifest is there with its size.
    var fault: String? {
        let parts = [
            (missing, "missing"), (wrongSize, "of another size"),
            (wrongContent, "with another content than was read before"),
        ].filter { !$0.0.isEmpty }.map { paths, what in "\(paths.count) files \(what), such as \(paths[0])" }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// What came back whole and is no good all the same; `nil` when there is nothing of the kind.
    ///
    /// - Parameter clusters: folders of PostgreSQL that provably work. A page that was written while it was copied is torn until
    ///   the log was applied, and in them it was: then every page was read.
    func warning(besides clusters: [String] = []) -> String? {
        let bad = bad.filter { path in
            !(damagedPages.contains(path) && clusters.contains { path.hasPrefix("\($0)/") })
        }
        return bad.first.map { "\(words); \(bad.count) of them bad, such as \($0): see 'groundup points'" }
    }

    var words: String {
        let contents = sameContent == wanted ? "all" : "\(sameContent)"
        return "\(wanted) files restored with their sizes, \(contents) with the content that was read before"
            + (additional > 0 ? ", \(additional) more than the manifest names" : "")
    }
}

/// Sizes of files by path, as a manifest goes by.
final class ManifestSizes: Sendable {
    private let sizes = Mutex<[String: Int64]>([:])

    func add(_ entry: ManifestEntry) {
        guard entry.type == "file" else { return }
        sizes.withLock { $0[entry.path] = entry.bytes }
    }

    var all: [String: Int64] { sizes.withLock { $0 } }
}
