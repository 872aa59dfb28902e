import Assurance
import Contracts
import Foundation
import Host
import Testing

@Suite("What the controller says of itself")
struct ControllerReaderTests {
    private let folder = TemporaryFolder()

    private func write(_ path: String, _ text: String) throws {
        let place = URL(fileURLWithPath: folder.path + path)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: place)
    }

    private func facts(_ destinations: SSHDestination..., ssh: String = "") async throws -> ControllerFacts {
        try write("/ssh_config", ssh)
        return await ControllerReader(
            runner: SubprocessRunner(), sshConfiguration: folder.path + "/ssh_config", state: folder.path + "/state",
            configuration: "/etc/groundup.yaml", root: folder.path
        ).facts(reaching: destinations)
    }

    private func destination(_ host: String, _ login: String? = nil) -> SSHDestination {
        SSHDestination(repository: "shop", host: host, login: login)
    }

    @Test("its files are read, with comments, tabs and what is no address left out")
    func files() async throws {
        try write("/etc/machine-id", "4f2a9c01\n")
        try write("/etc/hosts", "# all\n10.0.0.6\tVault1.Shop.Example vault1 # the vault\nnonsense name\n\n")
        try write(
            "/etc/resolv.conf", "search shop.example\n;x\nnameserver 10.0.0.2\nnameserver fe80::1%eth0\nnameserver x\n")
        try write("/state/copies", "# where copies lie\nthe safe in  Berne\n")
        let facts = try await facts()
        #expect(facts.machineID == "4f2a9c01")
        #expect(facts.table == ["vault1.shop.example", "vault1"])
        #expect(facts.nameservers.map(\.address) == ["10.0.0.2", "fe80::1"])
        #expect(facts.nameservers.first?.seenIn == "/etc/resolv.conf:3")
        #expect(facts.copies == ["the safe in Berne"])
        #expect(facts.keptPaths == [folder.path + "/state", "/etc/groundup.yaml"])
        #expect(facts.addresses.allSatisfy(AddressText.isAddress) && facts.names.allSatisfy { !$0.isEmpty })
        #expect(facts.unseen.isEmpty)
    }

    @Test("files that are missing, large or no files say nothing")
    func missing() async throws {
        try write("/etc/hosts", String(repeating: "10.0.0.1 a\n", count: 200_000))
        try FileManager.default.createDirectory(
            atPath: folder.path + "/etc/resolv.conf", withIntermediateDirectories: true)
        try write("/etc/machine-id", "uninitialized\n")
        let facts = try await facts()
        #expect(facts.machineID.isEmpty && facts.table.isEmpty && facts.nameservers.isEmpty && facts.copies.isEmpty)
    }

    @Test("behind a stub, the servers that it asks")
    func stub() async throws {
        try write("/etc/resolv.conf", "nameserver 127.0.0.53\n")
        #expect(try await facts().unseen.count == 1)
        try write("/run/systemd/resolve/resolv.conf", "nameserver 10.0.0.2\n")
        let facts = try await facts()
        #expect(facts.nameservers.map(\.seenIn) == ["/run/systemd/resolve/resolv.conf:1"])
        #expect(facts.unseen.isEmpty)
    }

    @Test("ssh tells name, account and jumps")
    func ssh() async throws {
        let ssh = """
            Host vault1
              HostName 10.0.0.6
              User backup
            Host far
              HostName far.example
              ProxyJump me@jump.example:2222,[fd00::1]
            Host command behind
              ProxyCommand nc %h 22
            Host behind
              HostName 10.0.0.7
            """
        let near = try await facts(destination("vault1"), ssh: ssh).ways["shop"]
        #expect(near?.hops == [RepositoryWay.Hop(host: "10.0.0.6", login: "backup")])
        let other = try await facts(destination("vault1", "someone"), ssh: ssh).ways["shop"]
        #expect(other?.hops.map(\.login) == ["someone"])
        let far = try await facts(destination("far", "x"), ssh: ssh).ways["shop"]
        #expect(far?.hops.map(\.host) == ["jump.example", "fd00::1", "far.example"])
        #expect(far?.hops.first?.login == "me" && far?.hops.last?.login == "x")
        let command = try await facts(destination("command"), ssh: ssh)
        #expect(command.ways.isEmpty && command.unseen.count == 1)
        #expect(try await facts(destination("behind"), ssh: ssh).ways["shop"]?.hops.map(\.host) == ["10.0.0.7"])
    }

    @Test("a hostile destination is data, never an option", arguments: ["-oProxyCommand=touch x", "a b", "", "$(id)"])
    func hostile(host: String) async throws {
        let facts = try await facts(destination(host, "-x"))
        #expect(facts.ways["shop"]?.hops.first?.host != "x")
        #expect(!FileManager.default.fileExists(atPath: "x"))
    }
}
