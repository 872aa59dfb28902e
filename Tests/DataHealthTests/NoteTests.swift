import Testing

@testable import DataHealth

/// Notes written for these tests in the manner of known families, and texts that speak of similar things.
@Suite("Ransom notes") struct NoteTests {
    private static let onion = String(repeating: "abcdefgh234567", count: 4) + ".onion"

    private static let notes = [
        "ALL YOUR FILES HAVE BEEN ENCRYPTED!\nTo get them back you have to pay in Bitcoin.\nYour personal ID: 7F3A\n"
            + "Write to us: someone@onionmail.org\nDo not rename encrypted files. Do not try third party software.\n",
        "Hello. Your network was attacked and your data was stolen and encrypted.\nIf you do not contact us within "
            + "72 hours it will be published.\nDownload Tor Browser and open http://\(onion)/ and enter your unique id.\n",
        "Your company is hacked. We have downloaded your confidential files. Contact us by qTox: 00AA11. You can "
            + "decrypt two files for free as guarantee. Do not go to recovery companies or the police.\n",
        "Whats happened? Your files are locked by us. Our decryptor is the only way. Price depends on how fast you "
            + "email us: a@tuta.io. In the subject line write your ID.",
        "<html><body><h1>Your files are encrypted!</h1><p>To decrypt your files buy the <b>decryption tool</b> for "
            + "0.2 BTC.</p><p>Contact email: x@cock.li, your key: 123</p><p>Don't modify files.</p></body></html>",
        "Good morning. We are a group of specialists with many years of work behind us, and we know that this day is not a "
            + "pleasant one for you. We have downloaded what lay on your servers over the last weeks, quietly and in "
            + "good order, and nobody of your staff is to blame for it, because everybody makes mistakes sometimes. "
            + "A decryptor exists and works on every machine that you have. Sit down with the people who can decide, "
            + "read this page twice, take a cup of tea and then go to http://\(onion)/ where somebody answers around "
            + "the clock, in every language, with patience. The price depends on how big you are. We look forward to it.",
        "!!! IMPORTANT !!!\nServers are encrypted. Backups were deleted.\nchat with us: \(onion)\nlogin id: 44\n",
    ]

    private static let documents = [
        "This manual explains how to encrypt a disk. If you lose the decryption key, your data cannot be recovered. "
            + "Contact us on the mailing list. Do not use third party repositories with this release of the software.",
        "Tor Browser protects your privacy. The Tor Project publishes hidden services at \(onion) and others.",
        "Bitcoin payments: to pay, open your wallet, check the price and confirm. Contact information is on our site. "
            + "Refunds are possible within 7 days; write to support with your order number and the payment receipt.",
        "Restore your files from the last backup with restic restore. To recover your data after ransomware, never pay "
            + "the ransom; call law enforcement. Keep offline copies, test them every month, and write down who decides.",
        "GNU Privacy Guard: to decrypt files use --decrypt. Your key and private key are kept in the keyring.",
    ]

    private func found(_ text: String, _ name: String = "note.txt") -> ContentVerdict {
        verdict(Array(text.utf8), name)
    }

    @Test(arguments: notes) func notesAreFound(_ text: String) {
        #expect(found(text).state == .bad && found(text).evidence.first?.rule == .ransomNote, "\(text)")
        let wide: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(verdict(wide, "note.txt").evidence.first?.rule == .ransomNote, "as UTF-16: \(text)")
    }

    @Test(arguments: documents) func documentsAreNot(_ text: String) {
        #expect(!found(text).evidence.contains { $0.rule == .ransomNote }, "\(text)")
    }

    @Test func anAddressAloneIsSuspicious() {
        #expect(found(Self.documents[1]).state == .suspicious)
        #expect(
            found("see abc.onion or " + String(repeating: "1", count: 56) + ".onion and so on, nothing more").state
                == .clean)
        #expect(
            found("x" + String(repeating: "a", count: 57) + ".onion is too long for one of these names").state == .clean
        )
    }

    @Test func aNameAloneIsWeak() {
        let named = found("Nothing to see here, only a text that is long enough.", "HOW_TO_DECRYPT.txt")
        #expect(named.state == .clean && named.evidence.contains { $0.rule == .noteName })
    }

    @Test func aNoteAmongManyWordsIsADocument() {
        let padding = String(repeating: "lorem ipsum dolor sit amet consetetur ", count: 900)
        #expect(!found(padding + Self.notes[0]).state.isAlarm)
    }
}
