import Foundation

/// What a host of the lab answered, from the folder beside the tests.
func fixture(_ host: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return Array(try Data(contentsOf: folder.appendingPathComponent("Fixtures/debian-12/\(host).facts")))
}
