import Testing

@testable import Borg

@Suite struct SourcesTests {
    private func sources(_ text: String) -> BorgSources {
        BorgSources(commandLine: text.split(separator: " ").map(String.init))
    }

    @Test func `paths are what stands after the archive and belongs to no option`() {
        let found = sources(
            "/usr/bin/borg create --stats -C lz4 --exclude /srv/cache /r::x /etc /srv -e /srv/tmp --comment /no")
        #expect(found.paths == ["/etc", "/srv"] && found.problem == nil)
        #expect(sources("borg create -- ssh://h/r::{now} /srv/").paths == ["/srv"])
        #expect(sources("borg create ::x --exclude=/a /b").paths == ["/b"])
        #expect(sources("borg create ::x -- --odd /b").problem != nil)
    }

    @Test func `what was named elsewhere can lie anywhere`() {
        #expect(sources("borg create ::x --patterns-from /etc/borg/patterns").paths == ["/"])
        #expect(sources("borg create --paths-from-stdin ::x").paths == ["/"])
    }

    @Test func `relative paths are not placed, and it is said`() {
        let found = sources("borg create ::x src /etc")
        #expect(found.paths == ["/etc"] && found.problem?.contains("'src'") == true)
        #expect(sources("borg create ::x -").problem == nil)
        #expect(sources("borg create ::x /mnt/snapshot/./etc").paths == ["/etc"])
        #expect(sources("").paths.isEmpty)
    }
}
