internal import ByteParsing

extension LiveHostParser {
    mutating func storage() -> StorageFacts {
        var storage = StorageFacts()
        storage.folders = Set(rows("folders", path))
        for entry in rows("sizes", sizeRow) {
            guard let entry else {
                storage.areSizesIncomplete = true
                continue
            }
            storage.sizes[entry.path] = entry.bytes
        }
        for entry in rows("single-files", singleFileRow) {
            storage.singleFiles.append(entry.path)
            storage.sizes[entry.path] = entry.bytes
        }
        storage.owned = Set(rows("owned-folders", path))
        storage.resticRepositories = rows("restic-repositories", path).sorted()
        return storage
    }
}

private func path(_ line: Bytes) -> String? {
    line.first == 0x2F ? line.text : nil
}

/// A row such as `1234	/srv/uploads`; an inner `nil` says that time ran out.
private func sizeRow(_ line: Bytes) -> (path: String, bytes: Int64)?? {
    if line.elementsEqual("!".utf8) { return .some(nil) }
    guard let (size, path) = line.cut(at: 0x09) else { return nil }
    return sized(size, path).map { $0 }
}

/// A row such as `4 /srv/file`.
private func singleFileRow(_ line: Bytes) -> (path: String, bytes: Int64)? {
    guard let (size, path) = line.cut(at: 0x20) else { return nil }
    return sized(size, path)
}

private func sized(_ kibibytes: Bytes, _ path: Bytes) -> (path: String, bytes: Int64)? {
    guard let kibibytes = kibibytes.decimal, (0...(1 << 50)).contains(kibibytes), path.first == 0x2F,
        let path = path.text
    else { return nil }
    return (path, Int64(kibibytes) * 1_024)
}

extension TextFile {
    init(_ section: Section) {
        let lines = section.lines.map { line in
            // Tabs are indentation here; anything else that is not text is not worth reading.
            Array(line.bytes.map { $0 == 0x09 ? 0x20 : $0 })[...].text ?? ""
        }
        self.init(path: String(section.name.dropFirst("file ".count)), lines: lines.map(redacted))
    }
}
