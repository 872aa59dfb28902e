internal import Contracts

/// One frame of what a target's script answered: how an attempt stands, and text.
struct StepFrame: Equatable, Sendable {
    enum Word: Equatable, Sendable {
        case ended(Int)
        case lost
        case running
        case refused
        /// The same may be asked for again.
        case again
        /// Another controller has taken the run over.
        case fenced
    }

    let unit: String
    let word: Word
    let milliseconds: Int
    let text: [UInt8]
    /// What is known beside it: `c` text was left out, `f` the disk was full, `m` something on the machine was killed for
    /// lack of memory, `o` the body was, `r` the host was shut down or restarted, `s` stopped.
    let marks: Set<Character>

    /// Everything whole that came back, and whether the answer was whole.
    static func parse(_ output: [UInt8]) -> (frames: [StepFrame], isWhole: Bool) {
        var frames: [StepFrame] = []
        var rest = output[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").map(String.init)
            rest = rest[(end + 1)...]
            if words == ["groundup-end"] { return (frames, rest.isEmpty) }
            guard words.count == 6, words[0] == "groundup-frame", let word = word(words[2]),
                let milliseconds = Int(words[3]), let size = Int(words[4]), size >= 0, rest.count > size
            else { break }
            frames.append(
                StepFrame(
                    unit: words[1], word: word, milliseconds: max(0, milliseconds), text: Array(rest.prefix(size)),
                    marks: Set(words[5])))
            rest = rest.dropFirst(size + 1)
        }
        return (frames, false)
    }

    static func word(_ text: String) -> Word? {
        switch text {
        case "lost": .lost
        case "running": .running
        case "refused": .refused
        case "again": .again
        case "fenced": .fenced
        default: Int(text).map(Word.ended)
        }
    }

    /// The same about what was printed elsewhere; its own text follows that.
    func about(_ printed: [UInt8]) -> StepFrame {
        let newline = UInt8(ascii: "\n")
        let gap = printed.isEmpty || text.isEmpty || printed.last == newline ? [] : [newline]
        return StepFrame(
            unit: unit, word: word, milliseconds: milliseconds, text: printed + gap + text, marks: marks)
    }

    /// - Parameter limit: seconds after which the body was given up.
    func outcome(limit: Int) -> StepOutcome {
        if marks.contains("o"), word != .ended(0) { return .outOfMemory }
        return switch word {
        case .ended(let code): Self.outcome(code, milliseconds, limit)
        case .refused, .again, .fenced: .failed(exit: 73)
        case .lost, .running: .lost
        }
    }

    /// A body ends with 124 when it gave up in time, and with 137 when it was killed because it did not.
    static func outcome(_ code: Int, _ milliseconds: Int, _ limit: Int) -> StepOutcome {
        if code == 0 { return .succeeded }
        let isLate = milliseconds >= limit * 1000
        return isLate && (code == 124 || code == 137) ? .timedOut : .failed(exit: code)
    }

    /// Marks for what may be to blame when a body failed by itself.
    ///
    /// - Parameters:
    ///   - hasOOMKilled: the kernel has killed some process of the machine for lack of memory while the body ran.
    ///   - hasRoom: there is still room on the disk beside its log.
    static func blame(code: Int, hasOOMKilled: Bool, hasRoom: Bool) -> Set<Character> {
        // SIGKILL that nobody here has sent; otherwise it may have been one of the body's own, or not.
        if hasOOMKilled, code == 137 { return ["o"] }
        // A kill elsewhere on the machine takes no blame from the disk.
        var marks: Set<Character> = hasOOMKilled ? ["m"] : []
        if !hasRoom { marks.insert("f") }
        return marks
    }

    /// What stands in front of the text: nobody is to take it for the reason of a failure.
    private static let circumstances: [(mark: Character, text: String)] = [
        ("c", "only the end of what the step printed is kept here:"),
        (
            "m",
            "while it ran the kernel killed a process of its machine for lack of memory (oom-kill), perhaps one of its own:"
        ),
    ]
    /// What stands behind it: how it ended.
    private static let meanings: [(mark: Character, text: String)] = [
        ("f", "the disk was full; what the step printed is not complete, and it may have failed for that."),
        ("o", "killed by the kernel for lack of memory (oom-kill): give it more, or let less run beside it."),
        ("r", "its host was shut down or restarted while the step ran."),
        ("s", "the step was stopped."),
    ]

    /// The text with what the marks say in words.
    var log: [UInt8] {
        let lines = Self.meanings.filter { marks.contains($0.mark) }.map { "groundup: \($0.text)\n" }
        let before = Self.circumstances.filter { marks.contains($0.mark) }.map { "groundup: \($0.text)\n" }
        let gap = lines.isEmpty || text.isEmpty || text.last == UInt8(ascii: "\n") ? "" : "\n"
        return Array(before.joined().utf8) + text + Array((gap + lines.joined()).utf8)
    }
}
