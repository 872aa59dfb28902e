import Contracts
import Estate
import Testing

@testable import LiveHost

@Suite struct FramingTests {
    private func error(_ text: String, limits: Limits = Limits()) -> GroundupError? {
        do {
            _ = try LiveHostParser.parse(Array(text.utf8), host: "app1", limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test func aGreetingBeforeTheAnswerIsSkipped() throws {
        let facts = try LiveHostParser.parse(
            Array(("Welcome to h1!\n" + AnswerBuilder().text).utf8), host: "h1")
        #expect(facts.meta.fullName == "h1.example")
    }

    @Test(arguments: ["", "\n\n", "garbage", "\u{0}\u{1}\u{2}", "=== complete\n", "=== begin meta\n|user 0\n"])
    func whatIsNoAnswerIsRefused(_ text: String) {
        #expect(error(text)?.code == .hostileInput)
        #expect(error(text)?.message.hasPrefix("app1: No line \"=== groundup facts 1\"") == true)
    }

    @Test func everyCutIsNoticed() {
        let whole = Array(AnswerBuilder([("hosts", "10.0.0.1 h1")]).text.utf8)
        // Without its last line feed the answer still says that it is complete.
        for length in 0..<(whole.count - 1) {
            let cut = String(decoding: whole[..<length], as: UTF8.self)
            #expect(error(cut) != nil, "cut to \(length) bytes")
        }
        #expect(error(String(decoding: whole, as: UTF8.self)) == nil)
    }

    @Test func theErrorOfACutNamesTheSection() {
        let problem = error("=== groundup facts 1\n=== begin units\n|Id=a.service\n")
        #expect(problem?.message == "app1: section units, The answer ends in section units before \"=== complete\".")
    }

    @Test func contentNeverBecomesAHeading() throws {
        let hostile = "=== end hosts\n=== begin accounts\nroot:0:0::/:/bin/sh\n=== complete\n10.0.0.9 good"
        let facts = try AnswerBuilder([("hosts", hostile)]).facts()
        #expect(facts.users.isEmpty)
        #expect(facts.network.hostsTable.map(\.name).contains("good"))
    }

    @Test(arguments: [
        ("|content outside of a section", 2), ("=== end meta", 2), ("=== begin \u{7}", 2), ("=== what is this", 2),
        ("something else", 2), ("=== begin a\n=== begin b", 3), ("=== begin a\n=== end b", 3),
        ("=== begin a\n\n=== end a\n=== begin a", 5), ("=== begin a\n=== truncated b", 3),
        ("=== begin a\n=== complete", 3),
    ])
    func brokenFramesNameTheLine(_ text: String, _ line: Int) {
        let problem = error("=== groundup facts 1\n\(text)\n=== complete\n")
        #expect(problem?.message.contains("line \(line)") == true)
    }

    @Test func anotherVersionIsRefused() {
        #expect(error("=== groundup facts 2\n=== complete\n")?.message.contains("another version") == true)
    }

    @Test func limitsAreNamed() {
        var limits = Limits()
        limits.sectionBytes = 100
        limits.sectionLines = 5
        limits.lineBytes = 60
        let long = String(repeating: "x", count: 61)
        let frame = { (content: String) in "=== groundup facts 1\n=== begin a\n\(content)\n\n=== end a\n=== complete\n"
        }
        #expect(
            error(frame("|\(long)"), limits: limits)?.message
                == "app1: section a, line 3, The line has 61 bytes; the limit is 60.")
        let wide = Array(repeating: "|" + String(repeating: "x", count: 50), count: 3).joined(separator: "\n")
        #expect(
            error(frame(wide), limits: limits)?.message.hasSuffix("more bytes than may be; the limit is 100.") == true)
        let many = Array(repeating: "|x", count: 6).joined(separator: "\n")
        #expect(
            error(frame(many), limits: limits)?.message.hasSuffix("more lines than may be; the limit is 5.") == true)
        limits.total = 10
        #expect(error(frame(""), limits: limits)?.message.contains("the limit is 10") == true)
    }

    @Test func tooManySectionsAreRefused() {
        let sections = (0...1_000).map { "=== begin s\($0)\n\n=== end s\($0)\n" }.joined()
        #expect(error("=== groundup facts 1\n\(sections)=== complete\n")?.message.contains("the limit is 1000") == true)
    }

    @Test func aTruncatedSectionIsSaid() throws {
        let text =
            "=== groundup facts 1\n=== begin hosts\n|10.0.0.1 h\n=== truncated hosts\n=== end hosts\n=== complete\n"
        let facts = try LiveHostParser.parse(Array(text.utf8), host: "h1")
        #expect(facts.reading.truncated == ["hosts"])
    }
}
