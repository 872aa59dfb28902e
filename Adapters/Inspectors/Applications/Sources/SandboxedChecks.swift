package import Contracts
internal import Foundation

/// Checks of applications as constant scripts, each in a sandbox without a network.
package struct SandboxedChecks: ApplicationChecks {
    private let runner: any ProcessRunner
    private let scratch: any ScratchSpace

    package init(runner: any ProcessRunner, scratch: any ScratchSpace) {
        self.runner = runner
        self.scratch = scratch
    }

    package func subjects(in tree: FileTree) -> [ApplicationSubject] {
        ApplicationDetection(tree) { Self.head(of: tree.fullPath(of: $0.path)) }.subjects
    }

    package func check(
        _ subject: ApplicationSubject, in folder: String, within seconds: Int
    ) async -> ApplicationFinding {
        guard let body = CheckScripts.body(of: subject.kind) else {
            return .notJudged("there is no check of \(subject.kind)")
        }
        do {
            let work = try scratch.make()
            defer { scratch.remove(work) }
            let result = try await runner.run(
                ProcessRequest(
                    "sh", ["-c", CheckScripts.sandbox, "sandbox"],
                    environment: [
                        "GU_FILES": folder, "GU_WORK": work, "GU_SUBJECT": subject.path, "GU_BODY": body,
                        "GU_SECONDS": "\(seconds)",
                    ], timeout: seconds + 60, outputLimit: 1 << 20))
            return CheckAnswer.finding(result)
        } catch {
            return .notJudged((error as? GroundupError)?.message ?? "\(error)")
        }
    }

    private static func head(of path: [UInt8]) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: String(decoding: path, as: UTF8.self)) else { return [] }
        defer { try? file.close() }
        return Array((try? file.read(upToCount: 64)) ?? Data())
    }
}

/// What a check said; pure.
enum CheckAnswer {
    /// Status 0 alone proves nothing, nor does a proof beside any other status.
    static func finding(_ result: ProcessResult) -> ApplicationFinding {
        let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
        func words(_ mark: String) -> String? {
            lines.last { $0.hasPrefix("\(mark): ") }.map { EngineText.shortened($0.dropFirst(mark.count + 2)) }
        }
        guard case .exited(let status) = result.outcome else {
            return .notJudged(
                EngineFailure(result.outcome, of: "the check", errors: result.errors)?.words ?? "the check was ended")
        }
        if status == 0, let proof = words("proof") { return .works(proof) }
        if status == 1, let damage = words("damaged") { return .damaged(damage) }
        if let reason = words("not judged") { return .notJudged(reason) }
        return .notJudged("the check ended with status \(status): \(EngineText.lastLine(result.errors))")
    }
}

/// The scripts that are built in.
enum CheckScripts {
    static let sandbox = text(PackageResources.sandbox_sh)

    static func body(of kind: String) -> String? {
        switch kind {
        case "postgresql-cluster": text(PackageResources.postgresql_cluster_sh)
        case "postgresql-dump": text(PackageResources.postgresql_dump_sh)
        case "mariadb-folder": text(PackageResources.mariadb_folder_sh)
        case "mariadb-dump": text(PackageResources.mariadb_dump_sh)
        case "sqlite": text(PackageResources.sqlite_sh)
        case "samba-backup": text(PackageResources.samba_backup_sh)
        case "etcd-snapshot": text(PackageResources.etcd_snapshot_sh)
        default: nil
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
