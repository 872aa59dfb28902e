internal import AirflowEmitter
internal import AnsibleEmitter
internal import Applications
internal import AptArchive
internal import ArgoEmitter
internal import BackupForms
internal import Barman
internal import BashEmitter
internal import Borg
internal import Btrfs
internal import ClamAV
internal import CommandTemplate
package import Contracts
internal import Documented
internal import DotEmitter
internal import Duplicity
internal import Etcd
internal import FileContent
internal import Formats
internal import Foundation
internal import HTMLEmitter
internal import Host
internal import JSONEmitter
internal import Kit
internal import LiveHost
internal import MakeEmitter
internal import MariaDBBackup
internal import MarkdownEmitter
internal import MermaidEmitter
internal import NinjaEmitter
internal import NspawnTarget
package import Orchestration
internal import PgBackRest
internal import QemuImage
internal import Rclone
internal import RdiffBackup
internal import Recipes
internal import Restic
internal import SSHHostTarget
internal import SVGEmitter
internal import SambaBackup
internal import Store
internal import Tree
internal import Yara

/// The list of all adapters, and how they are put together.
package enum Builtins {
    /// Every secret that this program has resolved; taken out of all that it prints or stores.
    package static let knownSecrets = KnownSecrets()

    /// The script that reads a host.
    package static var collector: String { LiveHostSource.collector }

    /// Everything that the use cases reach, for one configuration file and one state folder.
    package static func workplace(configuration path: String, state: String) throws -> Workplace {
        let configuration = try readConfiguration(path)
        let folder = absolute(state)
        let recipes = try RecipeBook.builtin()
        let clock = SystemClock()
        let context = AuditContext(who: Operator.text, clock: clock, secrets: knownSecrets)
        let database = try StateDatabase(folder: folder, context: context)
        let runner = SubprocessRunner()
        let secrets = RememberingSecrets(SecretPlaces(configuration.secrets, runner: runner), in: knownSecrets)
        let ssh = configuration.sshConfiguration.map(absolute)
        return Workplace(
            configuration: configuration, state: folder, documents: database, decisions: database,
            journal: database, verdicts: database, recipes: recipes, clock: clock,
            source: LiveHostSource(runner: runner, sshConfiguration: ssh, recipes: Array(recipes.values)),
            engines: try engines(configuration, runner, secrets, ssh),
            targets: [NspawnTarget(), SSHHostTarget()],
            emitters: emitters(ssh),
            steps: HostStepRunner(state: folder, sshConfiguration: ssh, hosts: configuration.hosts),
            secrets: secrets, verifier: SSHSignatureVerifier(runner: runner),
            media: AptDepot(path: "\(folder)/depot", runner: runner),
            remote: SSHShell(runner: runner, sshConfiguration: ssh),
            controller: ControllerReader(
                runner: runner, sshConfiguration: ssh, state: folder, configuration: absolute(path)),
            inspector: ControllerInspection(runner: runner),
            audit: audit(database, configuration.audit, state: folder), coverageHistory: database,
            restoreTests: database, pointLooks: database)
    }

    /// Signs with an SSH key, or with the agent that holds its private half.
    package static func signer(key: String) -> any Signer {
        SSHSigner(key: key, runner: SubprocessRunner(isInteractive: true))
    }

    /// Every backup tool that can be driven, by name: those that are built in, then those of the configuration.
    private static func engines(
        _ configuration: Configuration, _ runner: any ProcessRunner, _ secrets: any SecretResolver, _ ssh: String?
    ) throws -> [any Engine] {
        let builtin: [any Engine] = [
            BarmanEngine(runner: runner, sshConfiguration: ssh),
            BorgEngine(runner: runner, secrets: secrets, sshConfiguration: ssh),
            BtrfsEngine(runner: runner, sshConfiguration: ssh),
            DuplicityEngine(runner: runner, secrets: secrets),
            EtcdEngine(runner: runner, sshConfiguration: ssh),
            MariaDBBackupEngine(runner: runner, sshConfiguration: ssh),
            PgBackRestEngine(runner: runner, secrets: secrets, sshConfiguration: ssh),
            QemuImageEngine(runner: runner, sshConfiguration: ssh),
            RcloneEngine(runner: runner, secrets: secrets),
            RdiffBackupEngine(runner: runner, sshConfiguration: ssh),
            ResticEngine(runner: runner, secrets: secrets, sshConfiguration: ssh),
            TreeEngine(runner: runner, sshConfiguration: ssh),
            SambaBackupEngine(runner: runner, sshConfiguration: ssh),
        ]
        let documented = DocumentedEngine.all(runner: runner, secrets: secrets, sshConfiguration: ssh)
        let own = configuration.engines.map { entry in
            CommandTemplateEngine(entry, runner: runner, sshConfiguration: ssh)
        }
        if let twice = own.first(where: { engine in (builtin + documented).contains { $0.name == engine.name } }) {
            throw GroundupError(
                .configuration, "the engine '\(twice.name)' of the configuration has the name of one that is built in",
                hint: "Give it another name, under 'engines' and at its repositories.")
        }
        return builtin + documented + own
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

    /// Every form that backups are written in.
    package static var backupForms: [any BackupForm] { BackupForms.all }

    private static func readConfiguration(_ path: String) throws -> Configuration {
        try configuration(path).configuration
    }

    /// A configuration with the bytes that it was read from.
    static func configuration(_ path: String) throws -> (configuration: Configuration, bytes: [UInt8]) {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw GroundupError(
                .configuration, "There is no configuration '\(path)'.",
                hint: "Write one with 'groundup init HOST... > groundup.yaml', or name another with --config.")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return (try ConfigurationDocument.configuration(from: text, file: path), Array(bytes))
    }

    /// What reads the files whose content is judged.
    package static func contentFiles() -> any ContentFiles { FileContent() }

    /// Reads and judges what restore points hold.
    package static func judging(_ workplace: Workplace, workers: Int) async -> JudgePoints {
        JudgePoints(
            workplace, files: contentFiles(), store: workplace.verdicts,
            scratch: ScratchFolders(state: workplace.state), panel: await panel(workplace.configuration.judges),
            workers: workers)
    }

    /// Restores points to places of their own and looks at them there.
    package static func restoreTesting(_ workplace: Workplace, workers: Int) -> RestoreTesting {
        let scratch = ScratchFolders(state: workplace.state)
        return RestoreTesting(
            files: contentFiles(), checks: SandboxedChecks(runner: SubprocessRunner(), scratch: scratch),
            verdicts: workplace.verdicts, tests: workplace.restoreTests, scratch: scratch, workers: workers)
    }

    /// The programs outside that judge contents, as far as they are there.
    package static func panel(_ entry: JudgesEntry) async -> PanelOfJudges {
        let (runner, scratch) = (SubprocessRunner(), TemporaryFolders())
        let yara = entry.yara.map { YaraJudge($0, runner: runner, scratch: scratch) as any OutsideJudge }
        let clamAV = entry.clamAV.map {
            ClamAVJudge($0, runner: runner, scratch: scratch, clock: SystemClock()) as any OutsideJudge
        }
        return await PanelOfJudges(preparing: [yara, clamAV].compactMap { $0 })
    }

    /// What builds and opens recovery kits.
    package static func kitArchive() -> any KitArchive { TarArchive(runner: SubprocessRunner()) }

    package static func kitMachine(sshConfiguration: String?) -> any KitMachine {
        KitController(runner: SubprocessRunner(), sshConfiguration: sshConfiguration.map(absolute))
    }

    static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
