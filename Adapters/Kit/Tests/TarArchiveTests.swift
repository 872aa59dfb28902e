import Contracts
import Foundation
import Host
import Testing

@testable import Kit

@Suite("The archive of a kit", .timeLimit(.minutes(2)))
struct TarArchiveTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "gu-kit-\(UUID().uuidString)").path()
    private let archive = TarArchive(runner: SubprocessRunner())

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func write(_ bytes: [UInt8], _ name: String = "kit.tar") throws -> String {
        try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
        return "\(folder)/\(name)"
    }

    private func run(_ script: String) async throws -> String {
        let result = try await SubprocessRunner().run(
            ProcessRequest("sh", ["-ec", script], environment: ["F": folder]))
        try #require(result.succeeded, "\(result.errors)")
        return String(decoding: result.output, as: UTF8.self)
    }

    private var items: [KitItem] {
        let long = (0..<20).map { "folder\($0)" }.joined(separator: "/") + "/libc6_2.36-9+deb12u9_amd64.deb"
        return [
            KitItem("manifest.json", .bytes(Array("{}".utf8))), KitItem("empty", .bytes([])),
            KitItem("program/groundup", .bytes(Array(repeating: 7, count: 3_000)), isExecutable: true),
            KitItem(long, .bytes(Array(repeating: 9, count: 512))),
        ]
    }

    @Test(
        "what was written comes back, also from compressed ones, and tar opens it",
        arguments: ["kit.tar", "kit.tar.zst"])
    func whole(name: String) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await archive.write(items, to: "\(folder)/\(name)")
        let contents = try await archive.read("\(folder)/\(name)") { $0 == "manifest.json" }
        #expect(contents.members == (try items.map(archive.member)))
        #expect(contents.kept == ["manifest.json": Array("{}".utf8)])
        try await archive.unpack("\(folder)/\(name)", to: "\(folder)/ours")
        _ = try await run("mkdir $F/theirs && tar -C $F/theirs -xf $F/\(name) && diff -r $F/ours $F/theirs")
        #expect(try await run("cd $F && find . -name '*partial*' -o -name '*.compressed'").isEmpty)
        #expect(FileManager.default.isExecutableFile(atPath: "\(folder)/ours/program/groundup"))
    }

    @Test("a flipped bit of any byte of a header, and a cut at any place, is found")
    func damaged() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await archive.write(Array(items.prefix(2)), to: "\(folder)/kit.tar")
        let whole = try [UInt8](Data(contentsOf: URL(filePath: "\(folder)/kit.tar")))
        let original = try await archive.read("\(folder)/kit.tar") { _ in false }.members
        for position in whole.indices {
            var bytes = whole
            bytes[position] ^= 1 << (position % 8)
            let path = try write(bytes, "flipped.tar")
            let found = try? await archive.read(path) { _ in false }.members
            #expect(found != original, "byte \(position)")
        }
        for length in stride(from: 0, to: whole.count, by: 64) {
            let path = try write(Array(whole[..<length]), "cut.tar")
            await #expect(throws: GroundupError.self) { try await archive.read(path) { _ in false } }
        }
    }

    @Test(
        "links, other kinds and paths that lead elsewhere are refused, and nothing is left",
        arguments: [
            "ln -s /etc/passwd link; tar -cf kit.tar link", "echo x > a; ln a b; tar -cf kit.tar a b",
            "mkdir d; tar -cf kit.tar d", "mkfifo f; tar -cf kit.tar f", "echo x > a; tar -cPf kit.tar $F/a",
            "echo x > a; tar -cPf kit.tar --transform 's,a,../../a,' a",
            "echo x > a; tar -cf kit.tar a a --hard-dereference",
            "echo x > 'a b'; tar -cf kit.tar --format=ustar 'a b'", "echo x > a; gzip a; mv a.gz kit.tar",
            "echo x > a; chmod 4755 a; tar --format=ustar -cf kit.tar a",
        ])
    func hostile(script: String) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try await run("cd $F; \(script)")
        let error = await #expect(throws: GroundupError.self) {
            try await archive.unpack("\(folder)/kit.tar", to: "\(folder)/out")
        }
        #expect(error?.code == .hostileInput)
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
    }

    @Test(
        "a file of a kit has no path that could be misread",
        arguments: ["/a", "a/../b", "-rf", "a b", "a//b", "a\n", ""])
    func paths(path: String) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(throws: GroundupError.self) {
            try await archive.write([KitItem(path, .bytes([1]))], to: "\(folder)/kit.tar")
        }
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/kit.tar"))
    }

    @Test("a folder that exists is left alone")
    func existing() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await archive.write(items, to: "\(folder)/kit.tar")
        let error = await #expect(throws: GroundupError.self) {
            try await archive.unpack("\(folder)/kit.tar", to: folder)
        }
        #expect(error?.code == .usage)
    }

    @Test("programs' answers are read")
    func answers() {
        let ldd =
            "\tlinux-vdso.so.1 (0x1)\n\tlibsqlite3.so.0 => /lib/libsqlite3.so.0 (0x2)\n\tlibc.so.6 => /lib/libc.so.6 (0x3)\n"
        #expect(SharedLibraries.carried(ldd).map(\.name) == ["libsqlite3.so.0"])
        let ssh = SSHFiles(
            "identityfile /k/id\nuserknownhostsfile /k/a /k/b\nglobalknownhostsfile /dev/null\nport 22\n")
        #expect(ssh.keys == ["/k/id"] && ssh.plain == ["/k/a", "/k/b"])
        let mounts = "overlay / overlay rw\ntmpfs /run tmpfs rw\next4 /run/disk ext4 rw\n"
        #expect(Mounts.kind(of: "/run/groundup-kit", mounts) == "tmpfs")
        #expect(Mounts.kind(of: "/run/disk/x", mounts) == "ext4" && Mounts.kind(of: "/runner", mounts) == "overlay")
    }

    @Test("secrets go to people's keys and come back only in memory")
    func secrets() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/age") else { return }
        _ = try await run("ssh-keygen -q -t ed25519 -N '' -f $F/person; age-keygen -o $F/key 2> /dev/null")
        let ssh = try await run("cut -d ' ' -f 1,2 $F/person.pub | tr -d '\\n'")
        let age = try await run("age-keygen -y $F/key | tr -d '\\n'")
        let machine = KitController(
            runner: SubprocessRunner(), sshConfiguration: nil, memory: "/dev/shm/gu-kit-\(UUID().uuidString)")
        let sealed = try await machine.encrypt(Array("geheim".utf8), to: [ssh, age])
        for identity in ["person", "key"] {
            #expect(try await machine.decrypt(sealed, identity: "\(folder)/\(identity)") == Array("geheim".utf8))
        }
        let kept = try machine.keepInMemory(Array("geheim".utf8), name: "secret-1")
        #expect(try machine.read(kept) == Array("geheim".utf8))
        try? FileManager.default.removeItem(atPath: String(kept.dropLast("/secret-1".utf8.count)))
        let onDisk = KitController(
            runner: SubprocessRunner(), sshConfiguration: nil, memory: "/var/tmp/gu-kit-\(UUID().uuidString)")
        #expect(throws: GroundupError.self) { try onDisk.keepInMemory([1], name: "x") }
    }
}
