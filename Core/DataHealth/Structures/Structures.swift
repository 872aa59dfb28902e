/// The validator of each kind.
enum Structures {
    /// Checks the inner structure of `content` as a file of `kind`; `nil` when no validator knows the kind.
    static func report(on content: Content, as kind: FileKind, name: String) -> StructureReport? {
        switch kind {
        case .zip: ZipStructure.check(content)
        case .gzip: GzipStructure.check(content)
        case .png: PNGStructure.check(content)
        case .jpeg: JPEGStructure.check(content)
        case .gif: GIFStructure.check(content)
        case .pdf: PDFStructure.check(content)
        case .ole: OLEStructure.check(content)
        case .elf: ELFStructure.check(content)
        case .tar: TarStructure.check(content)
        case .sqlite: SQLiteStructure.check(content)
        case .text: TextStructure.check(content)
        case .utf16: UTF16Structure.check(content)
        case .postgresqlPage: PostgreSQLStructure.check(content, name: name)
        case .innodbPage: InnoDBStructure.check(content)
        case .qcow2: QCOW2Structure.check(content)
        case .vmdk: VMDKStructure.check(content)
        case .xz: XZStructure.check(content)
        case .trueType: TrueTypeStructure.check(content)
        default: nil
        }
    }
}
