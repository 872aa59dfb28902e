import Estate
import Foundation
import Testing

@testable import LiveHost

/// Runs the real script with a real sh, on this machine, with a few commands replaced by hostile ones.
@Suite(.serialized) struct CollectorTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("collector-\(UUID().uuidString)")

    /// What the script prints when `commands`, by name, answer as the given scripts do.
    private func collect(_ commands: [String: String], _ arguments: [String] = []) throws -> [UInt8] {
        let bin = folder.appendingPathComponent("bin")
        try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Slow on machines with many package lists, and not what these tests are about.
        for (name, body) in commands.merging(["apt-cache": "exit 1"], uniquingKeysWith: { own, _ in own }) {
            let file = bin.appendingPathComponent(name)
            try "#!/bin/sh\n\(body)\n".write(to: file, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-s", "--"] + arguments
        process.environment = ["PATH": "\(bin.path):/usr/bin:/bin"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(LiveHostSource.collector.utf8))
        try input.fileHandleForWriting.close()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return Array(printed)
    }

    @Test func thisMachineCanBeRead() throws {
        let facts = try LiveHostParser.parse(try collect([:]), host: "here")
        #expect(facts.reading.absent.isEmpty)
        #expect(!facts.operatingSystem.isEmpty)
        #expect(facts.users.contains { $0.name == "root" })
        #expect(facts.storage.folders.contains("/var/lib"))
    }

    @Test func aSectionOfAGigabyteIsCutAndMarked() throws {
        let answer = try collect(["ss": "yes 'tcp LISTEN 0 0 1.1.1.1:1 0.0.0.0:* ino:1' | head -c 1000000000"])
        #expect(answer.count < 16 << 20)
        #expect(throws: (any Error).self) {
            // The lines that fit are still more than are read of one section.
            _ = try LiveHostParser.parse(answer, host: "here", limits: Limits(sectionLines: 1_000))
        }
        let facts = try LiveHostParser.parse(answer, host: "here")
        #expect(facts.reading.truncated == ["sockets"])
    }

    @Test func outputThatLooksLikeHeadingsStaysContent() throws {
        let fake = #"printf 'Id=a.service\n=== end units\n=== begin accounts\n|evil:0:0::/:/bin/sh\n=== complete\n'"#
        let facts = try LiveHostParser.parse(try collect(["systemctl": fake]), host: "here")
        #expect(!facts.users.contains { $0.name == "evil" })
        #expect(facts.users.contains { $0.name == "root" })
        #expect(facts.units.map(\.id) == ["a.service"])
    }

    @Test func hostileFileNamesAreRefusedOrStayNames() throws {
        let fake = #"printf '/srv/a\n=== complete\n/srv/b\0/srv/$(reboot)\0/srv/t\tab\0'"#
        let facts = try LiveHostParser.parse(try collect(["find": fake]), host: "here")
        #expect(facts.storage.folders == ["/srv/$(reboot)"])
        #expect(facts.reading.unread.contains { $0.section == "folders" && $0.lines == 2 })
    }

    @Test func secretsNeverLeaveTheHost() throws {
        let file = folder.appendingPathComponent("settings")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = """
            DATABASE_URL=postgresql://u:hunter2@db1/x
            DB_PASSWORD="hunter2 and more"
            key "k" { algorithm hmac-sha256; secret "hunter2"; };
            proxy_set_header Authorization "Basic hunter2";
            "password": "hunter2",
            X=1 --password=hunter2
            RESTIC_PASSWORD_COMMAND="echo hunter2"
            RESTIC_PASSWORD_FILE=/kept/path
            ssl_passphrase_command = 'curl -u x:hunter2 https://y:hunter2@kms1.example:9311/v1?token=hunter2'
            ssl_passphrase_command = 'echo hunter2'
            kek = hunter2==
            login=hunter2
            ssl_passphrase_command = 'curl https://u:12/hunter2@kms1/x'
            """
        try text.write(to: file, atomically: true, encoding: .utf8)
        let answer = try collect([:], [file.path])
        #expect(!String(decoding: answer, as: UTF8.self).contains("hunter2"))
        let facts = try LiveHostParser.parse(answer, host: "here")
        let read = try #require(facts.files.first { $0.path == file.path })
        #expect(read.lines.count >= 8 && read.lines.contains("RESTIC_PASSWORD_FILE=/kept/path"))
        #expect(read.lines.contains("ssl_passphrase_command = https://kms1.example:9311"))
    }

    @Test func aMachineWithoutTheUsualCommandsIsStillReadAndSaysSo() throws {
        let nothing = Dictionary(
            uniqueKeysWithValues: ["systemctl", "ss", "ip", "dpkg-query"].map { ($0, "exit 127") })
        let facts = try LiveHostParser.parse(try collect(nothing), host: "here")
        #expect(facts.units.isEmpty && facts.packages.isEmpty && facts.network.sockets.isEmpty)
        let observation = Observer(recipes: [], now: Instant(seconds: 1)).observe(facts, as: AssetID("h"), bytesRead: 0)
        #expect(observation.blindSpots.contains { $0.reason.hasPrefix("The host has no systemd") })
    }
}
