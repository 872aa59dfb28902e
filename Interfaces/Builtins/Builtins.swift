internal import AirflowEmitter
internal import AnsibleEmitter
internal import AptArchive
internal import ArgoEmitter
internal import BashEmitter
package import Contracts
internal import DotEmitter
internal import Formats
internal import Foundation
internal import HTMLEmitter
internal import Host
internal import JSONEmitter
internal import LiveHost
internal import MakeEmitter
internal import MarkdownEmitter
internal import MermaidEmitter
internal import NinjaEmitter
internal import NspawnTarget
package import Orchestration
internal import Recipes
internal import Restic
internal import SSHHostTarget
internal import SVGEmitter
internal import Store

/// The list of all adapters, and how they are put together.
package enum Builtins {
    /// The script that reads a host.
    package static var collector: String { LiveHostSource.collector }

    /// Everything that the use cases reach, for one configuration file and one state folder.
    package static func workplace(configuration path: String, state: String) throws -> Workplace {
        let configuration = try readConfiguration(path)
        let folder = absolute(state)
        let recipes = try RecipeBook.builtin()
        let database = try StateDatabase(folder: folder)
        let runner = SubprocessRunner()
        let secrets = SecretFiles()
        let ssh = configuration.sshConfiguration.map(absolute)
        return Workplace(
            configuration: configuration, state: folder, documents: database, decisions: database,
            journal: database, recipes: recipes,
            clock: SystemClock(),
            source: LiveHostSource(runner: runner, sshConfiguration: ssh, recipes: Array(recipes.values)),
            engines: [ResticEngine(runner: runner, secrets: secrets, sshConfiguration: ssh)],
            targets: [NspawnTarget(), SSHHostTarget()],
            emitters: emitters(ssh),
            steps: HostStepRunner(state: folder, sshConfiguration: ssh, hosts: configuration.hosts),
            secrets: secrets, verifier: SSHSignatureVerifier(runner: runner),
            media: AptDepot(path: "\(folder)/depot", runner: runner),
            remote: SSHShell(runner: runner, sshConfiguration: ssh),
            controller: ControllerReader(
                runner: runner, sshConfiguration: ssh, state: folder, configuration: absolute(path)),
            inspector: ControllerInspection(runner: runner))
    }

    /// Signs with an SSH key, or with the agent that holds its private half.
    package static func signer(key: String) -> any Signer {
        SSHSigner(key: key, runner: SubprocessRunner(isInteractive: true))
    }

    /// Every form that a plan can be written in, by name.
    private static func emitters(_ ssh: String?) -> [any Emitter] {
        [
            AirflowEmitter(sshConfiguration: ssh), AnsibleEmitter(sshConfiguration: ssh), ArgoEmitter(),
            BashEmitter(sshConfiguration: ssh), DotEmitter(), HTMLEmitter(), JSONEmitter(),
            MakeEmitter(sshConfiguration: ssh), MarkdownEmitter(), MermaidEmitter(),
            NinjaEmitter(sshConfiguration: ssh),
            SVGEmitter(),
        ]
    }

    private static func readConfiguration(_ path: String) throws -> Configuration {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw GroundupError(
                .configuration, "There is no configuration '\(path)'.",
                hint: "Write one with 'groundup init HOST... > groundup.yaml', or name another with --config.")
        }
        return try ConfigurationDocument.configuration(from: String(decoding: bytes, as: UTF8.self), file: path)
    }

    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
