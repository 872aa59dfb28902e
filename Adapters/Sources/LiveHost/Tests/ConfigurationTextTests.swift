import Testing

@testable import LiveHost

@Suite struct ConfigurationTextTests {
    private func values(_ text: String, _ keyword: String) -> [String] {
        let file = TextFile(
            path: "/f", lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        return ConfigurationText(file).values(after: keyword).map { value in
            "\(value.first?.line ?? 0): " + value.map(\.text).joined(separator: " ")
        }
    }

    @Test func bindForwarders() {
        let text = """
            options {
                // forwarders { 9.9.9.9; };
                forwarders { 10.0.0.1; 10.0.0.2 port 5353; };
            };
            zone "a" { /* forwarders {
              8.8.8.8; }; */ type forward;
              forwarders
              {
                10.0.0.3;
              };
            };
            # forwarders { 7.7.7.7; };
            forwarders port 53 { 10.0.0.4; };
            """
        #expect(
            values(text, "forwarders") == [
                "3: 10.0.0.1", "3: 10.0.0.2 port 5353", "9: 10.0.0.3", "13: 10.0.0.4",
            ])
    }

    @Test func sambaForwarder() {
        let text = "[global]\n  DNS Forwarder = 10.0.0.1 10.0.0.2\n; dns forwarder = 9.9.9.9\n  dns forwarders = x"
        #expect(values(text, "dns forwarder") == ["2: 10.0.0.1 10.0.0.2"])
    }

    @Test func nginxServersAreToldFromServerBlocks() {
        let text = """
            upstream app { server app1.example:8080 max_fails=3; server 10.0.0.2 backup; }
            server { listen 80; return 301 https://other.example; }
            server {
                server_name x;
                location / { proxy_pass http://app; }
            }
            """
        #expect(values(text, "server") == ["1: app1.example:8080 max_fails = 3", "1: 10.0.0.2 backup"])
        #expect(values(text, "proxy_pass") == ["5: http://app"])
    }

    @Test func damagedTextEndsQuietly() {
        for text in ["forwarders {", "forwarders", "forwarders {{{{", "}}}};;;==", "forwarders { /* ", "'\"'\"", ""] {
            #expect(values(text, "forwarders").allSatisfy { $0.isEmpty || $0.hasSuffix(": ") }, "\(text)")
        }
    }

    @Test(
        arguments: [
            ("10.77.0.3", nil, "10.77.0.3", nil), ("app1.shop.example:8080", nil, "app1.shop.example", 8_080),
            ("[fd00::1]:53", nil, "fd00::1", 53), ("ldap://DC1.corp.example.:389", "ldap", "dc1.corp.example", 389),
            ("jdbc:postgresql://db:5432/x", "postgresql", "db", 5_432), ("sftp://u@v/x", "sftp", "v", nil),
            ("fd00::1", nil, "fd00::1", nil),
        ] as [(String, String?, String, Int?)])
    func hosts(_ text: String, _ scheme: String?, _ host: String, _ port: Int?) throws {
        let found = try #require(HostAddressText(text))
        #expect(found.scheme == scheme && found.host == host && found.port == port)
    }

    @Test(arguments: [
        "", "order_service", "http://order_service", "10.77.0.0/24", "$upstream", "unix:/run/x", "-a", "a-", "a..b",
        "1234",
        "a:b", "a:0", "a:70000", "http://", "$(reboot)", "a b", "ä.example",
    ])
    func noHosts(_ text: String) {
        #expect(HostAddressText(text) == nil)
    }
}
