import Contracts
import Formats
import Orchestration
import Testing

@Suite struct InitialConfigurationTests {
    private func hosts(_ source: InitialConfiguration.Source) throws -> [HostEntry] {
        let text = try InitialConfiguration.text(estate: "shop", sources: [source])
        return try ConfigurationDocument.configuration(from: text, file: "groundup.yaml").hosts
    }

    @Test func `names are hosts, with their user`() throws {
        #expect(
            try hosts(.names(["db1", "root@10.0.0.4"])) == [
                HostEntry(name: "db1"), HostEntry(name: "10.0.0.4", address: "root@10.0.0.4"),
            ])
    }

    @Test func `an ssh configuration gives its hosts without wildcards, and is used`() throws {
        let text = """
            Match originalhost vault1 user backup
                IdentityFile /key
            Host ns1 ns1.shop.example  # the resolver
                HostName 10.77.0.2
            host=db1
            Host *.shop.example !web1 app?
            Host "web1"
            Host *
            """
        let written = try InitialConfiguration.text(
            estate: "shop", sources: [.sshConfiguration(text: text, path: "/lab/ssh_config")])
        let read = try ConfigurationDocument.configuration(from: written, file: "groundup.yaml")
        #expect(read.hosts.map(\.name) == ["ns1", "db1", "web1"])
        #expect(read.sshConfiguration == "/lab/ssh_config")
        #expect(written.contains("# applications:"))
    }

    @Test func `an inventory in INI`() throws {
        let text = """
            ; comment
            bastion ansible_host=192.0.2.1 ansible_user=admin
            localhost ansible_connection=local
            [web]
            web[08:10].shop.example  http_port=80
            db-[a:c:2]
            bastion
            [web:vars]
            proxy=web1
            [all:children]
            web
            [other]
            app1:2222 note="two words # no comment" # comment
            """
        #expect(
            try hosts(.ansible(text: text, path: "hosts")) == [
                HostEntry(name: "bastion", address: "admin@192.0.2.1"), HostEntry(name: "web08.shop.example"),
                HostEntry(name: "web09.shop.example"), HostEntry(name: "web10.shop.example"), HostEntry(name: "db-a"),
                HostEntry(name: "db-c"), HostEntry(name: "app1"),
            ])
    }

    @Test(arguments: ["hosts.yml", "hosts"]) func `an inventory in YAML`(path: String) throws {
        let text = """
            # comment
            all:
              hosts:
                mail: {ansible_host: 192.0.2.9}
              vars: {anything: [goes, here]}
              children:
                web:
                  hosts:
                    web[1:2]:
                  vars: {x: 1}
                db:
                  children:
                    primary: {hosts: {db1: {ansible_user: root, other: {deep: [1]}}}}
            """
        #expect(
            try hosts(.ansible(text: text, path: path)) == [
                HostEntry(name: "mail", address: "192.0.2.9"), HostEntry(name: "web1"), HostEntry(name: "web2"),
                HostEntry(name: "db1", address: "root@db1"),
            ])
    }

    @Test(arguments: [
        (InitialConfiguration.Source.names(["-oProxyCommand=x"]), "command line: '-oProxyCommand=x'"),
        (.names(["a b"]), "command line: 'a b'"),
        (.names([]), "no host was found"),
        (.sshConfiguration(text: "Host ok\nHost $(id)\n", path: "c"), "c:2: '$(id)'"),
        (.ansible(text: "a\n[broken\n", path: "i"), "i:2: '[broken' is no group"),
        (.ansible(text: "web[1:]\n", path: "i"), "i:1: 'web[1:]' is no range of hosts"),
        (.ansible(text: "web[1:3\n", path: "i"), "i:1: 'web[1:3' is no range of hosts"),
        (.ansible(text: "web[0:9223372036854775807]\n", path: "i"), "i:1: more than 20000 hosts"),
        (.ansible(text: "w[1:999]-[1:999]-[1:999]\n", path: "i"), "i:1: more than 20000 hosts"),
        (.ansible(text: "a ansible_host=-x\n", path: "i"), "i:1: 'a' does not name a host"),
        (.ansible(text: "all:\n  hosts: [a]\n", path: "i.yml"), "i.yml:2:10: 'all.hosts' has to be a mapping"),
        (.ansible(text: "all:\n  hosts:\n    -x: {}\n", path: "i.yml"), "i.yml:3:5: '-x' does not name a host"),
    ])
    func `mistakes name their place`(source: InitialConfiguration.Source, message: String) {
        let error = #expect(throws: GroundupError.self) {
            try InitialConfiguration.text(estate: "shop", sources: [source])
        }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }
}
