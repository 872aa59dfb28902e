/// One package of an archive's index.
struct ArchivePackage: Hashable {
    var name = ""
    var version = ""
    var architecture = ""
    /// Below the archive's root, such as `pool/main/b/bash/bash_5.2.15-2+b13_amd64.deb`.
    var path = ""
    var size = 0
    /// SHA-256 in hexadecimal.
    var digest = ""
    /// The lists after Pre-Depends and Depends, as written.
    var depends: [String] = []
    /// The list after Provides, as written.
    var provides = ""
    /// Essential, or of priority `required`: every system has it.
    var isRequired = false
    /// The position of its index among the depot's suites.
    var suite = 0
}

/// A need of a package: any one of these names satisfies it.
typealias Alternatives = [String]

extension ArchivePackage {
    /// What has to be installed with it; version restrictions are left to apt, which checks them again.
    var needs: [Alternatives] {
        depends.flatMap { list in
            list.split(separator: ",").map { group in group.split(separator: "|").compactMap(Self.bareName) }
        }.filter { !$0.isEmpty }
    }

    /// Names that it stands for besides its own.
    var stands: [String] { provides.split(separator: ",").compactMap(Self.bareName) }

    /// `libc6` of ` libc6:any (>= 2.36) `; `nil` when there is none.
    private static func bareName(_ text: Substring) -> String? {
        let bytes = text.utf8.drop { $0 == 32 || $0 == 9 }
        let name = bytes.prefix { $0 != 32 && $0 != 9 && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "(") }
        return name.isEmpty ? nil : String(Substring(name))
    }
}
