import Contracts
import RecoveryPlan

/// Where a disk is exported over NBD, and the running QEMU that can freeze a moment of it.
///
/// Each part becomes part of JSON that a body writes for QEMU, so it has to be plain.
struct DiskExport: Hashable, Sendable {
    enum Server: Hashable, Sendable {
        case socket(path: String)
        case host(String, port: UInt16)
    }

    /// A QEMU that makes the export itself, for the time of a backup, and records what changes between two of them.
    struct RunningDisk: Hashable, Sendable {
        /// The socket of its monitor.
        let monitor: String
        /// The name of the disk's block node.
        let node: String
        /// The socket on which it is to export.
        let socket: String
        /// A folder that takes what the guest overwrites meanwhile.
        let scratch: String
    }

    let server: Server
    /// As the server knows it.
    let name: String
    /// `nil` when the export is there already, and at rest.
    let running: RunningDisk?

    /// - Returns: `nil` when the settings name no export.
    init?(_ settings: EngineSettings) throws(EngineFailure) {
        let monitor = try settings.path("monitor")
        guard let address = try settings.line("export") else {
            guard monitor == nil else {
                throw Self.wrong("expected 'export' beside 'monitor': where QEMU is to export the disk")
            }
            return nil
        }
        guard let (server, name) = Self.parts(of: address) else {
            throw Self.wrong(
                "expected nbd+unix:///NAME?socket=PATH or nbd://HOST:PORT/NAME, of letters, digits, ., _ and -, as setting 'export', found '\(address.prefix(80))'"
            )
        }
        self.server = server
        self.name = name
        guard let monitor else {
            running = nil
            return
        }
        guard case .socket(let socket) = server else {
            throw Self.wrong("with 'monitor' the export has to be a socket: nbd+unix:///NAME?socket=PATH")
        }
        running = RunningDisk(
            monitor: monitor, node: try settings.requiredName("node", "the name of the disk's block node in QEMU"),
            socket: socket,
            scratch: try settings.requiredPath(
                "scratch", "a folder with room for the disk, to which QEMU may write during a backup"))
    }

    /// What the body finds in its environment.
    var parameters: [Parameter] {
        let always = [Parameter(name: "GU_EXPORT", value: name), Parameter(name: "GU_SERVER", value: json)]
        guard let running else { return always }
        return always + [
            Parameter(name: "GU_MONITOR", value: running.monitor), Parameter(name: "GU_NODE", value: running.node),
            Parameter(name: "GU_ROOM", value: running.scratch), Parameter(name: "GU_SOCKET", value: running.socket),
        ]
    }

    /// As QEMU writes an address.
    private var json: String {
        switch server {
        case .socket(let path): #"{"type":"unix","path":"\#(path)"}"#
        case .host(let host, let port): #"{"type":"inet","host":"\#(host)","port":"\#(port)"}"#
        }
    }

    // https://github.com/NetworkBlockDevice/nbd/blob/master/doc/uri.md
    private static func parts(of address: String) -> (Server, name: String)? {
        if let rest = address.dropping("nbd+unix:///"), let mark = rest.firstIndex(of: "?"),
            let path = rest[mark...].dropping("?socket=")
        {
            guard isPlain(rest[..<mark]), isPlain(path, and: "/"), EngineSettings.isPath(String(path)) else {
                return nil
            }
            return (.socket(path: String(path)), String(rest[..<mark]))
        }
        guard let rest = address.dropping("nbd://"), let slash = rest.firstIndex(of: "/") else { return nil }
        let place = rest[..<slash].split(separator: ":", omittingEmptySubsequences: false)
        let name = rest[slash...].dropFirst()
        guard place.count <= 2, isPlain(place[0]), isPlain(name),
            let port = place.count == 2 ? UInt16(place[1]) : 10_809, port > 0
        else { return nil }
        return (.host(String(place[0]), port: port), String(name))
    }

    private static func isPlain(_ text: Substring, and other: String = "") -> Bool {
        !text.isEmpty && !text.hasPrefix("-") && text.utf8.count <= 255
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "._-\(other)".utf8.contains(byte)
            }
    }

    private static func wrong(_ words: String) -> EngineFailure { EngineFailure(.unsupported, words) }
}

extension StringProtocol where SubSequence == Substring {
    fileprivate func dropping(_ prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
