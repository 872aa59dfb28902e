import Contracts

extension YAMLValue {
    /// The path of a file; a relative one is taken from the folder of the document.
    func filePath() throws -> String { try absolute(try line()) }

    private func absolute(_ path: String) throws -> String {
        guard !path.hasPrefix("~"), !path.hasPrefix("-") else {
            throw failure("'\(path.prefix(60))' is not used as a path", hint: "Write it from / on.")
        }
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return "\(file[...slash])\(path)"
    }

    /// Where a secret is found: `file:/path`, `env:NAME`, `credential:NAME`, or `secret:NAME` for one of `known`.
    ///
    /// The text itself is never repeated in an error: it may be the secret.
    func secretReference(among known: [String]) throws -> String {
        let text = writtenText ?? ""
        if text.hasPrefix("file:"), text.utf8.count > 5, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) {
            return "file:" + (try absolute(String(text.dropFirst(5))))
        }
        if text.hasPrefix("env:"), Self.isVariable(text.dropFirst(4)) { return text }
        if text.hasPrefix("credential:"), NameRule.plain.allows(String(text.dropFirst(11))) { return text }
        if text.hasPrefix("secret:"), known.contains(String(text.dropFirst(7))) { return text }
        throw failure(
            "\(name) is not a secret reference; secrets are never written into this file",
            hint: "Put the secret in a file that only you can read, and write \"file:/path\"; or \"env:NAME\", "
                + "\"credential:NAME\", or \"secret:NAME\" for one that 'secrets' names a command for.")
    }

    private static func isVariable(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 128 else { return false }
        return !(0x30...0x39).contains(first)
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                    || $0 == UInt8(ascii: "_")
            }
    }

    /// An http or https address without a password in it.
    func webAddress() throws -> String {
        let text = try line()
        guard text.hasPrefix("http://") || text.hasPrefix("https://"), !text.contains(" ") else {
            throw failure("'\(text.prefix(60))' is no web address", hint: "Start it with https:// or http://.")
        }
        try refusePassword(in: text)
        return text
    }

    /// A repository as its engine names it, without a password in it.
    func repositoryAddress() throws -> String {
        let text = try line()
        guard !text.hasPrefix("-"), !text.contains(" "), text.utf8.count <= 1024 else {
            throw failure(
                "'\(text.prefix(60))' is no repository",
                hint: "Write it as the engine does: sftp:user@host:/path, /path.")
        }
        try refusePassword(in: text)
        return text
    }

    /// Refuses `scheme://user:password@host`.
    private func refusePassword(in address: String) throws {
        guard let separator = address.firstRange(of: "://") else { return }
        let authority = address[separator.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@"), authority[..<at].contains(":") else { return }
        throw failure("\(name) holds a password", hint: "Leave it out of the address.")
    }

    /// SHA-256 in hexadecimal.
    func sha256() throws -> String {
        let text = try line().lowercased()
        guard text.utf8.count == 64, text.utf8.allSatisfy(Self.isHexadecimal) else {
            throw failure("\(name) is no SHA-256", hint: "Write the 64 hexadecimal digits that sha256sum prints.")
        }
        return text
    }

    /// An OpenSSH public key, without its comment.
    func publicKey() throws -> String {
        let fields = try line().split(separator: " ").map(String.init)
        let types = [
            "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
            "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
        ]
        guard fields.count >= 2, types.contains(fields[0]), fields[1].hasPrefix("AAAA"),
            fields[1].utf8.allSatisfy(Self.isBase64)
        else {
            throw failure(
                "\(name) is no OpenSSH public key", hint: "Copy the line of a .pub file, such as ssh-ed25519 AAAA....")
        }
        return "\(fields[0]) \(fields[1])"
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            || "+/=".utf8.contains(byte)
    }
}
