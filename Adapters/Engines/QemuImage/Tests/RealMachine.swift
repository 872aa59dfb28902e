import Contracts
import Estate
import Foundation
import Host
import QemuImage
import RecoveryPlan
import TestKit

/// A running machine with a disk, and a folder that takes images of it.
final class RealMachine: Sendable {
    let disks: RealDisks
    private let runner = SubprocessRunner()
    var engine: any Engine { disks.engine }

    init(pace: Int = 0) async throws {
        disks = try RealDisks()
        try await disks.sh("mkdir images host room && : >host/disk.raw")
        try await act("start", "\(pace)")
    }

    func remove() async {
        _ = try? await disks.sh(
            "for file in machine.pid rest.pid holder.pid; do [ ! -e $file ] || kill -9 $(cat $file) 2>/dev/null || true; done; ! mountpoint -q images || umount images"
        )
        disks.remove()
    }

    @discardableResult func act(_ words: String...) async throws -> String {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "machine.sh").path
        let result = try await runner.run(
            ProcessRequest("sh", [script] + words, environment: ["FOLDER": disks.path("")], timeout: 60))
        guard result.succeeded else {
            throw GroundupError(.state, "\(words): \(result.errors)", hint: "Install qemu-system-common, jq, socat.")
        }
        return result.text
    }

    /// A repository of the running machine; with another export it is one at rest.
    func entry(rest export: String? = nil) -> RepositoryEntry {
        var settings = ["host": "web01", "disk": disks.path("host/disk.raw"), "prefix": "web01."]
        if let export {
            settings["export"] = "nbd+unix:///\(export)?socket=\(disks.path("rest.sock"))"
        } else {
            settings["export"] = "nbd+unix:///backup?socket=\(disks.path("nbd.sock"))"
            settings["monitor"] = disks.path("monitor.sock")
            settings["node"] = "web01"
            settings["scratch"] = disks.path("room")
        }
        return RepositoryEntry(name: "disk", engine: "qemu-image", url: disks.path("images"), settings: settings)
    }

    /// What the body printed, and what the engine makes of the end that it told.
    func backUp(_ entry: RepositoryEntry, _ extra: [String: String] = [:]) async throws -> (
        outcome: EngineOutcome?, said: String
    ) {
        let (script, environment) = try body(entry, extra)
        let result = try await runner.run(
            ProcessRequest("sh", ["-s"], environment: environment, input: Array(script.utf8), timeout: 60))
        return judged(result.text + result.errors)
    }

    /// The same, while `action` happens once it has begun to copy.
    func backUp(_ entry: RepositoryEntry, during action: String) async throws -> (
        outcome: EngineOutcome?, said: String
    ) {
        let (script, environment) = try body(entry)
        try Data(script.utf8).write(to: URL(filePath: disks.path("body")))
        let tool = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "machine.sh").path
        let result = try await runner.run(
            ProcessRequest(
                "sh", [tool, "during", action],
                environment: environment.merging(["FOLDER": disks.path(""), "TOOL": tool]) { $1 }, timeout: 60))
        let said = try String(contentsOf: URL(filePath: disks.path("said")), encoding: .utf8)
        return judged(result.text + result.errors + said)
    }

    private func body(
        _ entry: RepositoryEntry, _ extra: [String: String] = [:]
    ) throws -> (script: String, environment: [String: String]) {
        let request = ProtectionRequest(host: "web01", paths: [entry.settings["disk"] ?? ""])
        let protection = try engine.protection(of: request, in: entry)
        var environment = protection.parameters.reduce(into: ["GU_SCRATCH": disks.path("")]) { $0[$1.name] = $1.value }
        environment.merge(extra) { $1 }
        return (protection.body.script, environment)
    }

    private func judged(_ text: String) -> (outcome: EngineOutcome?, said: String) {
        let ending = ProtectionFrame.ending(in: text.split(separator: "\n").map(String.init))
        return (ending.map { engine.outcome(of: $0, after: .backup) }, text)
    }

    func points(_ entry: RepositoryEntry) async throws -> [RestorePoint] {
        let list = try await engine.restorePoints(in: entry)
        guard list.isComplete else { throw GroundupError(.state, "\(list.warnings)", hint: "See the list.") }
        return list.points
    }

    /// Restores a point, and throws unless it is equal to the disk in the file `copy`.
    func restore(_ point: RestorePoint, _ entry: RepositoryEntry, equals copy: String) async throws {
        let result = try await disks.restore(point, entry)
        guard result.succeeded else { throw GroundupError(.state, result.errors, hint: "See the body.") }
        try await disks.sh("qemu-img compare -f raw -F raw host/disk.raw \(copy)")
    }

    /// Every name in the folder of images and in the one that QEMU writes to.
    func leftovers() async throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: disks.path("images"))
        let rooms = try FileManager.default.contentsOfDirectory(atPath: disks.path("room"))
        return names.filter { $0.hasPrefix(".") } + rooms
    }
}
