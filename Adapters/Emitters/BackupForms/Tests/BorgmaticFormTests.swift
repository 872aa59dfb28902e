import BackupForms
import Contracts
import Foundation
import Testing

@Suite(.serialized) struct BorgmaticFormTests {
    /// borgmatic of Debian 12 validates what is written for it, backs up with it, and takes every path as it is.
    @Test(.timeLimit(.minutes(2))) func `borgmatic itself backs up every path`() async throws {
        let host = try HostileHost()
        defer { host.remove() }
        let url = host.folder.appending(path: "borg").path
        let environment = [
            "BORG_BASE_DIR": host.folder.appending(path: "base").path, "BORG_PASSPHRASE": "correct",
            "HOME": host.folder.path, "LC_ALL": "C.UTF-8",
        ]
        _ = try host.password()
        _ = try await host.run("borg", ["init", "-e", "repokey-blake2", url], environment)
        let repository = RepositoryEntry(name: "store", engine: "borg", url: url, password: "file:/never")
        let sources = host.sources(engine: "borg", repository: repository, excludes: ["\(host.data)/plain/file"])
        let written = try host.write(BorgmaticForm(sections: true), sources)
        // The dump comes before the backup, from the form that all share.
        let common = try host.write(CommonForm(), sources)
        #expect(common.keys.sorted() == ["dump-post-gres-1.sh", "store.excludes", "store.paths"])
        let file = try #require(written["store.yaml"])
        _ = try await host.run("validate-borgmatic-config", ["--config", file], environment)
        var closed = environment
        closed["BORG_PASSPHRASE"] = nil
        _ = try await host.run("borgmatic", ["--config", file, "create"], closed)
        let name = try #require(try await archive(host, url, environment))
        #expect(name.hasPrefix("web \"1\" %h-20"))
        let held = try await host.run("borg", ["list", "--format", "{path}{NL}", "\(url)::\(name)"], environment)
        for path in host.paths where !path.hasSuffix("/plain") {
            #expect(held.contains("\(path.dropFirst())/file\n"), "\(path) is not in the archive")
        }
        #expect(!held.contains("/plain/file\n") && !held.contains("/raw/"))
        for text in try written.values.map({ try String(contentsOfFile: $0, encoding: .utf8) }) {
            #expect(!text.contains("correct") && !text.contains("/never"))
        }
    }

    private func archive(_ host: HostileHost, _ url: String, _ environment: [String: String]) async throws -> String? {
        let text = try await host.run("borg", ["list", "--short", url], environment)
        return text.split(separator: "\n").last.map(String.init)
    }

    /// What newer versions read has the same members, without sections.
    @Test func `the form of newer versions says the same`() async throws {
        let host = try HostileHost()
        defer { host.remove() }
        let repository = RepositoryEntry(name: "store", engine: "borg", url: "ssh://b@v/./r", password: "file:/never")
        let sources = host.sources(engine: "borg", repository: repository)
        let script = "import json,sys,yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1])), sort_keys=True))"
        let new = try #require(try host.write(BorgmaticForm(sections: false), sources)["store.yaml"])
        let flat = try object(try await host.run("/usr/bin/python3", ["-c", script, new]))
        let old = try #require(try host.write(BorgmaticForm(sections: true), sources)["store.yaml"])
        let sections = try object(try await host.run("/usr/bin/python3", ["-c", script, old]))
        #expect(Set(sections.keys) == ["location", "storage", "retention", "hooks"])
        let location = try #require(sections["location"] as? [String: Any])
        #expect(flat["source_directories"] as? [String] == location["source_directories"] as? [String])
        #expect((flat["repositories"] as? [[String: String]]) == [["path": "ssh://b@v/./r"]])
        #expect(flat["keep_daily"] as? Int == 7 && flat["keep_within"] as? String == "14d")
        #expect(flat["archive_name_format"] as? String == "web \"1\" %h-{now:%Y-%m-%dT%H:%M:%S}")
    }

    private func object(_ json: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }
}
