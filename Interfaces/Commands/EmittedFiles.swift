internal import Contracts
internal import Foundation

/// Files that something of ours wrote, on their way into a folder.
struct EmittedFiles {
    private let files: [EmittedFile]

    init(_ files: [EmittedFile]) {
        self.files = files
    }

    func write(to folder: URL) throws {
        for file in files {
            let place = folder.appendingPathComponent(try inside(file.name))
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.contents.utf8).write(to: place, options: .atomic)
            try FileManager.default.setAttributes(
                [.posixPermissions: file.isExecutable ? 0o755 : 0o644], ofItemAtPath: place.path)
        }
    }

    /// Refuses a name that would leave the folder.
    private func inside(_ name: String) throws -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw GroundupError(
                .hostileInput, "An emitted file would be called '\(printable(name))', outside of the folder.",
                hint: "This is an error in groundup; report it.")
        }
        return name
    }
}
