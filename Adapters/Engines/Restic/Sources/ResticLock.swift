import Foundation

/// A lock as `restic cat lock` prints it.
struct ResticLock {
    private struct Printed: Decodable {
        let time: String
        let exclusive: Bool?
        let hostname: String?
        let username: String?
        let pid: Int?
    }

    private let printed: Printed

    init?(_ output: [UInt8]) {
        guard let printed = try? JSONDecoder().decode(Printed.self, from: Data(output)) else { return nil }
        self.printed = printed
    }

    var isExclusive: Bool { printed.exclusive == true }

    /// Who holds it since when.
    var words: String {
        "locked exclusively by process \(printed.pid ?? 0) of \(printed.username ?? "?") on \(printed.hostname ?? "?") "
            + "since \(printed.time.prefix(19))"
    }
}
