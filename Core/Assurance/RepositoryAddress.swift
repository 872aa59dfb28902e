internal import Estate

/// Where a repository lies, however its address is written.
package struct RepositoryAddress: Hashable, Comparable, Sendable {
    /// The host in lower case; `nil` for a path on the machine that uses it.
    package let host: String?
    /// The path on that host, or the whole address when it is not understood.
    package let path: String
    /// The account that the address names.
    package let login: String?

    package init(host: String?, path: String, login: String? = nil) {
        self.host = host
        self.path = path
        self.login = login
    }

    /// Reads `sftp:user@host:/path`, `sftp://user@host:port//path`, `ssh://user@host:port/path`, `rest:https://host/path`,
    /// `/path`, `local:/path`.
    package init(_ url: String) {
        var rest = Substring(url)
        for scheme in ["sftp:", "rest:", "s3:", "local:"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.utf8.count)
            break
        }
        for scheme in ["https://", "http://", "ssh://", "//"] where rest.hasPrefix(scheme) {
            self.init(authorityAndPath: rest.dropFirst(scheme.utf8.count))
            return
        }
        guard !rest.hasPrefix("/"), let colon = rest.firstIndex(of: ":") else {
            self.init(host: nil, path: Self.trimmed(rest))
            return
        }
        self.init(
            host: Self.hostName(rest[..<colon]), path: Self.trimmed(rest[rest.index(after: colon)...]),
            login: Self.login(rest[..<colon]))
    }

    private init(authorityAndPath text: Substring) {
        let authority = text.prefix { $0 != "/" }
        let host = (authority.split(separator: "@").last ?? authority).prefix { $0 != ":" }
        // sftp://host//path is an absolute path.
        var path = text.dropFirst(authority.count)
        while path.hasPrefix("//") { path = path.dropFirst() }
        self.init(host: Self.hostName(host), path: Self.trimmed(path), login: Self.login(authority))
    }

    /// What stands before `@`, without a password.
    private static func login(_ authority: Substring) -> String? {
        guard let at = authority.lastIndex(of: "@") else { return nil }
        let login = authority[..<at].prefix { $0 != ":" }
        return login.isEmpty ? nil : String(login)
    }

    private static func hostName(_ text: Substring) -> String {
        (text.split(separator: "@").last ?? text).lowercased()
    }

    private static func trimmed(_ path: Substring) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        return String(path)
    }

    package static func < (left: RepositoryAddress, right: RepositoryAddress) -> Bool {
        (left.host ?? "", left.path) < (right.host ?? "", right.path)
    }
}
