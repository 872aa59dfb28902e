import Contracts
import Synchronization
import TestKit
import Testing

@testable import Btrfs

@Suite struct ChangeTests {
    private func changes(_ commands: [SendCommand]) throws -> [String] {
        var tree = ChangedTree()
        for command in commands { try tree.apply(command) }
        return tree.changes().map { "\($0.kind.rawValue) \($0.path)" }
    }

    @Test func `names that are there only in between are not told`() throws {
        #expect(try changes([.make("o1"), .rename("o1", to: "a/new"), .write("a/new")]) == ["added /a/new"])
        #expect(try changes([.make("o1"), .remove("o1")]) == [])
        #expect(try changes([.rename("a", to: "o1"), .rename("o1", to: "a")]) == [])
        #expect(try changes([.rename("a", to: "o1"), .write("o1"), .rename("o1", to: "a")]) == ["modified /a"])
    }

    @Test func `a file in the place of another is one that was modified`() throws {
        #expect(try changes([.make("o1"), .remove("a"), .rename("o1", to: "a")]) == ["modified /a"])
        // Two that change places.
        let swap: [SendCommand] = [.rename("a", to: "o1"), .rename("b", to: "a"), .rename("o1", to: "b")]
        #expect(try changes(swap) == ["modified /a", "modified /b"])
    }

    @Test func `a folder that moved tells of itself, and what changed in it is told by its new name`() throws {
        let moved: [SendCommand] = [.rename("d", to: "e"), .write("e/kept"), .remove("e/gone"), .make("e/new")]
        #expect(
            try changes(moved) == ["removed /d", "removed /d/gone", "added /e", "modified /e/kept", "added /e/new"])
    }

    @Test func `changes that make no sense are refused`() {
        for commands: [SendCommand] in [
            [.remove("a"), .write("a")], [.make("a"), .write("a/b")], [.remove("")], [.rename("a", to: "")],
        ] {
            #expect(throws: EngineFailure.self) { try changes(commands) }
        }
    }

    private static func read(_ bytes: [UInt8], pieces: Int) throws -> [SendCommand] {
        let gathered = Mutex<[SendCommand]>([])
        let stream = SendStream { command in gathered.withLock { $0.append(command) } }
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try stream.receive(Array(bytes[start..<min(start + pieces, bytes.count)]))
        }
        try stream.finish()
        return gathered.withLock { $0 }
    }

    @Test(arguments: [1, 7, 1_000]) func `a real stream is read, however it comes`(pieces: Int) throws {
        let bytes = try RecordedEndTests.ends.result("compare").output
        let commands = try Self.read(bytes, pieces: pieces)
        #expect(commands.contains(.link("folder/two three")) && commands.contains(.remove("folder/two")))
        #expect(
            try changes(commands) == [
                "added /folder/three", "removed /folder/two", "added /folder/two three", "modified /one",
            ])
    }

    @Test func `a stream that was cut off, or damaged in what it says of lengths, is an error`() throws {
        let bytes = try RecordedEndTests.ends.result("compare").output
        for length in 0..<bytes.count {
            #expect(throws: EngineFailure.self) { try Self.read(Array(bytes.prefix(length)), pieces: 4_096) }
        }
        #expect(throws: EngineFailure.self) { try Self.read(bytes + bytes, pieces: 4_096) }
        var long = bytes
        long[20] = 0xff
        #expect(throws: EngineFailure.self) { try Self.read(long, pieces: 4_096) }
        #expect(throws: EngineFailure.self) { try Self.read(Array("btrfs-strexx".utf8) + bytes, pieces: 4_096) }
    }
}
