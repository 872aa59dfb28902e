package import Contracts
internal import Foundation

/// What real tools said and how they ended, kept in files `NAME.out`, `NAME.err` and `NAME.rc` of one folder.
package struct RecordedEnds: Sendable {
    private let folder: URL

    /// - Parameter test: the file of the test; `path` is relative to its folder.
    package init(_ path: String, beside test: String) {
        folder = URL(filePath: test).deletingLastPathComponent().appending(path: path)
    }

    package func result(_ name: String) throws -> ProcessResult {
        let status = Int(try text("\(name).rc").trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
        return ProcessResult(
            outcome: .exited(status), output: Array(try Data(contentsOf: folder.appending(path: "\(name).out"))),
            errors: try text("\(name).err"))
    }

    /// Every recorded name: one that no test judges is a sample forgotten.
    package func names() throws -> Set<String> {
        Set(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".rc") }
                .map { String($0.dropLast(3)) })
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }
}

/// The verdict in one word, for tables of recorded ends.
extension EngineOutcome {
    package var word: String {
        switch self {
        case .ok: "ok"
        case .warned: "warned"
        case .failed(let failure): failure.kind.rawValue
        case .unknown: "unknown outcome"
        }
    }
}
