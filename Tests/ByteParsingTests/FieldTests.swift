import ByteParsing
import Testing

@Suite struct FieldTests {
    private func bytes(_ text: String) -> Bytes { Array(text.utf8)[...] }
    private func texts(_ pieces: [Bytes]) -> [String] { pieces.map { String(decoding: $0, as: UTF8.self) } }

    @Test func linesAreNumberedAndTheLastNeedsNoLineFeed() {
        let lines = Array(Lines(bytes("a\n\nb\r\nc")))
        #expect(lines.map(\.number) == [1, 2, 3, 4])
        #expect(texts(lines.map(\.bytes)) == ["a", "", "b\r", "c"])
        #expect(Array(Lines(bytes(""))).isEmpty)
        #expect(Array(Lines(bytes("\n"))).count == 1)
        #expect(Array(Lines(bytes("a\n"))).count == 1)
    }

    @Test func linesOfASliceStayWithinIt() {
        let whole = Array("xx\na\nb\nyy".utf8)
        #expect(texts(Lines(whole[3..<6]).map(\.bytes)) == ["a", "b"])
    }

    @Test func fieldsKeepEmptyOnesAndWordsDoNot() {
        #expect(texts(bytes("a::b:").fields(separatedBy: 0x3A)) == ["a", "", "b", ""])
        #expect(texts(bytes("a:b:c").fields(separatedBy: 0x3A, limit: 2)) == ["a", "b:c"])
        #expect(texts(bytes("  a \t b  c \r").words()) == ["a", "b", "c"])
        #expect(texts(bytes(" a  b  c d").words(limit: 2)) == ["a", "b  c d"])
        #expect(bytes(" \t ").words().isEmpty)
    }

    @Test(arguments: [("0", 0), ("42", 42), ("-7", -7), ("9223372036854775807", Int.max)])
    func decimals(_ text: String, _ value: Int) {
        #expect(bytes(text).decimal == value)
    }

    @Test(arguments: ["", "-", "+1", " 1", "1 ", "0x1", "9223372036854775808", "99999999999999999999999", "1_0", "١"])
    func noDecimals(_ text: String) {
        #expect(bytes(text).decimal == nil)
    }

    @Test func textIsWhatCanBeShown() {
        #expect(bytes("grün $(x) 'y'").text == "grün $(x) 'y'")
        #expect(bytes("").text == "")
        for text in ["a\nb", "a\tb", "\u{1B}[31m", "\u{7F}", "\u{85}", "\u{202E}txt", "\u{0}"] {
            #expect(bytes(text).text == nil, "\(text.unicodeScalars.map(\.value))")
        }
        #expect(([0x61, 0xFF] as [UInt8])[...].text == nil)
        #expect(([0xC0, 0xAF] as [UInt8])[...].text == nil)
    }

    @Test func cutting() {
        #expect(bytes("a=b=c").cut(at: 0x3D).map { texts([$0, $1]) } == ["a", "b=c"])
        #expect(bytes("a=b=c").cutLast(at: 0x3D).map { texts([$0, $1]) } == ["a=b", "c"])
        #expect(bytes("abc").cut(at: 0x3D).map { _ in true } == nil)
        #expect(bytes("ino:5").dropping(prefix: "ino:")?.decimal == 5)
        #expect(bytes("in").dropping(prefix: "ino:") == nil)
    }

    @Test func cursorsOnlyMoveForward() {
        var cursor = Cursor(bytes("ab12x"))
        #expect(cursor.skip("ab") && !cursor.skip("ab"))
        #expect(cursor.number(3) == nil)
        #expect(cursor.number(2) == 12)
        #expect(cursor.peek == 0x78)
        #expect(cursor.next() == 0x78)
        #expect(cursor.next() == nil && cursor.isAtEnd)
    }
}
