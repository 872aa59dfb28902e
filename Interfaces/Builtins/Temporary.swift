import Contracts
import Estate
import RecoveryPlan
import Foundation
import Host

struct SecretFiles: SecretResolver {
    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        guard secret.reference.hasPrefix("file:"), let data = FileManager.default.contents(atPath: String(secret.reference.dropFirst(5))) else {
            throw GroundupError(.configuration, "secret \(secret.reference)", hint: "")
        }
        return ResolvedSecret(name: secret.name, value: Array(data))
    }
}
struct HostStepRunner: StepRunner {
    init(state: String, sshConfiguration: String?, hosts: [HostEntry]) throws {}
    func run(_ request: StepRequest) async throws -> StepResult { fatalError() }
    func logPath(of step: StepID, position: Int, in run: RunID) -> String { "" }
    func clean(_ run: RunID, on hosts: [AssetID]) async -> [BlindSpot] { [] }
}
struct SSHSignatureVerifier: SignatureVerifier {
    init(runner: SubprocessRunner) {}
    func verify(_ signature: [UInt8], over plan: [UInt8], by approver: ApproverEntry) async throws -> Bool { false }
}
struct SSHSigner: Signer {
    init(key: String, runner: SubprocessRunner) {}
    func sign(_ plan: [UInt8]) async throws -> [UInt8] { [] }
}
