import Contracts
import Estate
import Glibc
import Host
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

    @Test("two backups cannot write to the same repository; what was refused holds nothing")
    func repositories() async throws {
        let journal = try StateDatabase(folder: folder.path)
        let first = try #require(RunID("1-a"))
        let second = try #require(RunID("2-b"))
        let lease = try await journal.lease(first, repositories: ["shop", "a/../b"])
        let error = await #expect(throws: GroundupError.self) {
            try await journal.lease(second, repositories: ["other", "shop"])
        }
        #expect(error?.message.contains("repository shop") == true && error?.code == .state)
        try await journal.lease(second, repositories: ["other"]).release()
        // A host and a repository of one name are two things.
        try await journal.lease(second, hosts: [AssetID("shop")]).release()
        lease.release()
        try await journal.lease(second, repositories: ["shop"]).release()
    }

    @Test("a killed holder holds nothing")
    func killedHolder() async throws {
        let journal = try StateDatabase(folder: folder.path)
        let run = try #require(RunID("1-a"))
        let lease = try await journal.lease(run, hosts: [])
        let lock = folder.path + "/leases/run-1-a"
        let other = ["--nonblock", "--no-fork", lock, "sh", "-c", "kill -9 $$"]
        #expect(try await SubprocessRunner().run(ProcessRequest("flock", other)).outcome == .exited(1))
        lease.release()
        #expect(try await SubprocessRunner().run(ProcessRequest("flock", other)).outcome == .signalled(9))
        try await journal.lease(run, hosts: []).release()
    }
}
