internal import ByteParsing

extension LiveHostParser {
    mutating func processes() -> ProcessFacts {
        var processes = ProcessFacts()
        for group in rows("process-groups", groupRow).compactMap({ $0 }) {
            if let unit = unitName(controlGroup: group.path) { processes.units[group.process] = unit }
        }
        let holders = rows("process-sockets") { line -> (Int, Int)? in
            guard let (folder, link) = line.cut(at: 0x09), let process = processNumber(folder),
                let inode = link.dropping(prefix: "socket:[")?.dropLast().decimal
            else { return nil }
            return (inode, process)
        }
        processes.socketHolders = Dictionary(grouping: holders, by: \.0).mapValues { $0.map(\.1) }
        processes.openFiles = rows("open-files") { line in
            guard let (folder, path) = line.cut(at: 0x20), let process = processNumber(folder), let path = path.text
            else { return nil }
            return (process, path)
        }
        return processes
    }
}

/// `/proc/812/cgroup:0::/system.slice/ssh.service`; an inner `nil` is another hierarchy than systemd's.
private func groupRow(_ line: Bytes) -> (process: Int, path: String)?? {
    guard let (folder, rest) = line.cut(at: 0x3A), let process = processNumber(folder) else { return nil }
    let parts = rest.fields(separatedBy: 0x3A, limit: 3)
    guard parts.count == 3, let path = parts[2].text else { return nil }
    guard parts[1].isEmpty || parts[1].elementsEqual("name=systemd".utf8) else { return .some(nil) }
    return (process, path)
}

/// The process of `/proc/812/...`.
private func processNumber(_ path: Bytes) -> Int? {
    path.dropping(prefix: "/proc/")?.prefix { $0 != 0x2F }.decimal
}
