internal import Foundation
package import RecoveryPlan

/// What a backup into a repository can hold.
package enum ProtectionScope: Hashable, Sendable {
    /// Any files of any host.
    case files
    /// One data folder of one host.
    case cluster(host: String, data: String)
    /// Nothing that groundup could ask of it, and why.
    case nothing(String)
}

/// What one backup has to hold.
package struct ProtectionRequest: Hashable, Sendable {
    /// The name under which restore points are to know the host.
    package var host: String
    /// Absolute.
    package var paths: [String]
    /// Absolute; below `paths`, and not to be copied.
    package var excludes: [String]

    package init(host: String, paths: [String], excludes: [String] = []) {
        self.host = host
        self.paths = paths
        self.excludes = excludes
    }
}

/// The body that makes a new restore point, with what it is given.
///
/// It adds to a repository and takes nothing out of it.
package typealias Protection = Restoration

/// How bodies of backups tell how their tool ended, so that its engine can judge exactly that.
///
/// A body is `frame` and then the engine's own part. It succeeds when it could tell; the tool's status is in what it tells.
package enum ProtectionFrame {
    /// The whole script of an engine's part.
    package static func script(_ part: [UInt8]) -> String {
        String(decoding: PackageResources.protection_frame_sh + part, as: UTF8.self)
    }

    /// The parameters that every part finds in its environment.
    package static func parameters(_ request: ProtectionRequest) throws(EngineFailure) -> [Parameter] {
        for path in request.paths + request.excludes
        where !path.hasPrefix("/") || path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            throw EngineFailure(.unsupported, "'\(path.prefix(80))' is no path that a list of lines can hold")
        }
        guard !request.paths.isEmpty, !request.host.isEmpty, !request.host.hasPrefix("-") else {
            throw EngineFailure(.unsupported, "a backup needs a host and at least one path")
        }
        return [
            Parameter(name: "GU_EXCLUDES", value: request.excludes.joined(separator: "\n")),
            Parameter(name: "GU_HOST", value: request.host),
            Parameter(name: "GU_PATHS", value: request.paths.joined(separator: "\n")),
        ]
    }

    /// How the tool ended, from the last lines of a body; `nil` when the body did not get that far.
    package static func ending(in lines: [String]) -> ProcessResult? {
        guard let first = lines.lastIndex(where: { $0.hasPrefix("groundup-ended ") }),
            let code = Int(lines[first].dropFirst("groundup-ended ".utf8.count))
        else { return nil }
        func told(_ prefix: String) -> String {
            lines[first...].filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.utf8.count) + "\n" }.joined()
        }
        return ProcessResult(
            outcome: .exited(code), output: Array(told("out: ").utf8), errors: told("err: "))
    }
}
