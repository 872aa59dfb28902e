/// What restore bodies share; each is constant sh that begins with `begin.sh`.
package enum RestoreBodies {
    /// Streams what a command prints into a file on a host.
    package static var restoreFile: String { body([PackageResources.restore_file_sh]) }

    /// `script` with a beginning that fails, works and reaches the repository as all others do.
    package static func body(_ script: [UInt8]) -> String { body([script]) }

    /// The same for a body whose last part, `onHost`, runs on the host: it finds that text in `finish`, with `place` before it.
    package static func body(_ script: [UInt8], onHost: [UInt8], triesCluster: Bool = false) -> String {
        let host = (triesCluster ? [PackageResources.try_cluster_sh] : []) + [PackageResources.place_folder_sh, onHost]
        return body([Array("finish=$(cat <<'END_OF_FINISH'\n\(joined(host))\nEND_OF_FINISH\n)\n".utf8), script])
    }

    /// A body that runs on a database host, and tries what it restored with `try_cluster`.
    package static func cluster(_ script: [UInt8]) -> String { joined([PackageResources.try_cluster_sh, script]) }

    private static func body(_ parts: [[UInt8]]) -> String { joined([PackageResources.begin_sh] + parts) }

    private static func joined(_ parts: [[UInt8]]) -> String {
        parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }
}
