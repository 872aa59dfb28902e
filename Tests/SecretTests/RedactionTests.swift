import Contracts
import Foundation
import Testing

@Suite("Secrets are taken out of text")
struct RedactionTests {
    private let secret = #"Pä$$ w/rd"\9+='x"#

    private func cleaned(_ text: String) -> String {
        Redaction([ResolvedSecret(name: "S", value: Array(secret.utf8))])(text)
    }

    private var encodings: [String: String] {
        let data = Data(secret.utf8)
        let percent = secret.utf8.map { byte in
            let isPlain = Character(Unicode.Scalar(byte)).isASCII && isalnum(Int32(byte)) != 0
            return isPlain ? String(Unicode.Scalar(byte)) : String(format: "%%%02X", byte)
        }.joined()
        return [
            "plain": secret, "base64": data.base64EncodedString(),
            "base64 of a longer text": Data("user:\(secret)".utf8).base64EncodedString(),
            "base64 of a text that goes on": Data("u:\(secret)\n".utf8).base64EncodedString(),
            "base64 for addresses": data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_"),
            "hexadecimal": data.map { String(format: "%02x", $0) }.joined(), "percent": percent,
            "JSON": secret.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""),
            "shell": secret.replacing("'", with: "'\\''"),
        ]
    }

    @Test("in every encoding that programs print")
    func encoded() {
        for (name, text) in encodings {
            let result = cleaned("before \(text) after")
            #expect(result.hasPrefix("before ") && result.contains("[secret S]"), "\(name): \(result)")
            #expect(result.hasSuffix(" after"))
            // At most the signs that depend on neighbours are left.
            #expect(result.utf8.count <= "before [secret S] after".utf8.count + 10, "\(name): \(result)")
        }
    }

    @Test("lines of a longer secret, and the longest of several")
    func lines() {
        let redaction = Redaction([
            ResolvedSecret(name: "KEY", value: Array("first line\nsecond line\n".utf8)),
            ResolvedSecret(name: "LONG", value: Array("abcdefgh".utf8)),
            ResolvedSecret(name: "SHORT", value: Array("abcd".utf8)), ResolvedSecret(name: "TINY", value: [0x31]),
        ])
        #expect(redaction("x second line y") == "x [secret KEY] y")
        #expect(redaction("abcdefgh abcd 1") == "[secret LONG] [secret SHORT] 1")
    }

    @Test("text without secrets is left as it is")
    func untouched() {
        #expect(cleaned("Pä$$ nothing") == "Pä$$ nothing")
        #expect(Redaction([])("anything") == "anything")
    }

    @Test("what was resolved once is known to all")
    func known() {
        let known = KnownSecrets()
        #expect(known.redaction("canary-1") == "canary-1")
        known.add(ResolvedSecret(name: "A", value: Array("canary-1".utf8)))
        known.add(ResolvedSecret(name: "B", value: Array("canary-1".utf8)))
        #expect(known.redaction("canary-1") == "[secret A]")
    }
}
