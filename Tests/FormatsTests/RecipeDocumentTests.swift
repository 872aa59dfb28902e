import Contracts
import Estate
import Formats
import Testing

@Suite struct RecipeDocumentTests {
    private let text = """
        recipe: bind9
        title: BIND name server
        recognise:
          units: [named.service, bind9.service]
        listens:
          - {port: 53, protocol: dns, kind: resolves-with}
        references:
          - {files: [/etc/bind/named.conf.options], keyword: forwarders, kind: resolves-with, phase: run,
             strength: hard, protocol: dns, port: 53}
        datasets:
          - {path: /var/lib/bind, dump: /var/backups/bind}
        bootstrap: {name: own-zones-first, cost: 1, explanation: It serves its own zones without the others.}
        steps:
          start:
            where: target
            timeout: 2m
            attempts: 3
            script: |
              set -eu
              systemctl start "$GU_UNIT" && echo *done*
        """

    @Test func `everything is read`() throws {
        let recipe = try RecipeDocument.recipe(from: text, file: "bind9.yaml")
        #expect(recipe.name == "bind9")
        #expect(recipe.recognition.units == ["named.service", "bind9.service"])
        #expect(recipe.listens == [WellKnownPort(port: 53, applicationProtocol: "dns", kind: .resolvesWith)])
        #expect(recipe.references.first?.keyword == "forwarders")
        #expect(recipe.datasets == [DatasetPattern(path: "/var/lib/bind", dumpPath: "/var/backups/bind")])
        #expect(recipe.bootstrap?.cost == 1)
        let start = try #require(recipe.steps["start"])
        #expect(start.place == .target)
        #expect(start.timeout == 120)
        #expect(start.attempts == 3)
        #expect(start.script == "set -eu\nsystemctl start \"$GU_UNIT\" && echo *done*")
    }

    @Test func `a wrong word names its place and the nearest right one`() throws {
        let range = try #require(text.firstRange(of: "resolves-with"))
        var wrong = text
        wrong.replaceSubrange(range, with: "resolve-with")
        let error = #expect(throws: GroundupError.self) { try RecipeDocument.recipe(from: wrong, file: "bind9.yaml") }
        #expect(error?.message == "bind9.yaml:6:37: 'listens[0].kind' is 'resolve-with'")
        #expect(error?.hint == "Did you mean 'resolves-with'?")
    }
}
