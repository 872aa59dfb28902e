import Contracts
import Estate
import Foundation
import Glibc
import Store
import Testing

@Suite("A run has one controller")
struct LeaseTests {
    private let folder = TemporaryFolder()
    private let hosts = [AssetID("db1"), AssetID("a/../b")]

    @Test("a second one is refused and told who holds it; released, it is free")
    func exclusive() async throws {
        let journal = try StateDatabase(folder: folder.path)
        let run = try #require(RunID("1-a"))
        let lease = try await journal.lease(run, hosts: hosts)
        let error = await #expect(throws: GroundupError.self) { try await journal.lease(run, hosts: []) }
        #expect(error?.message.contains("process \(getpid())") == true)
        lease.release()
        try await journal.lease(run, hosts: hosts).release()
    }

    @Test("two runs cannot rebuild the same host; what was refused holds nothing")
    func hosts() async throws {
        let journal = try StateDatabase(folder: folder.path)
        let first = try #require(RunID("1-a"))
        let second = try #require(RunID("2-b"))
        let lease = try await journal.lease(first, hosts: hosts)
        let error = await #expect(throws: GroundupError.self) {
            try await journal.lease(second, hosts: [AssetID("app1"), AssetID("db1")])
        }
        #expect(error?.message.contains("host db1") == true)
        let other = try await journal.lease(second, hosts: [AssetID("app1")])
        other.release()
        lease.release()
    }

    @Test("a killed holder holds nothing")
    func killedHolder() async throws {
        let journal = try StateDatabase(folder: folder.path)
        let run = try #require(RunID("1-a"))
        try await journal.lease(run, hosts: []).release()
        let holder = Process()
        holder.executableURL = URL(filePath: "/usr/bin/flock")
        holder.arguments = ["--no-fork", folder.path + "/leases/run-1-a", "sh", "-c", "echo held; exec sleep 600"]
        let output = Pipe()
        holder.standardOutput = output
        try holder.run()
        _ = try output.fileHandleForReading.read(upToCount: 4)
        await #expect(throws: GroundupError.self) { try await journal.lease(run, hosts: []) }
        kill(holder.processIdentifier, SIGTERM)
        holder.waitUntilExit()
        try await journal.lease(run, hosts: []).release()
    }
}
