internal import Contracts
internal import DataHealth

/// An older version of a tree, by its names.
struct OlderTree: Sendable {
    let tree: FileTree
    private let places: [[UInt8]: Int]

    init(_ tree: FileTree) {
        self.tree = tree
        places = Dictionary(tree.files.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The older version of a file: of the same name, or of the name without a suffix that was appended since.
    func entry(for file: FileTree.Entry, _ names: Set<[UInt8]>, isSingle: Bool) -> FileTree.Entry? {
        if isSingle, tree.isSingleFile { return tree.files.first }
        if let place = places[file.path] { return tree.files[place] }
        guard let point = file.path.lastIndex(of: 0x2E), !file.path[point...].contains(0x2F) else { return nil }
        let original = Array(file.path[..<point])
        // The original still being there makes this a copy, not a successor.
        guard !names.contains(original), let place = places[original] else { return nil }
        return tree.files[place]
    }

    func newSuffixes(in newer: FileTree) -> [TreeFinding] {
        TreeRules.newSuffixes(
            now: newer.files.map { String(decoding: $0.path, as: UTF8.self) },
            before: Set(tree.files.map { String(decoding: $0.path, as: UTF8.self) }))
    }

    /// How many files are gone.
    func missing(in newer: FileTree) -> Int {
        let names = Set(newer.files.map(\.path))
        return tree.files.count { !names.contains($0.path) }
    }
}
