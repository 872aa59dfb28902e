internal import ArgumentParser
internal import Foundation

/// The files that `groundup-bench schedule` reads and writes.
enum ScheduleFiles {
    /// Relative paths of all `.rcp` files below the folder, sorted.
    static func problems(in folder: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else {
            throw ValidationError("There is no folder \(folder).")
        }
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".rcp") }.sorted()
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// A line for each activity; the file is named after the problem's, with `.starts` behind it.
    static func write(_ starts: [Int], for file: String, into folder: String) throws {
        let target = URL(fileURLWithPath: folder).appendingPathComponent("\(file).starts")
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        let text = starts.map { "\($0)\n" }.joined()
        try Data(text.utf8).write(to: target)
    }

    /// Prints a line that is seen at once, also through a pipe.
    static func printNow(_ line: String) {
        print(line)
        fflush(nil)
    }

    /// Seconds with four digits after the point.
    static func text(_ seconds: Double) -> String {
        let parts = Int((seconds * 10_000).rounded())
        let fraction = String(parts % 10_000)
        return "\(parts / 10_000).\(String(repeating: "0", count: 4 - fraction.count))\(fraction)"
    }
}
