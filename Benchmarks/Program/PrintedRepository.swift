internal import Assurance
internal import ByteParsing
internal import Contracts
internal import Estate
internal import Foundation
internal import Host

/// A folder with a program that answers as restic does of one repository.
struct PrintedRepository {
    let hosts: Int
    /// Paths in the manifest of one restore point.
    let pathsOfPoint: Int
    private let points: Int
    private let folder: String
    private let now = SystemClock().now()
    /// Bytes of every file that it prints.
    private static let size: Int64 = 1_234
    /// Lines of the piece that a manifest repeats, so that a large one needs no disk.
    private static let piece = 10_000

    /// Prints prepared answers; data reaches it as arguments and files only.
    private static let program = """
        #!/bin/sh
        folder=${0%/*}
        while [ $# -gt 0 ]; do
            case $1 in
            snapshots) exec cat "$folder/snapshots" ;;
            list) exec cat "$folder/list-$2" ;;
            ls)
                printf '{"id":"%s","struct_type":"snapshot"}\\n' "$3"
                pieces=$(cat "$folder/pieces")
                while [ "$pieces" -gt 0 ]; do
                    cat "$folder/manifest"
                    pieces=$((pieces - 1))
                done
                exit 0
                ;;
            esac
            shift
        done
        exit 1

        """

    init(points: Int, hosts: Int, paths: Int) throws {
        let lines = min(Self.piece, paths / hosts)
        let pieces = paths / hosts / lines
        self.points = points
        self.hosts = hosts
        pathsOfPoint = pieces * lines
        folder = FileManager.default.temporaryDirectory.appending(path: "gu-bench-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("restic", Self.program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/restic")
        try write("snapshots", "[\((0..<points).map(snapshot).joined(separator: ","))]\n")
        try write("list-snapshots", (0..<points).map { "\(identifier($0))\n" }.joined())
        try write("list-locks", "")
        try write("pieces", "\(pieces)\n")
        try write("manifest", (0..<lines).map(entry).joined())
        setenv("PATH", "\(folder):\(ProcessInfo.processInfo.environment["PATH"] ?? "")", 1)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    var configuration: Configuration {
        BackedUpHosts(count: hosts, path: "/srv/data").configuration(url: "\(folder)/repository", password: "/dev/null")
    }

    var estate: Estate { BackedUpHosts(count: hosts, path: "/srv/data").estate(asOf: now) }

    /// A fast answer that is wrong is no figure: every dataset is covered, and each file was counted once.
    func verify(_ report: CoverageReport) throws {
        try BackedUpHosts(count: hosts, path: "/srv/data").verify(report, files: pathsOfPoint, bytesOfFile: Self.size)
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    private func identifier(_ point: Int) -> String {
        let digits = String(point + 1, radix: 16)
        return String(repeating: "0", count: 64 - digits.utf8.count) + digits
    }

    /// One a day of each host, all of them taken at the same moment of the day.
    private func snapshot(_ point: Int) -> String {
        let time = rfc3339(secondsSinceEpoch: now.seconds - Int64(point / hosts) * 86_400 - 3_600) ?? ""
        return
            #"{"time":"\#(time)","tree":"\#(identifier(point))","paths":["/srv/data"],"hostname":"h\#(point % hosts)","#
            + #""username":"root","id":"\#(identifier(point))","short_id":"\#(identifier(point).prefix(8))"}"#
    }

    /// A line as restic 0.14 prints it.
    private func entry(_ number: Int) -> String {
        let name = "document-\(number).odt"
        let time = "2026-11-20T03:04:05.678901234+01:00"
        return
            #"{"name":"\#(name)","type":"file","path":"/srv/data/folder-\#(number / 100)/\#(name)","uid":1000,"gid":1000,"#
            + #""size":\#(Self.size),"mode":420,"permissions":"-rw-r--r--","mtime":"\#(time)","atime":"\#(time)","#
            + #""ctime":"\#(time)","struct_type":"node"}"# + "\n"
    }
}
