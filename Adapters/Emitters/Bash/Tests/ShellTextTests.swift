import Contracts
import Host
import PlanForms
import Testing

@testable import BashEmitter

/// Words that have hurt shells before.
let hostileTexts = [
    "", " ", "plain", "a b", "it's", "''", "'\\''", "\"", "\\", "\\n", "$(touch pwned)", "`touch pwned`", "${HOME}",
    "$$",
    "a\nb", "\n", "\n\n", "a\n", "a\tb", "*", "~", "!!", "-n", "--", "a;b", "a&b", "a|b", "<>", "#x", "GU_END",
    "x\nGU_END\ntouch pwned\n", "GU_END\nGU_END_\n", "é", "日本", "\u{1b}[31m", "\r\n", "%s%n", "a=b",
    "' ; touch pwned ; '", "\\'; touch pwned; \\'", "\u{7f}",
]

@Suite struct ShellTextTests {
    @Test(arguments: ["sh", "bash"]) func aQuotedWordIsReadBackAsItWas(shell: String) async throws {
        let place = try Workplace()
        for text in hostileTexts {
            let result = try await place.run(shell, ["-c", "printf %s \(shellQuoted(text))"])
            #expect(result.text == text)
        }
        let all = hostileTexts.map(shellQuoted).joined(separator: " ")
        let count = try await place.run(shell, ["-c", "set -- \(all); echo $#"])
        #expect(count.text == "\(hostileTexts.count)\n")
    }

    @Test(arguments: ["sh", "bash"]) func aPrintedTextIsReadBackAsItWas(shell: String) async throws {
        let place = try Workplace()
        for text in hostileTexts {
            let result = try await place.run(shell, ["-c", ShellText.printed(text)])
            #expect(result.text == (text.utf8.last == 10 ? text : text + "\n"))
        }
    }

    @Test func aLineStaysALine() {
        for text in hostileTexts {
            #expect(!ShellText.oneLine(text).unicodeScalars.contains { $0.value < 32 || $0.value == 127 })
        }
        #expect(ShellText.oneLine("a\nb\u{202e}c") == "a?b?c")
    }

    @Test func onlyPlainNamesAreVariables() {
        #expect(["A", "GU_HOST", "_1", "a2"].allSatisfy(ShellText.isVariable))
        #expect(!["", "1A", "A-B", "A B", "A=B", "A\n", "Ä", "$A"].contains(where: ShellText.isVariable))
    }
}
