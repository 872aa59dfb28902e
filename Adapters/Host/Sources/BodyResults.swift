internal import Glibc

/// How attempts ended, one line each in one file of the run: the last thing that is done for a body.
///
/// A line survives the end of every process. Power that fails may take the last ones with it; those attempts are run
/// again, which bodies allow. Behind the lines the file holds zeros: room for the next ones, whoever fills the disk.
struct BodyResults {
    private var known: [AttemptKey: StepFrame] = [:]
    private let descriptor: Int32
    /// Where the next line begins.
    private var end: off_t
    /// As far as there is room.
    private var reserved: off_t = 0
    private static let room: off_t = 64 << 10

    init(folder: String) {
        let path = folder + "/results"
        let bytes = (try? readFile(path, limit: 1 << 30)) ?? []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
            guard words.count == 5, words[4].hasSuffix("."), let attempt = Int(words[1]),
                let word = StepFrame.word(words[2]), let milliseconds = Int(words[3])
            else { continue }
            known[AttemptKey(name: words[0], attempt: attempt)] = StepFrame(
                unit: "", word: word, milliseconds: milliseconds, text: [], marks: Set(words[4].dropLast()))
        }
        end = off_t((bytes.lastIndex { $0 != 0 } ?? -1) + 1)
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        makeRoom()
    }

    subscript(key: AttemptKey) -> StepFrame? { known[key] }

    /// On a disk without room for it the result is known for as long as this process lives.
    mutating func record(_ frame: StepFrame, for key: AttemptKey) {
        known[key] = frame
        let marks = String(frame.marks.sorted())
        // The point at its end tells a whole line from a cut one.
        let line = Array(
            "\n\(key.name) \(key.attempt) \(StepFrame.text(frame.word)) \(frame.milliseconds) \(marks).\n".utf8)
        end += off_t(max(0, pwrite(descriptor, line, line.count, end)))
        makeRoom()
    }

    private mutating func makeRoom() {
        guard end + Self.room / 2 > reserved else { return }
        if posix_fallocate(descriptor, end, Self.room) == 0 { reserved = end + Self.room }
    }
}
