import Foundation
import Glibc
import Testing

@testable import Commands

/// Terminals that were closed and readers that have gone, with real ones.
@Suite("A way out that nobody reads", .timeLimit(.minutes(1)))
struct OutletTests {
    private static func pipe() throws -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(Glibc.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    @Test("everything comes through in order while somebody reads")
    func read() throws {
        let (reader, writer) = try Self.pipe()
        let outlet = Outlet(writer, isStream: true)
        for number in 0..<100 { #expect(outlet.put(Array("\(number)\n".utf8))) }
        outlet.drain(seconds: 10)
        close(writer)
        let bytes = FileHandle(fileDescriptor: reader, closeOnDealloc: true).readDataToEndOfFile()
        #expect(String(decoding: bytes, as: UTF8.self) == (0..<100).map { "\($0)\n" }.joined())
    }

    @Test("a reader that takes nothing holds up nobody; a stream ends there, a terminal goes on after the gap")
    func full() throws {
        for isStream in [true, false] {
            let (reader, writer) = try Self.pipe()
            let outlet = Outlet(writer, isStream: isStream, limit: 100_000)
            let began = ContinuousClock.now
            let taken = (0..<100).map { _ in outlet.put([UInt8](repeating: 120, count: 4096)) }
            outlet.drain(seconds: 1)
            #expect(began.duration(to: .now) < .seconds(10))
            #expect(taken.first == true && taken.last == false)
            let file = FileHandle(fileDescriptor: reader, closeOnDealloc: true)
            let count = taken.count { $0 } * 4096
            var got = 0
            while got < count { got += file.readData(ofLength: count - got).count }
            outlet.drain(seconds: 10)
            #expect(outlet.put(Array("more".utf8)) == !isStream)
            outlet.drain(seconds: 10)
            if !isStream { #expect(file.readData(ofLength: 4) == Data("more".utf8)) }
            close(writer)
        }
    }

    @Test("neither a reader that has gone nor a terminal that was closed ends the program")
    func gone() throws {
        _ = signal(SIGPIPE, SIG_IGN)
        let (reader, writer) = try Self.pipe()
        close(reader)
        var master: Int32 = -1
        var terminal: Int32 = -1
        try #require(openpty(&master, &terminal, nil, nil, nil) == 0)
        close(master)
        var byte: UInt8 = 10
        try #require(write(terminal, &byte, 1) == -1 && errno == EIO, "such a terminal refuses")
        for descriptor in [writer, terminal] {
            let outlet = Outlet(descriptor, isStream: false)
            #expect(outlet.put([10]), "nobody knows it yet")
            outlet.drain(seconds: 10)
            #expect(!outlet.put([10]))
            close(descriptor)
        }
    }
}
