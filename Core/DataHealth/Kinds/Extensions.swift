/// What a name promises about the content.
package struct NamePromise: Hashable, Sendable {
    /// The kinds that fit; the first is the usual one.
    package let kinds: [FileKind]

    /// Whether a content of this kind keeps the promise.
    func isKept(by kind: FileKind) -> Bool {
        kinds.contains(kind) || (kinds.contains(.text) && kind.isText)
    }

    /// Whether only text fits.
    var isText: Bool { kinds == [.text] }
}

/// Which kinds stand behind which suffixes.
///
/// A suffix is here when all that is usually named so has one of these kinds. Ones that programs use for anything (`dat`,
/// `bin`, `db`, `bak`) are left out: a promise that is not kept condemns a file.
enum Extensions {
    /// What `name` promises; malware appends a suffix, so the one before counts when the last is not known.
    ///
    /// - Returns: the promise, and a suffix after it that is not known, if there is one.
    static func promise(of name: String) -> (promise: NamePromise?, appended: String?) {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        let parts = file.lowercased().split(separator: ".", omittingEmptySubsequences: true).map(String.init)
        guard parts.count > 1, let last = parts.last else { return (bare[file.lowercased()], nil) }
        if let kinds = table[last] { return (kinds, nil) }
        // Versioned libraries and numbered copies: `libz.so.1.2`, `syslog.1`.
        if let library = parts.dropFirst().firstIndex(of: "so"),
            parts[(library + 1)...].allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        {
            return (table["so"], nil)
        }
        guard parts.count > 2, !ordinarySuffixes.contains(last), !last.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return (nil, nil) }
        return (table[parts[parts.count - 2]], last)
    }

    /// Suffixes that people and programs append to copies.
    private static let ordinarySuffixes: Set<String> = [
        "bak", "old", "orig", "save", "tmp", "part", "new", "in", "am", "dpkg-dist", "dpkg-old", "dpkg-new", "rej",
        "swp", "lock",
        "asc", "sig", "sign", "gpg", "pgp", "enc", "age", "aes", "cpt", "p7m", "jsonlz4", "br", "lzma", "lz", "zz", "z",
        "md5", "sha1", "sha256", "crc", "par2", "idx", "index", "cache", "map", "dat", "bin", "template", "tmpl",
        "sample",
    ]

    private static let table: [String: NamePromise] = {
        var table: [String: NamePromise] = [:]
        for (suffixes, kinds) in groups {
            for suffix in suffixes.split(separator: " ") { table[String(suffix)] = NamePromise(kinds: kinds) }
        }
        return table
    }()

    /// Names without a suffix that are text everywhere.
    private static let bare: [String: NamePromise] = {
        let names =
            "readme license licence copying copyright changelog news authors thanks todo install history notice "
            + "makefile dockerfile vagrantfile gemfile rakefile contributors maintainers credits bugs faq"
        let text = NamePromise(kinds: [.text])
        return Dictionary(uniqueKeysWithValues: names.split(separator: " ").map { (String($0), text) })
    }()

    private static let groups: [(String, [FileKind])] = [
        ("docx xlsx pptx docm xlsm pptm dotx xltx potx ppsx", [.zip, .ole]),
        ("odt ods odp odg odf odb ott ots otp otg epub jar war ear apk xpi whl nupkg vsdx kmz 3mf oxt ipa egg", [.zip]),
        ("zip", [.zip, .empty]), ("doc dot", [.ole, .rtf, .text, .zip]), ("xls xlt", [.ole, .text, .zip]),
        ("ppt pps msg vsd msi", [.ole]), ("pdf", [.pdf]), ("ai", [.pdf, .postscript]),
        ("ps eps", [.postscript, .text]), ("rtf", [.rtf, .text]), ("djvu djv", [.djvu]), ("chm", [.windowsHelp]),
        ("gz tgz svgz dia", [.gzip, .text]), ("bz2 tbz tbz2", [.bzip2]), ("xz txz", [.xz]), ("zst tzst", [.zstd]),
        ("7z", [.sevenZip]), ("rar cbr", [.rar, .zip]), ("cab", [.cabinet]), ("tar", [.tar]), ("deb udeb a", [.ar]),
        ("rpm", [.rpm]), ("png", [.png]), ("jpg jpeg jpe jfif", [.jpeg, .png]), ("gif", [.gif]), ("tif tiff", [.tiff]),
        ("bmp", [.bmp]), ("ico cur", [.icon, .png]), ("webp", [.webp]), ("psd", [.psd]), ("xcf", [.xcf, .gzip]),
        ("heic heif avif", [.heif]), ("wav", [.wave]), ("avi", [.avi]), ("mp3", [.mp3]),
        ("mp4 m4a m4v mov 3gp", [.mp4]), ("ogg oga ogv opus spx", [.ogg]), ("flac", [.flac]), ("mid midi", [.midi]),
        ("mkv webm mka", [.matroska]), ("mpg mpeg vob", [.mpeg, .mp4]), ("wmv wma asf", [.asf]),
        ("aif aiff", [.aiff]), ("ttf otf ttc", [.trueType]), ("woff", [.woff]), ("woff2", [.woff2]),
        ("so ko", [.elf, .text]), ("dll exe sys", [.pe]), ("class", [.javaClass]), ("wasm", [.wasm]),
        ("pyc pyo", [.pythonByteCode]), ("sqlite sqlite3", [.sqlite]), ("qcow2", [.qcow2]),
        ("vmdk", [.vmdk, .unknown]), ("vdi", [.vdi]), ("vhdx", [.vhdx]), ("mo gmo", [.gettextCatalog]),
        ("tdb", [.tdb]), ("kdbx", [.keepass]), ("ibd", [.innodbPage]),
        ("svg", [.text, .gzip]),
        (
            "txt md markdown rst html htm xhtml xml xsl xslt xsd dtd css js mjs json yaml yml toml ini cfg conf csv tsv "
                + "tex bib sty sh bash py pyi pl pm rb php java c h cc cpp cxx hh hpp hxx cs go rs swift kt scala lua tcl "
                + "sql log diff patch po pot desktop service properties tsx jsx vue scss less cmake mk m4 pc spec "
                + "asm f90 hs ml mli erl ex vim el lisp scm r ipynb tf tfvars bat ps1 eml vcf ics pem crt csr "
                + "texi texinfo adoc asciidoc pod docbook sgml ltx cls dot gv",
            [.text]
        ),
    ]
}
