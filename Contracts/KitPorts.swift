/// A file for a recovery kit.
package struct KitItem: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case bytes([UInt8])
        /// The path of a file on this machine.
        case file(String)
    }

    /// Below the kit: plain words between slashes.
    package var path: String
    package var content: Content
    package var isExecutable: Bool

    package init(_ path: String, _ content: Content, isExecutable: Bool = false) {
        self.path = path
        self.content = content
        self.isExecutable = isExecutable
    }
}

/// A file of a recovery kit as its manifest lists it.
package struct KitMember: Hashable, Sendable {
    package var path: String
    package var size: Int64
    /// SHA-256 in hexadecimal.
    package var digest: String
    package var isExecutable: Bool

    package init(path: String, size: Int64, digest: String, isExecutable: Bool) {
        self.path = path
        self.size = size
        self.digest = digest
        self.isExecutable = isExecutable
    }
}

/// What reading a kit's archive found.
package struct KitContents: Sendable {
    package var members: [KitMember]
    /// Whole contents of those that were asked for.
    package var kept: [String: [UInt8]]

    package init(members: [KitMember], kept: [String: [UInt8]]) {
        self.members = members
        self.kept = kept
    }
}

/// Writes and reads the one file that a kit is.
///
/// An archive is hostile input: only plain files below the kit are read; a link, an absolute path, `..`, a repeated name,
/// or more or larger files than a kit may have are an error with code `hostileInput`.
package protocol KitArchive: Sendable {
    /// What an item will be; read once more when it is written.
    func member(_ item: KitItem) throws -> KitMember

    /// Writes all items in this order; the file is there whole or not at all.
    func write(_ items: [KitItem], to path: String) async throws

    /// - Parameter keep: whether the contents of a file are wanted in memory.
    func read(_ path: String, keep: @Sendable (String) -> Bool) async throws -> KitContents

    /// Lays all files out below `folder`, which must not exist; it is there whole or not at all.
    func unpack(_ path: String, to folder: String) async throws
}

/// What a kit takes from the machine that it is built on, and does on the one that it is opened on.
package protocol KitMachine: Sendable {
    /// The program with the shared libraries that a bare system does not have, and what starts it.
    func program() async throws -> [KitItem]

    /// Files that ssh uses to reach these: such that anybody may read, and private keys.
    func sshFiles(reaching destinations: [SSHDestination]) async throws -> (plain: [String], keys: [String])

    func read(_ path: String) throws -> [UInt8]

    /// Plain files below a folder, each by its path from there, sorted.
    func files(below folder: String) async throws -> [String]

    /// Encrypts to public keys of age or of ssh.
    func encrypt(_ bytes: [UInt8], to recipients: [String]) async throws -> [UInt8]

    /// Decrypts with a person's identity; the plain text is never written to a disk.
    func decrypt(_ bytes: [UInt8], identity: String) async throws -> [UInt8]

    /// Puts a secret into a file in memory, for its owner alone, and returns its path.
    func keepInMemory(_ bytes: [UInt8], name: String) throws -> String

    /// Makes `path` lead to `file`; `false` when something else is there, which stays.
    func link(_ path: String, to file: String) throws -> Bool
}
