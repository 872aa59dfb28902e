/// Which unit a process belongs to, and what it holds open.
struct ProcessFacts {
    /// The systemd unit, by process.
    var units: [Int: String] = [:]
    /// The processes that hold a socket, by its inode.
    var socketHolders: [Int: [Int]] = [:]
    /// Regular files opened for writing.
    var openFiles: [(process: Int, path: String)] = []

    /// The unit of the process that holds a socket; PID 1 holds those of others and comes last.
    func unit(of socket: Socket) -> String? {
        let holders = socket.inode.flatMap { socketHolders[$0] } ?? []
        for process in holders.sorted(by: >) {
            if let unit = units[process] { return unit }
        }
        return socket.controlGroup.flatMap(unitName)
    }
}

/// The systemd unit that a control group belongs to: `postgresql@15-main.service` of
/// `/system.slice/system-postgresql.slice/postgresql@15-main.service`.
///
/// What runs in a user's session belongs to the session, whatever units the user's own manager has.
func unitName(controlGroup: String) -> String? {
    let parts = controlGroup.split(separator: "/")
    if let session = parts.first(where: { $0.hasPrefix("user@") && $0.hasSuffix(".service") }) {
        return String(session)
    }
    return parts.last { $0.hasSuffix(".service") || $0.hasSuffix(".scope") }.map(String.init)
}
