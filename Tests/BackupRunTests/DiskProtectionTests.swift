import Contracts
import Foundation
import Host
import Orchestration
import QemuImage
import Testing

@Suite(.serialized) struct DiskProtectionTests {
    @Test(.timeLimit(.minutes(2))) func `a running machine's disk is backed up as its QEMU freezes it`() async throws {
        let real = try RealBackups()
        let machine = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Adapters/Engines/QemuImage/Tests/machine.sh").standardizedFileURL.path
        let folder = ["FOLDER": real.folder.path]
        for name in ["images", "room"] {
            try FileManager.default.createDirectory(atPath: real.path(name), withIntermediateDirectories: true)
        }
        _ = try await real.run("sh", [machine, "start", "0"], folder)
        do {
            let engine = QemuImageEngine(runner: SubprocessRunner())
            let repository = RepositoryEntry(
                name: "disk", engine: "qemu-image", url: real.path("images"),
                settings: [
                    "host": "web01", "disk": real.path("disk.qcow2"), "monitor": real.path("monitor.sock"),
                    "export": "nbd+unix:///backup?socket=\(real.path("nbd.sock"))", "node": "web01",
                    "scratch": real.path("room"),
                ])
            #expect(engine.scope(of: repository) == .cluster(host: "web01", data: real.path("disk.qcow2")))
            let job = RealBackups.job(repository, paths: [real.path("disk.qcow2")])
            let first = try await real.backUp(engine, job, repository)
            #expect(first.state == .done && first.restorePoint?.contains(".qcow2@") == true, "\(first)")
            _ = try await real.run("sh", [machine, "write", "write -P 1 0 64k"], folder)
            let second = try await real.backUp(engine, job, repository)
            #expect(second.state == .done && second.detail.contains("65536 of"), "\(second)")
            #expect(try await engine.restorePoints(in: repository).points.map(\.kind) == [.full, .incremental])
            _ = try await real.run("sh", [machine, "end", "TERM"], folder)
            let stopped = try await real.backUp(engine, job, repository)
            #expect(stopped.state == .failed && stopped.detail.contains("does the machine run?"), "\(stopped)")
        } catch {
            _ = try? await real.run("sh", [machine, "end", "KILL"], folder)
            real.remove()
            throw error
        }
        real.remove()
    }
}
