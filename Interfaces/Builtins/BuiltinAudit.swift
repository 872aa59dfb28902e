package import Contracts
internal import Formats
internal import Foundation
internal import Host
package import Orchestration
internal import Store

extension Builtins {
    /// The audit record of a state folder, for those who look at it without a configuration; nothing is anchored.
    package static func auditTrail(state: String) throws -> AuditTrail {
        let folder = absolute(state)
        guard FileManager.default.fileExists(atPath: "\(folder)/groundup.sqlite") else {
            throw GroundupError(
                .state, "\(folder) is no state folder: it holds no groundup.sqlite.",
                hint: "Name the folder of a state, or of a copy of one, with --state.")
        }
        return audit(try StateDatabase(folder: folder), AuditEntry(), state: folder)
    }

    /// Verifies what installations sign.
    package static var auditVerifier: any SignatureVerifier {
        SSHSignatureVerifier(runner: SubprocessRunner(), namespace: .audit)
    }

    /// Where heads are anchored without being asked; it tells a shortened database, unless both were changed.
    package static func anchorFile(state: String) -> String { "\(absolute(state))/audit/anchors.jsonl" }

    static func audit(_ database: StateDatabase, _ entry: AuditEntry, state: String) -> AuditTrail {
        let runner = SubprocessRunner()
        let line: @Sendable (AuditSeal) -> [UInt8] = { AuditDocument.anchor($0) }
        let files = [anchorFile(state: state)] + (entry.file.map { [absolute($0)] } ?? [])
        var anchors: [any AuditAnchor] = files.map { FileAnchor(path: $0, line: line) }
        if let address = entry.webhook { anchors.append(ProgramAnchor.webhook(address, runner: runner, body: line)) }
        if entry.usesSyslog { anchors.append(ProgramAnchor.syslog(runner: runner)) }
        return AuditTrail(
            log: database, key: StateKey(state: state, runner: runner), anchors: anchors, verifier: auditVerifier,
            clock: SystemClock())
    }
}
