import Estate
import Testing

@testable import LiveHost

/// What closes the circles of a secret store and of a hypervisor manager, as their configuration says it.
@Suite struct CircleReferenceTests {
    private func recipe(
        _ name: String, _ unit: String, _ files: [String], _ keyword: String, _ kind: DependencyKind, port: Int
    ) -> Recipe {
        Recipe(
            name: name, title: name, recognition: Recognition(units: [unit]),
            references: [
                ConfigurationReference(
                    files: files, keyword: keyword, kind: kind, phase: .start, strength: .hard,
                    applicationProtocol: "any", port: port)
            ])
    }

    private func needs(_ recipe: Recipe, unit: String, _ path: String, _ text: String) throws -> [String] {
        let answer = AnswerBuilder([("units", unitText(unit)), ("file \(path)", text)])
        let seen = try LiveHostSource.observe(
            facts: answer.bytes, of: "h1", recipes: [recipe], at: Instant(seconds: 1))
        return seen.dependencies.filter { $0.phase == .start && $0.kind != .runsOn }
            .map { "\($0.kind.rawValue) \($0.provider) \($0.port ?? 0)" }
    }

    @Test(arguments: [
        ("postgresql+psycopg2://barbican:***@db1.virt.example/barbican", "calls external:db1.virt.example 5432"),
        ("mysql+pymysql://barbican:***@db1.virt.example/barbican?charset=utf8", "calls external:db1.virt.example 3306"),
        ("postgresql://barbican:***@10.77.0.14:6432/barbican", "calls external:10.77.0.14 6432"),
    ])
    func aStoreNamesItsStorage(_ connection: String, _ expected: String) throws {
        let recipe = recipe(
            "barbican", "barbican-api.service", ["/etc/barbican/"], "sql_connection", .calls, port: 5_432)
        let text = "[DEFAULT]\n# sql_connection = sqlite://\nsql_connection = \(connection)\n"
        let found = try needs(recipe, unit: "barbican-api.service", "/etc/barbican/barbican.conf", text)
        #expect(found == [expected])
    }

    @Test func aLocalStorageIsNoNeed() throws {
        let recipe = recipe(
            "barbican", "barbican-api.service", ["/etc/barbican/"], "sql_connection", .calls, port: 5_432)
        let text = "sql_connection = sqlite:////var/lib/barbican/barbican.sqlite\n"
        #expect(try needs(recipe, unit: "barbican-api.service", "/etc/barbican/barbican.conf", text) == [])
    }

    @Test func aDatabaseNamesTheStoreThatUnlocksIt() throws {
        let recipe = recipe(
            "postgresql", "postgresql@15-main.service", ["/etc/postgresql/"], "ssl_passphrase_command", .unlockedBy,
            port: 443)
        let text = "ssl = on\nssl_passphrase_command = http://kms1.virt.example:9311\n"
        let found = try needs(
            recipe, unit: "postgresql@15-main.service", "/etc/postgresql/15/main/postgresql.conf", text)
        #expect(found == ["unlocked-by external:kms1.virt.example 9311"])
    }

    @Test func aManagerNamesItsResolver() throws {
        let recipe = recipe("ganeti", "ganeti.service", ["/etc/resolv.conf"], "nameserver", .resolvesWith, port: 53)
        let text = "search virt.example\nnameserver 10.77.0.13\n"
        let found = try needs(recipe, unit: "ganeti.service", "/etc/resolv.conf", text)
        #expect(found == ["resolves-with external:10.77.0.13 53"])
    }
}
