import ByteParsing
import Testing

@Suite struct JSONMembersTests {
    /// The members as text, or nothing when the line is not one whole object.
    private func members(_ line: String) -> [String: String]? {
        let bytes = Array(line.utf8)
        guard var reading = JSONMembers(bytes) else { return nil }
        var found: [String: String] = [:]
        let isWhole = reading.forEach { member in
            found[String(decoding: bytes[member.name], as: UTF8.self)] = String(
                decoding: bytes[member.value], as: UTF8.self)
        }
        return isWhole ? found : nil
    }

    @Test func `members of every kind`() {
        #expect(
            members(#" {"a":"x","b" : 12, "c":[1,{"d":"]"}],"e":{"f":"}\""},"g":null} "#)
                == ["a": #""x""#, "b": "12", "c": #"[1,{"d":"]"}]"#, "e": #"{"f":"}\""}"#, "g": "null"])
        #expect(members("{}") == [:])
        #expect(members("{ }\r") == [:])
    }

    @Test(arguments: [
        "", "[]", "12", "{", #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,"#, #"{"a":1,}"#, #"{"a":"x}"#, #"{"a":[1}"#,
        #"{"a":1}{"#, #"{"a":1} x"#, #"{a:1}"#, #"{"a" 1}"#, #"{"a":"x\"}"#, #"{"a":}"#, #"{"a":1 "b":2}"#,
    ])
    func `anything else is refused`(line: String) {
        #expect(members(line) == nil)
    }

    /// A line that was cut off anywhere is not taken for a whole one.
    @Test func `no beginning of a line passes`() {
        let line = Array(
            #"{"name":"x\"y","path":"/srv/é","size":12,"n":{"a":[1,2]},"mtime":"2026-01-02T03:04:05Z"}"#.utf8)
        for count in line.indices {
            var reading = JSONMembers(Array(line.prefix(count)))
            #expect(reading?.forEach { _ in } != true, "\(count) bytes")
        }
        var whole = JSONMembers(line)
        #expect(whole?.forEach { _ in } == true)
    }

    @Test(arguments: [
        (#""plain""#, "plain"), (#""é""#, "é"), (#""a\"b\\c\/d""#, #"a"b\c/d"#), (#""\n\t\r\b\f""#, "\n\t\r\u{8}\u{c}"),
        (#""\u00e9\u20AC""#, "é€"), (#""\ud83d\ude00""#, "😀"), (#""""#, ""), (#""\ud83d""#, nil), (#""\ude00""#, nil),
        (#""\ud83dx""#, nil), (#""\u12""#, nil), (#""\x""#, nil), ("12", nil), (#"""#, nil),
    ])
    func `texts with escapes`(written: String, text: String?) {
        let bytes = Array(written.utf8)
        #expect(bytes.jsonText(0..<bytes.count) == text)
    }

    @Test func `bytes that are no UTF-8 are no text`() {
        let bytes: [UInt8] = [0x22, 0xFF, 0x22]
        #expect(bytes.jsonText(0..<3) == nil)
    }
}
