import Contracts
import Foundation
import Testing

@testable import Commands

@Suite struct WholeFileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gu-file-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func `a file is replaced as a whole, and readable by others`() throws {
        try withFolder { folder in
            let path = "\(folder)/groundup.prom"
            try WholeFile(path).write("old\n")
            let reader = try #require(FileHandle(forReadingAtPath: path))
            try WholeFile(path).write("new\n")
            // Who opened the old one still reads all of it: nothing was overwritten in place.
            #expect(try reader.readToEnd() == Data("old\n".utf8))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "new\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["groundup.prom"])
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o644)
        }
    }

    @Test func `where nothing can be written the old file stays, and the error names it`() throws {
        try withFolder { folder in
            let error = #expect(throws: GroundupError.self) { try WholeFile("\(folder)/absent/x.prom").write("x") }
            #expect(error?.code == .state && error?.message.contains("absent/x.prom") == true)
            try FileManager.default.createDirectory(atPath: "\(folder)/x.prom", withIntermediateDirectories: false)
            #expect(throws: GroundupError.self) { try WholeFile("\(folder)/x.prom").write("x") }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["x.prom"], "nothing is left behind")
        }
    }
}
