import Contracts
import EngineParts
import Estate

/// Reads what `list.sh` prints.
struct TreePoints {
    private struct Folder {
        let id: String
        let seconds: Int64
        let name: String
        /// How often the folder was rotated.
        var number: Int { name.split(separator: ".").last.flatMap { Int($0) } ?? 0 }
    }

    private(set) var version = ""
    /// The process that works in the trees now.
    private(set) var holder: String?
    private var folders: [Folder] = []
    private var hosts: [String: [String]] = [:]
    private var warnings: [String] = []

    init(_ output: [UInt8]) throws(EngineFailure) {
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
        guard lines.last == "end" else { throw EngineFailure(.unknown, "the list of folders has no end") }
        for line in lines.dropLast() { try read(line) }
    }

    private mutating func read(_ line: Substring) throws(EngineFailure) {
        let words = line.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { throw EngineFailure(.unknown, "a line of the list of folders is not readable") }
        let rest = words[1]
        switch words[0] {
        case "point": folders.append(try Self.folder(rest))
        case "host":
            let parts = rest.split(separator: "/")
            guard parts.count == 2 else { return }
            hosts[String(parts[0]), default: []].append(String(parts[1]))
        case "others" where rest != "0": warnings.append("\(rest) folder(s) have names that are none of restore points")
        case "lock" where rest == "stale":
            warnings.append("a lock lies there whose process is gone: the last run may not have ended")
        case "lock":
            holder = String(rest)
            warnings.append("process \(rest) is working in it: the newest restore point is not finished")
        case "version": version = String(rest)
        default: return
        }
    }

    private static func folder(_ text: Substring) throws(EngineFailure) -> Folder {
        let words = text.split(separator: " ")
        guard words.count == 3, let seconds = Int64(words[1].prefix { $0 != "." }) else {
            throw EngineFailure(.unknown, "a line of the list of folders is not readable")
        }
        return Folder(id: String(words[0]), seconds: seconds, name: String(words[2]))
    }

    func list(_ settings: TreeSettings) -> RestorePointList {
        var warnings = warnings
        var points: [RestorePoint] = []
        let whole = Dictionary(grouping: folders, by: \.id)
            .compactMap { $0.value.max { $0.number < $1.number } }.sorted { $0.seconds < $1.seconds }
        for folder in folders where !whole.contains(where: { $0.name == folder.name }) {
            warnings.append("\(folder.name) has the time of the one before it: a run into it has not ended")
        }
        for folder in whole {
            let found = self.points(of: folder, settings)
            if found.isEmpty { warnings.append("\(folder.name) holds no folder of a host") }
            points += found
        }
        if holder != nil, let newest = whole.last, settings.layout == .rsnapshot, whole.count == folders.count {
            // With `link_dest` rsnapshot fills a new folder, which has a time of its own from the beginning.
            for index in points.indices where points[index].takenAt == Instant(seconds: newest.seconds) {
                points[index].state = .running
            }
        }
        return RestorePointList(points, warnings: Array(warnings.prefix(20)))
    }

    private func points(of folder: Folder, _ settings: TreeSettings) -> [RestorePoint] {
        let time = settings.layout == .dated ? NameTime.instant(in: folder.name) : Instant(seconds: folder.seconds)
        guard let time else { return [] }
        if let host = settings.host { return [point(folder.id, host, time, settings)] }
        return (hosts[folder.name] ?? []).sorted().map { point("\(folder.id):\($0)", $0, time, settings) }
    }

    private func point(_ id: String, _ host: String, _ time: Instant, _ settings: TreeSettings) -> RestorePoint {
        var point = RestorePoint(id: id, host: host, takenAt: time, paths: [settings.places.root])
        if settings.layout == .single, settings.mark.isEmpty {
            point.warnings = ["when it was copied is not recorded; it changed last at the time shown, or later"]
        }
        return point
    }
}
