internal import Foundation

/// Ends of tools that were recorded elsewhere, a folder for each tool.
///
/// They lie below the folder that `GROUNDUP_SAMPLES` names, by default `shared/data/engines` beside the repository. They are
/// judged where they are present, and a line says when they are not.
package struct OtherSamples: Sendable {
    package let ends: RecordedEnds

    package init?(_ tool: String) {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let root =
            ProcessInfo.processInfo.environment["GROUNDUP_SAMPLES"]
            ?? repository.deletingLastPathComponent().appending(path: "shared/data/engines").path
        let folder = "\(root)/\(tool)"
        guard FileManager.default.fileExists(atPath: folder) else {
            print("no samples in \(folder): those of \(tool) were not judged")
            return nil
        }
        ends = RecordedEnds(folder, beside: "/")
    }
}
