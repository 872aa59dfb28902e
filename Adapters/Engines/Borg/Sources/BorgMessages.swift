import Contracts
import Foundation

/// What `borg --log-json` said on standard error, one JSON object a line.
struct BorgMessages: Sendable {
    struct Message: Decodable {
        let type: String
        let levelname: String?
        let msgid: String?
        let message: String?
    }

    /// In the order in which they came.
    let all: [Message]
    /// Lines that are no messages, such as what ssh says.
    let others: [String]

    init(_ errors: String) {
        var messages: [Message] = []
        var others: [String] = []
        let decoder = JSONDecoder()
        var lines = errors.split(separator: "\n").filter { $0.contains { !$0.isWhitespace } }
        // Only the end of what was said is kept, so its first line may lack its beginning; a last one without an end was
        // cut off with whoever wrote it down.
        if errors.utf8.count >= 64 << 10 { lines.removeFirst() }
        if let last = lines.last, last.hasPrefix("{\""), !errors.hasSuffix("\n"), !last.hasSuffix("}") {
            lines.removeLast()
        }
        for line in lines {
            if let message = Self.message(in: line, decoder) {
                messages.append(message)
            } else {
                others.append(EngineText.shortened(line))
            }
        }
        all = messages
        self.others = others
    }

    /// Borg asks for a passphrase on the line in which it then says that it got none.
    private static func message(in line: Substring, _ decoder: JSONDecoder) -> Message? {
        guard let start = line.firstRange(of: "{\"")?.lowerBound else { return nil }
        return try? decoder.decode(Message.self, from: Data(line[start...].utf8))
    }

    /// Errors and warnings, which a good end has none of.
    var complaints: [Message] {
        all.filter { $0.type == "log_message" && ["WARNING", "ERROR", "CRITICAL"].contains($0.levelname ?? "") }
    }

    /// How far it is, where a message says so.
    static func progress(in line: String) -> EngineProgress? {
        struct Progress: Decodable {
            let type: String
            let current: Int64?
            let total: Int64?
            let info: [String]?
        }
        guard line.hasPrefix("{"), line.utf8.count < 64 << 10,
            let progress = try? JSONDecoder().decode(Progress.self, from: Data(line.utf8)),
            progress.type == "progress_percent", let done = progress.current, let total = progress.total, total > 0
        else { return nil }
        return EngineProgress(done: done, total: total, at: EngineText.shortened(progress.info?.first ?? ""))
    }
}
