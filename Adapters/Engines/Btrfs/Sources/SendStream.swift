import Contracts
import Synchronization

/// One change that leads from a snapshot to a later one; paths are relative to the subvolume.
enum SendCommand: Hashable, Sendable {
    /// A file, folder, link, pipe or device that was not there.
    case make(String)
    case rename(String, to: String)
    /// A further name of a file.
    case link(String)
    case remove(String)
    case write(String)
    /// Owners, rights, times and attributes: the contents are the same.
    case describe
}

/// Reads what `btrfs send --no-data` prints, as it comes.
///
/// A header, then commands of a length, a number, a checksum and attributes, all little-endian (`fs/btrfs/send.h` of Linux). In
/// contrast to `btrfs receive --dump`, no name of a file can write a line of its own into it.
final class SendStream: Sendable {
    private struct State {
        var rest: [UInt8] = []
        var hasBegun = false
        var hasEnded = false
    }

    /// Bytes of one command; without data the largest are attributes of 64 KiB.
    private static let limit = 1 << 20
    private static let magic = Array("btrfs-stream\0".utf8)

    private let state = Mutex(State())
    private let each: @Sendable (SendCommand) throws -> Void

    init(each: @escaping @Sendable (SendCommand) throws -> Void) {
        self.each = each
    }

    func receive(_ piece: [UInt8]) throws {
        try state.withLock { state in
            state.rest += piece
            var start = 0
            if !state.hasBegun {
                guard state.rest.count >= 17 else { return }
                try Self.checkHeader(state.rest)
                state.hasBegun = true
                start = 17
            }
            while let command = try Self.command(state.rest[start...]) {
                guard !state.hasEnded else { throw Self.unreadable("goes on after its end") }
                if command.number == Number.end { state.hasEnded = true } else { try each(command.meaning()) }
                start += command.bytes
            }
            state.rest.removeFirst(start)
        }
    }

    /// It has to have said itself that it is over.
    func finish() throws {
        try state.withLock { state in
            guard state.hasEnded, state.rest.isEmpty else { throw Self.unreadable("was cut off") }
        }
    }

    private static func checkHeader(_ bytes: [UInt8]) throws {
        guard bytes.starts(with: magic) else { throw unreadable("is none of btrfs") }
        let version = little(bytes[13..<17])
        guard version == 1 else {
            throw EngineFailure(.unsupported, "expected a stream of version 1, found \(version)")
        }
    }

    private enum Number {
        static let make = 3...8
        static let rename = 9
        static let link = 10
        static let remove = 11...12
        /// Data, cloned data, a new length, data that was left out, room that was taken, compressed data.
        static let write: Set<Int> = [15, 16, 17, 22, 23, 25]
        static let end = 21
        static let last = 26
    }

    private struct Command {
        let number: Int
        let bytes: Int
        let attributes: [Int: ArraySlice<UInt8>]

        func meaning() throws -> SendCommand {
            switch number {
            case Number.make: .make(try path(15))
            case Number.rename: .rename(try path(15), to: try path(16))
            case Number.link: .link(try path(15))
            case Number.remove: .remove(try path(15))
            case _ where Number.write.contains(number): .write(try path(15))
            case 1...Number.last: .describe
            default: throw unreadable("holds command \(number), which is not known")
            }
        }

        private func path(_ attribute: Int) throws -> String {
            guard let bytes = attributes[attribute] else { throw unreadable("lacks a path") }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// `nil` when not all of it has come yet.
    private static func command(_ bytes: ArraySlice<UInt8>) throws -> Command? {
        guard bytes.count >= 10 else { return nil }
        let length = little(bytes.prefix(4))
        guard length <= limit else { throw unreadable("holds a command of \(length) bytes") }
        guard bytes.count >= 10 + length else { return nil }
        var rest = bytes.dropFirst(10).prefix(length)
        var attributes: [Int: ArraySlice<UInt8>] = [:]
        while !rest.isEmpty {
            guard rest.count >= 4 else { throw unreadable("holds half an attribute") }
            let size = little(rest.dropFirst(2).prefix(2))
            guard rest.count >= 4 + size else { throw unreadable("holds half an attribute") }
            attributes[little(rest.prefix(2))] = rest.dropFirst(4).prefix(size)
            rest = rest.dropFirst(4 + size)
        }
        return Command(number: little(bytes.dropFirst(4).prefix(2)), bytes: 10 + length, attributes: attributes)
    }

    private static func little(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static func unreadable(_ words: String) -> EngineFailure {
        EngineFailure(.corrupt, "the stream of btrfs send \(words)")
    }
}
