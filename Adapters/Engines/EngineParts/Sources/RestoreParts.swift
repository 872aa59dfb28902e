package import Contracts
import Estate
package import RecoveryPlan

/// The bodies that bring paths back, put together from what all engines do and what each does itself.
package enum RestoreParts {
    /// Runs constant text where a tree lies, and sends the paths from it; `tree` and `root` are the engine's to set.
    package static let sending = text(PackageResources.sending_sh)

    /// One script: what opens every body, the parts of the engine, and what closes every body.
    package static func script(_ parts: [String]) -> String {
        ([text(PackageResources.opening_sh)] + parts + [text(PackageResources.closing_sh)]).joined(separator: "\n")
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
                place: .controller, timeout: 4 * 3_600, attempts: 3, estimate: 4, script: script(parts)),
            parameters: parameters, secrets: secret.map { [$0] } ?? [])
    }
}
