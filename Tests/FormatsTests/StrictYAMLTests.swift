import Contracts
import Formats
import Testing

@Suite struct StrictYAMLTests {
    private func failure(
        _ text: String, limits: StrictYAML.Limits = .configuration,
        reading: (YAMLValue) throws -> Void = { _ in }
    ) -> GroundupError? {
        do {
            try reading(try StrictYAML.document(text, file: "f.yaml", limits: limits))
            return nil
        } catch {
            return error as? GroundupError
        }
    }

    @Test func `unknown key names its place and the nearest known key`() throws {
        let error = try #require(failure("version: 1\nhosst: []\n") { _ = try $0.mapping(["version", "hosts"]) })
        #expect(error.code == .configuration)
        #expect(error.message == "f.yaml:2:1: unknown key 'hosst' in the document")
        #expect(error.hint == "Did you mean 'hosts'?")
    }

    @Test func `unknown key far from all lists them`() throws {
        let error = try #require(failure("zebra: 1\n") { _ = try $0.mapping(["version", "hosts"]) })
        #expect(error.hint == "Known keys here: version, hosts.")
    }

    @Test func `missing key`() throws {
        let error = try #require(
            failure("a: {b: 1}\n") { _ = try $0.mapping(["a"])["a"]?.mapping(["b", "c"]).required("c") })
        #expect(error.message == "f.yaml:1:4: 'a' has no 'c'")
    }

    @Test func `duplicate key`() throws {
        let error = try #require(failure("a: 1\nb: 2\na: 3\n"))
        #expect(error.message.hasPrefix("f.yaml:"))
        #expect(error.message.contains("'a' is written more than once"))
    }

    @Test(arguments: [
        ("a: [1]\n", "f.yaml:1:4: 'a' has to be a text; found a list"),
        ("a: {b: 1}\n", "f.yaml:1:4: 'a' has to be a text; found a mapping"),
        ("a: ''\n", "f.yaml:1:4: 'a' has to be a text; found nothing"),
    ])
    func `wrong type`(text: String, message: String) throws {
        let error = try #require(failure(text) { _ = try $0.mapping(["a"]).required("a").text() })
        #expect(error.message == message)
    }

    @Test(arguments: ["one", "1.5", "\"1\"", "0x10", "99999999999999999999"])
    func `not a whole number`(written: String) throws {
        let error = try #require(
            failure("a: \(written)\n") { _ = try $0.mapping(["a"]).required("a").integer(in: 0...9) })
        #expect(error.message.hasPrefix("f.yaml:1:4: 'a' has to be a whole number"))
    }

    @Test func `number out of range`() throws {
        let error = try #require(failure("a: 12\n") { _ = try $0.mapping(["a"]).required("a").integer(in: 0...9) })
        #expect(error.hint == "It has to be from 0 to 9.")
    }

    @Test func `syntax error names its place`() throws {
        let error = try #require(failure("a: [1, 2\nb: 3\n"))
        #expect(error.message.hasPrefix("f.yaml:2:"))
    }

    @Test func `anchors are refused where they stand`() throws {
        let error = try #require(failure("a: &x 1\nb: *x\n"))
        #expect(error.message == "f.yaml:1:4: YAML anchors and aliases (&name, *name) are not supported")
    }

    @Test func `an alias bomb is refused before it is composed`() throws {
        var text = "a0: &a0 {k: v}\n"
        for level in 1...20 { text += "a\(level): &a\(level) {? *a\(level - 1) : *a\(level - 1), z: *a\(level - 1)}\n" }
        let error = try #require(failure(text))
        #expect(error.message.contains("aliases"))
    }

    @Test func `limits of size, count and depth are named`() throws {
        let limits = StrictYAML.Limits(bytes: 100, nodes: 10, depth: 3, aliasLookalikes: 0)
        let long = try #require(failure("a: \(String(repeating: "x", count: 100))", limits: limits))
        #expect(long.message == "f.yaml: 103 bytes; at most 100 are read")
        let many = try #require(failure("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", limits: limits))
        #expect(many.message == "f.yaml:1:29: more than 10 values")
        let deep = try #require(failure("[[[[1]]]]", limits: limits))
        #expect(deep.message == "f.yaml:1:4: nested deeper than 3 levels")
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "])
    func `endless nesting ends in an error, not in a crash`(opening: String) async throws {
        let text = String(repeating: opening, count: 500_000)
        let error = await Task.detached { self.failure(text) }.value
        #expect(error?.code == .configuration)
    }

    @Test func `stars and ampersands in texts are fine`() {
        let text = "a: \"5 * 3 & more\"\nb: postgresql@*.service\nc: |\n  case $1 in *x) : ;; esac && true &\n"
        #expect(failure(text) == nil)
    }

    @Test func `empty, several and garbage documents are refused`() {
        for text in ["", "# only a comment\n", "a: 1\n---\nb: 2\n", "\u{1}\u{2}", "a: \u{0}"] {
            #expect(failure(text)?.code == .configuration, "\(text.debugDescription)")
        }
    }

    @Test(arguments: [("90s", 90), ("15m", 900), ("24h", 86_400), ("7d", 604_800), ("2w", 1_209_600)])
    func `durations`(text: String, seconds: Int64) {
        #expect(DurationText.seconds(text) == seconds)
        #expect(DurationText.seconds(DurationText.text(seconds)) == seconds)
    }

    @Test(arguments: ["", "h", "24", "-1h", "0s", "1.5h", "24 h", "1y", "99999999999h", "+1h", "１h", "9999999999w"])
    func `not durations`(text: String) {
        #expect(DurationText.seconds(text) == nil)
    }
}
