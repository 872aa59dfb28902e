import Contracts
import Formats
import Testing

/// JSON read strictly, with the place of whatever is wrong.
@Suite struct JSONScannerTests {
    @Test(arguments: [
        (#" { "a" : [ 1 , -2 ] } "#, JSONValue.object(["a": .array([.integer(1), .integer(-2)])])),
        (#""\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\""#, .string("é😀/\u{8}\u{c}\n\r\t\"\\")),
        ("[0,9223372036854775807,-9223372036854775808]", .array([.integer(0), .integer(.max), .integer(.min)])),
        ("[true,false,null,\"\"]", .array([.bool(true), .bool(false), .null, .string("")])),
    ])
    func `values`(text: String, value: JSONValue) throws {
        #expect(try JSONValue.parse(Array(text.utf8), name: "t") == value)
    }

    @Test(arguments: [
        ("[1,]", "line 1, byte 4: a value should stand where ']' does"),
        ("[1 2]", "byte 4: ',' or ']' should stand where '2' does"),
        ("{\"a\" 1}", "':' should stand where '1' does"), ("{\"a\":1,}", "a name in quotes should stand"),
        ("{a:1}", "a name in quotes"), ("[1]]", "the end of the document should stand where ']' does"),
        ("01", "needless zeros"), ("-0", "needless zeros"), ("1.0", "only whole numbers"),
        ("1e3", "only whole numbers"),
        ("9223372036854775808", "too large"), ("-9223372036854775809", "too large"), ("-", "ends where a value"),
        ("\"\\x\"", "unknown escape"), ("\"\\ud800\"", "unknown escape"), ("\"\\u12\"", "unknown escape"),
        ("\"a\nb\"", "bare control character"), ("\"abc", "does not end"), ("\"abc\\", "does not end"),
        ("tru", "a value should stand where 't' does"),
        ("\n\n [x", "line 3, byte 3: a value should stand where 'x' does"),
        ("{\"a\":1,\"a\":2}", "byte 8: the name 'a' stands there twice"), ("", "ends where a value should stand"),
    ])
    func `refused`(text: String, problem: String) {
        let error = #expect(throws: GroundupError.self) { try JSONValue.parse(Array(text.utf8), name: "t") }
        #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
    }

    @Test func `text that is not UTF-8 is refused`() {
        let texts: [[UInt8]] = [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]]
        for bytes in texts {
            #expect(throws: GroundupError.self) { try JSONValue.parse(bytes, name: "t") }
        }
    }
}
