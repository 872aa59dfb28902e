internal import Glibc

/// How attempts ended, one line each in one file of the run: the last thing that is done for a body.
///
/// A line survives the end of every process. Power that fails may take the last ones with it; those attempts are run
/// again, which bodies allow.
struct BodyResults {
    private let path: String
    private var known: [AttemptKey: StepFrame] = [:]
    private var descriptor: Int32 = -1

    init(folder: String) {
        path = folder + "/results"
        let bytes = (try? readFile(path, limit: 1 << 30)) ?? []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
            guard words.count == 5, words[4].hasSuffix("."), let attempt = Int(words[1]),
                let word = StepFrame.word(words[2]), let milliseconds = Int(words[3])
            else { continue }
            known[AttemptKey(name: words[0], attempt: attempt)] = StepFrame(
                unit: "", word: word, milliseconds: milliseconds, text: [], marks: Set(words[4].dropLast()))
        }
    }

    subscript(key: AttemptKey) -> StepFrame? { known[key] }

    /// When the disk is full the result is known for as long as this process lives.
    mutating func record(_ frame: StepFrame, for key: AttemptKey) {
        known[key] = frame
        if descriptor < 0 { descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) }
        let marks = String(frame.marks.sorted())
        // The point at its end tells a whole line from a cut one.
        let line = Array(
            "\n\(key.name) \(key.attempt) \(StepFrame.text(frame.word)) \(frame.milliseconds) \(marks).\n".utf8)
        _ = write(descriptor, line, line.count)
    }
}
