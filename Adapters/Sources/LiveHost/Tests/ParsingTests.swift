import Estate
import Testing

@testable import LiveHost

@Suite struct ParsingTests {
    @Test(arguments: [
        ("10.77.0.5:443", "10.77.0.5", 443), ("[::ffff:10.77.0.5]:443", "10.77.0.5", 443), ("*:80", "*", 80),
        ("127.0.0.53%lo:53", "127.0.0.53", 53), ("0.0.0.0:*", "0.0.0.0", 0), ("[fe80::1%host0]:22", "fe80::1", 22),
        ("[::]:*", "::", 0),
    ])
    func endpoints(_ text: String, _ address: String, _ port: Int) {
        #expect(endpoint(Array(text.utf8)[...]) == Endpoint(address: address, port: port))
    }

    @Test(arguments: ["", ":", "10.0.0.1", "10.0.0.1:http", "10.0.0.1:65536", "10.0.0.1:-1", ":80", "\u{1B}[31m:80"])
    func noEndpoints(_ text: String) {
        #expect(endpoint(Array(text.utf8)[...]) == nil)
    }

    @Test func aBadRowIsCountedAndTheOthersAreKept() throws {
        let rows = """
            tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* ino:5 sk:1 cgroup:/system.slice/ssh.service <->
            half a row
            tcp ESTAB 0 0 nonsense nonsense
            icmp6 UNCONN 0 0 *:58 *:* ino:7
            udp UNCONN 0 0 127.0.0.1:53 0.0.0.0:* ino:6
            """
        let facts = try AnswerBuilder([("sockets", rows)]).facts()
        #expect(facts.network.sockets.map(\.local.port) == [22, 53])
        let unread = try #require(facts.reading.unread.first { $0.section == "sockets" })
        #expect(unread.lines == 2)
        #expect(unread.firstLine == 13)
    }

    @Test func namesWithLineEndsOrEscapesAreRefusedAndCounted() throws {
        let facts = try AnswerBuilder([
            ("folders", "/srv/good\n/srv/a\u{1}b\n/srv/\u{1B}[2J\n/srv/$(reboot); 'x' \"y\""),
            ("sizes", "8\t/srv/good\n8\t/srv/a\u{1}b\nmany\t/srv/x\n-5\t/srv/y"),
        ]).facts()
        #expect(facts.storage.folders == ["/srv/good", "/srv/$(reboot); 'x' \"y\""])
        #expect(facts.storage.sizes == ["/srv/good": 8_192])
        #expect(facts.reading.unread.map(\.lines) == [2, 3])
    }

    @Test func bytesThatAreNoTextAreRefused() throws {
        var bytes = AnswerBuilder([("folders", "/srv/?")]).bytes
        let mark = try #require(bytes.lastIndex(of: UInt8(ascii: "?")))
        bytes[mark] = 0xFF
        let facts = try LiveHostParser.parse(bytes, host: "h1")
        #expect(facts.storage.folders.isEmpty && facts.reading.unread.count == 1)
    }

    @Test func aUnitIsReadWithAllItsValues() throws {
        let text = unitText(
            "restic-backup.service", active: "inactive", sub: "dead", state: "static", type: "oneshot", process: 0,
            more: [
                "EnvironmentFiles=/etc/a (ignore_errors=no)", "EnvironmentFiles=/etc/b (ignore_errors=yes)",
                "Environment=A=1 \"B=two words\" DB_PASSWORD=secret", "StateDirectory=x y", "Requires=a.service",
                "BindsTo=b.service",
                "ExecStart={ path=/usr/bin/restic ; argv[]=/usr/bin/restic backup 'a b' ; ignore_errors=no ; pid=0 }",
            ])
        let unit = try #require(try AnswerBuilder([("units", text)]).facts().units.first)
        #expect(unit.environmentFiles == ["/etc/a", "/etc/b"])
        #expect(unit.environment.map(\.name) == ["A", "B", "DB_PASSWORD"])
        #expect(unit.environment.map(\.value) == ["1", "two words", "***"])
        #expect(unit.stateDirectories == ["x", "y"])
        #expect(unit.requires == ["a.service", "b.service"])
        #expect(unit.commands == [["/usr/bin/restic", "backup", "a b"]])
    }

    @Test func aSecondUnitOfTheSameNameDoesNotReplaceTheFirst() throws {
        let text = unitText("a.service") + "\n\n" + unitText("a.service", process: 99)
        #expect(try AnswerBuilder([("units", text)]).facts().units.map(\.mainProcess) == [10])
    }

    @Test func controlGroupsNameTheirUnit() {
        #expect(unitName(controlGroup: "/system.slice/ssh.service") == "ssh.service")
        #expect(
            unitName(controlGroup: "/system.slice/system-postgresql.slice/postgresql@15-main.service")
                == "postgresql@15-main.service")
        #expect(unitName(controlGroup: "/system.slice/docker-12ab.scope") == "docker-12ab.scope")
        #expect(
            unitName(controlGroup: "/user.slice/user-0.slice/user@0.service/app.slice/x.service") == "user@0.service")
        #expect(unitName(controlGroup: "/") == nil)
    }

    @Test func accountsAreReadAndDamagedOnesCounted() throws {
        let facts = try AnswerBuilder([
            ("accounts", "root:0:0:root:/root:/bin/bash\nbad\nx:1:two::/:/bin/sh"), ("groups", "adm:4:a,b\nempty:5:"),
        ]).facts()
        #expect(facts.users.map(\.name) == ["root"])
        #expect(facts.groups.map(\.members) == [["a", "b"], []])
        #expect(facts.reading.unread.map(\.lines) == [2])
    }

    @Test func packagesKeepWhatIsInstalled() throws {
        let facts = try AnswerBuilder([
            (
                "packages",
                "b\t2\tamd64\tinstalled\toptional\tno\na\t1\tall\tinstalled\toptional\tno\nc\t1\tall\tconfig-files\t\t"
            ),
            ("automatic-packages", "b\tamd64"), ("origins", "b:amd64\tDebian"),
        ]).facts()
        #expect(facts.packages.map(\.name) == ["a", "b"])
        #expect(facts.packages.map(\.isManual) == [true, false])
        #expect(facts.packages.map(\.origin) == [nil, "Debian"])
    }
}
