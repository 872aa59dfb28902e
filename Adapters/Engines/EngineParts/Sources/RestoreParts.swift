package import Contracts
import Estate
package import RecoveryPlan

/// Restore bodies, put together from what all engines do and what each does itself; each is constant sh.
package enum RestoreParts {
    /// Runs constant text where a tree lies, and sends the paths from it; `tree` and `root` are the engine's to set.
    package static let sending = text(PackageResources.sending_sh)

    /// Streams what a command prints into a file on a host.
    package static var restoreFile: String { body(PackageResources.restore_file_sh) }

    /// A script that runs what writes at the word of a repository with `confined`.
    package static func confined(_ script: [UInt8]) -> String {
        joined([text(PackageResources.confined_sh), text(script)])
    }

    /// A body that fails, works and reaches the repository as all others on the controller do.
    package static func body(_ script: [UInt8]) -> String { begun([text(script)]) }

    /// The same for a body whose last part, `onHost`, runs on the host: it finds that text in `finish`, with `place` before it.
    package static func body(_ script: [UInt8], onHost: [UInt8], triesCluster: Bool = false) -> String {
        let host = (triesCluster ? [PackageResources.try_cluster_sh] : []) + [PackageResources.place_folder_sh, onHost]
        return begun([variable("finish", joined(host.map(text))), text(script)])
    }

    /// A body that runs on a database host, and tries what it restored with `try_cluster`.
    package static func cluster(_ script: [UInt8]) -> String {
        joined([text(PackageResources.try_cluster_sh), text(script)])
    }

    /// A body that brings paths back: the parts of the engine, and what proves that they are there.
    package static func paths(_ parts: [String]) -> String {
        begun([text(PackageResources.paths_sh)] + parts + [text(PackageResources.closing_sh)])
    }

    /// Sets a shell variable to constant text that another shell is going to run.
    ///
    /// - Precondition: `script` has no line `END_OF_TEXT`; it is never data.
    package static func variable(_ name: String, _ script: String) -> String {
        "\(name)=$(cat <<'END_OF_TEXT'\n\(script)\nEND_OF_TEXT\n)\n"
    }

    package static func text(_ resource: [UInt8]) -> String { String(decoding: resource, as: UTF8.self) }

    /// What every engine that restores paths gives back; three attempts, for each continues what the last one left.
    package static func restoration(
        of engine: String, _ parts: [String], parameters: [Parameter], secret: SecretReference?
    ) -> Restoration {
        Restoration(
            name: "\(engine)/restore-paths",
            body: StepBody(
                place: .controller, timeout: 4 * 3_600, attempts: 3, estimate: 4, script: paths(parts)),
            parameters: parameters, secrets: secret.map { [$0] } ?? [])
    }

    private static func begun(_ parts: [String]) -> String { joined([text(PackageResources.begin_sh)] + parts) }

    private static func joined(_ parts: [String]) -> String { parts.joined(separator: "\n") }
}
