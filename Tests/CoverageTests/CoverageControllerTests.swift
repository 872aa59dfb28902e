import Assurance
import Contracts
import Orchestration
import Synchronization
import Testing

@Suite struct CoverageControllerTests {
    private func facts(_ entries: RepositoryEntry...) async -> (ControllerFacts, [SSHDestination]) {
        var configuration = Configuration(estate: "shop")
        configuration.repositories = entries
        let source = AskedController()
        return (await source.facts(for: configuration), source.asked)
    }

    private func entry(_ url: String, via: String? = nil) -> RepositoryEntry {
        RepositoryEntry(name: "shop", engine: "restic", url: url, via: via)
    }

    @Test(arguments: [
        ("sftp:backup@vault1.shop.example:/srv", nil, "vault1.shop.example", "backup"),
        ("sftp://backup@vault1:2222//srv", nil, "vault1", "backup"), ("sftp:vault1:/srv", nil, "vault1", nil),
        ("sftp:backup@vault1:/srv", "bastion", "bastion", "backup"),
        ("sftp:backup@vault1:/srv", "root@fd00::6", "fd00::6", "root"),
    ])
    func `ssh is asked as the engine will use it`(url: String, via: String?, host: String, login: String?) async {
        let (_, asked) = await facts(entry(url, via: via))
        #expect(asked == [SSHDestination(repository: "shop", host: host, login: login)])
    }

    @Test func `other repositories are reached by the host in their url, or not at all`() async {
        let (web, asked) = await facts(entry("rest:https://user@backup.example:8000/shop"))
        #expect(asked.isEmpty)
        #expect(web.ways["shop"]?.hops == [RepositoryWay.Hop(host: "backup.example", login: nil)])
        #expect(await facts(entry("/mnt/restic")).0.ways["shop"]?.hops == [])
    }
}

private final class AskedController: ControllerFactsSource {
    private let destinations = Mutex<[SSHDestination]>([])

    var asked: [SSHDestination] { destinations.withLock { $0 } }

    func facts(reaching destinations: [SSHDestination]) async -> ControllerFacts {
        self.destinations.withLock { $0 += destinations }
        return ControllerFacts()
    }
}
