package import Contracts
internal import Formats
internal import Host
package import Orchestration
internal import Store

extension Builtins {
    /// Signs manifests of kits with the key of the installation.
    package static func kitSigner(state: String) -> any Signer {
        StateKey(state: absolute(state), runner: SubprocessRunner(), namespace: .kit)
    }

    /// Verifies kits; `key` is a public key that the person trusts.
    package static func kitVerification(key: String?) -> KitVerification {
        let runner = SubprocessRunner()
        return KitVerification(
            archive: kitArchive(), verifier: SSHSignatureVerifier(runner: runner, namespace: .kit),
            planVerifier: SSHSignatureVerifier(runner: runner), clock: SystemClock(), key: key)
    }

    package static func kitOpening() -> KitOpening {
        KitOpening(archive: kitArchive(), machine: kitMachine(sshConfiguration: nil)) { folder in
            try StateDatabase(folder: folder, context: AuditContext(who: Operator.text, clock: SystemClock()))
        }
    }

    /// `path` from the root on.
    package static func absolutePath(_ path: String) -> String { absolute(path) }

    /// The configuration's bytes, as a kit takes them to another machine: every path in it from the root on.
    package static func portableConfiguration(_ path: String) throws -> [UInt8] {
        let (configuration, bytes) = try configuration(absolute(path))
        let text = String(decoding: bytes, as: UTF8.self)
        let elsewhere = try ConfigurationDocument.configuration(from: text, file: "/elsewhere/groundup.yaml")
        // Nothing in it depends on where it lies: a person finds it as it was written.
        return configuration == elsewhere ? bytes : Array(ConfigurationDocument.text(of: configuration).utf8)
    }
}
