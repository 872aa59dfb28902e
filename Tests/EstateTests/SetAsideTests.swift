import Estate
import Testing

@Suite("What was set aside")
struct SetAsideTests {
    @Test(
        "is known by the name of the run",
        arguments: [
            "/srv/www.before-20261125T021239-cc868500", "/var/lib/x.y.undone-20261125T021239-1",
            "a.before-20261125T021239-a",
        ])
    func known(path: String) { #expect(SetAside.isOne(path)) }

    @Test(
        "anything else is data",
        arguments: [
            "/srv/www", "/srv/www.before-the-move", "/srv/www.before-20261125T021239-",
            "/srv/www.after-20261125T021239-aa",
            "/srv/www.before-20261125T021239-xyz", "/srv/a.before-20261125T021239-aa/b", "", "/",
            "/srv/.before-2026T0-aa",
        ])
    func data(path: String) { #expect(!SetAside.isOne(path)) }
}
