import Estate
import Testing

@testable import LiveHost

@Suite struct DatasetTests {
    private func datasets(_ sections: [(String, String)]) throws -> [String] {
        try LiveHostSource.observe(
            facts: AnswerBuilder(sections).bytes, of: "h1", recipes: LabRecipes.all, at: Instant(seconds: 1)
        )
        .assets.compactMap { asset in asset.dataset.map { "\($0.path) \($0.foundBy)" } }
    }

    @Test func leftOverFoldersAndFilesAreData() throws {
        let found = try datasets([
            (
                "folders",
                "/srv/a\n/srv/a/deep\n/srv/empty\n/home/ann\n/var/lib/dpkg\n/var/lib/app\n/var/lib/owned\n/opt/x"
            ),
            (
                "sizes",
                "400\t/srv/a\n4\t/srv/empty\n40\t/home/ann\n900\t/var/lib/dpkg\n99\t/var/lib/app\n9\t/var/lib/owned"
            ),
            ("single-files", "8 /srv/list.txt\n4 /usr/local/bin/tool\n4 /var/backups/dpkg.status.0"),
            ("owned-folders", "/var/lib/owned"),
        ])
        #expect(
            found == [
                "/home/ann unpackaged", "/opt/x unpackaged", "/srv/a unpackaged", "/srv/list.txt unpackaged",
                "/usr/local unpackaged", "/var/lib/app unpackaged",
            ])
    }

    @Test func foldersOfFoldersWithoutFilesAreEmpty() throws {
        #expect(
            try datasets([
                ("folders", "/srv/a\n/srv/a/b\n/srv/a/c"), ("sizes", "12\t/srv/a\n4\t/srv/a/b\n4\t/srv/a/c"),
            ]).isEmpty)
    }

    @Test func openFilesNameTheFolderOfTheirData() throws {
        let found = try datasets([
            ("units", unitText("shop.service")), ("process-groups", "/proc/10/cgroup:0::/system.slice/shop.service"),
            (
                "open-files",
                "/proc/10/fd /srv/uploads/2026/a.log\n/proc/10/fd /data/x/y.db\n/proc/10/fd /var/lib/systemd/t\n"
                    + "/proc/10/fd /etc/x\n/proc/99/fd /srv/other/f"
            ),
            ("folders", "/srv/uploads\n/srv/uploads/2026\n/data/x"),
        ])
        #expect(found == ["/data/x open-files", "/srv/uploads open-files"])
    }

    @Test func aPlaceIsFoundOnceAndTheMoreTrustedWayNamesIt() throws {
        let unit = unitText(
            "shop.service", more: ["StateDirectory=shop", "ReadWritePaths=-/srv/shop /var/log/shop /srv/missing"])
        let found = try datasets([
            ("units", unit), ("process-groups", "/proc/10/cgroup:0::/system.slice/shop.service"),
            ("open-files", "/proc/10/fd /var/lib/shop/db\n/proc/10/fd /srv/shop/x"),
            ("folders", "/var/lib/shop\n/srv/shop\n/srv/shop/in"), ("sizes", "99\t/var/lib/shop\n99\t/srv/shop"),
        ])
        #expect(found == ["/srv/shop read-write-paths", "/var/lib/shop state-directory"])
    }

    @Test func aFolderThatARecipeKnowsCountsOnceItHoldsSomething() throws {
        let nginx = ("units", unitText("nginx.service"))
        let folders = ("folders", "/srv/www\n/var/www\n/var/www/html")
        let page = ("single-files", "4 /var/www/html/index.nginx-debian.html")
        #expect(try datasets([nginx, folders, page, ("sizes", "4\t/srv/www\n8\t/var/www/html\n12\t/var/www")]).isEmpty)
        #expect(
            try datasets([nginx, folders, page, ("sizes", "8\t/srv/www\n16\t/var/www")])
                == ["/srv/www recipe", "/var/www recipe"])
    }

    @Test func dumpsArePartOfWhatTheyProtect() throws {
        let found = try datasets([
            ("units", unitText("postgresql@15-main.service")),
            ("folders", "/var/lib/postgresql\n/var/lib/postgresql/15\n/var/backups/postgresql"),
            ("sizes", "99\t/var/backups/postgresql\n99\t/var/lib/postgresql"),
        ])
        #expect(found == ["/var/lib/postgresql recipe"])
    }

    @Test func patternsStayWithinOnePartOfAPath() {
        var storage = StorageFacts()
        storage.folders = ["/srv/a/data", "/srv/b/data", "/srv/b/c/data"]
        #expect(storage.matches("/srv/*/data") == ["/srv/a/data", "/srv/b/data"])
        #expect(storage.matches("/srv/a/data") == ["/srv/a/data"])
        #expect(storage.matches("/srv/a") == [])
    }

    @Test(arguments: [
        ("postgresql@15-main.service", "postgresql@*.service", true), ("a", "a", true), ("ab", "a", false),
        ("ab", "*", true), ("", "*", true), ("axbxc", "a*b*c", true), ("ac", "a*c", true), ("acd", "a*c", false),
        ("aa", "a*aa", false),
    ])
    func globs(_ text: String, _ pattern: String, _ expected: Bool) {
        #expect(matches(text, pattern) == expected)
    }
}
