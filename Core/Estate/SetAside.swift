/// What a restore in place keeps beside the data until nobody misses anything: `PATH.before-RUN`, and `PATH.undone-RUN`.
///
/// It is a copy that groundup made and that people remove, no data of the estate: it is neither protected nor brought back.
package enum SetAside {
    package static func isOne(_ path: String) -> Bool {
        let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
        guard let dot = name.lastIndex(of: ".") else { return false }
        let parts = name[name.index(after: dot)...].split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "before" || parts[0] == "undone" else { return false }
        let moment = parts[1].split(separator: "T", omittingEmptySubsequences: false)
        let isMoment = moment.count == 2 && moment[0].utf8.count == 8 && moment[1].utf8.count == 6
        return isMoment && moment.joined().utf8.allSatisfy { (0x30...0x39).contains($0) }
            && !parts[2].isEmpty && parts[2].allSatisfy(\.isHexDigit)
    }
}
