import Contracts
import DataHealth
import Foundation
import Host
import Orchestration
import Testing

@testable import FileContent

@Suite("The content of files", .timeLimit(.minutes(2))) final class FileContentTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "gu-content-\(UUID().uuidString)")
        .path()

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func run(_ script: String) async throws {
        let result = try await SubprocessRunner().run(
            ProcessRequest("sh", ["-ec", "cd \"$F\"; \(script)"], environment: ["F": folder]))
        try #require(result.succeeded, "\(result.errors)")
    }

    private func report(_ workers: Int = 2, against: String? = nil) async throws -> ContentReport {
        try await InspectContent(FileContent(), workers: workers)
            .report(on: ["\(folder)/now"], against: against.map { "\(folder)/\($0)" })
    }

    @Test func aTreeIsListedInOrderWithWhatIsSkipped() async throws {
        try await run(
            "mkdir -p now/b/c now/a; echo 1 > now/b/c/x; echo 2 > now/a/y; echo 3 > now/b.txt; ln -s x now/l; mkfifo now/p"
        )
        let tree = try FileContent().tree(at: "\(folder)/now")
        #expect(tree.files.map { String(decoding: $0.path, as: UTF8.self) } == ["a/y", "b.txt", "b/c/x"])
        #expect(tree.skipped.map { String(decoding: $0.path, as: UTF8.self) } == ["l", "p"])
        #expect(tree.skipped.allSatisfy { !$0.hidesContent })
    }

    @Test func aDeepTreeCostsNoStack() async throws {
        try await run("mkdir now; cd now; for i in $(seq 1 900); do mkdir d; cd d; done; echo deep > x")
        #expect(try FileContent().tree(at: "\(folder)/now").files.count == 1)
    }

    @Test func digestsAreThoseOfSha256sum() async throws {
        try await run(
            "mkdir now; seq 1 900000 > now/large; echo small > now/small; sha256sum now/* | cut -d' ' -f1 > sums")
        let sums = try String(contentsOfFile: "\(folder)/sums", encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(try await report().files.map(\.digest) == sums)
        #expect(try await report().files[0].size > Content.windowSize)
    }

    @Test func workersMakeNoDifference() async throws {
        try await run(
            "mkdir now; for i in $(seq 1 60); do seq $i 400 > now/$i.txt; gzip -kc now/$i.txt > now/$i.gz; done")
        let one = try await report(1)
        #expect(try await report(8) == one)
        #expect(one.files.count == 120 && one.count(of: .clean) == 120 && one.failure == nil)
    }

    @Test func whatTookThePlaceOfAFileIsNotFollowed() async throws {
        try await run("mkdir now; echo 1 > now/a; echo 2 > now/b; echo secret > other")
        let tree = try FileContent().tree(at: "\(folder)/now")
        try await run("rm now/a now/b; ln -s ../other now/a; mkfifo now/b")
        for entry in tree.files {
            let found = FileContent().examine(entry, in: tree, with: ContentInspector())
            #expect(found.failure != nil && found.digest == nil, "\(entry)")
        }
    }

    @Test func aFileThatIsCutWhileItIsReadIsNotJudged() async throws {
        try await run("mkdir now; head -c 9000000 /dev/zero > now/a")
        let source = try FileSource(path: Array("\(folder)/now/a".utf8))
        var isCut = false
        let found = ContentInspector().examine(source, name: "a") { _ in
            if !isCut { truncate("\(self.folder)/now/a", 5_000_000) }
            isCut = true
        }
        #expect(found.failure == "The file became shorter while it was read." && !source.isUnchanged)
        #expect(ContentJudge.verdict(on: found).state == .notJudged)
    }

    @Test func severalPathsHaveNoOneOlderVersion() async throws {
        await #expect(throws: GroundupError.self) {
            try await InspectContent(FileContent(), workers: 1).report(on: ["/etc", "/usr"], against: "/tmp")
        }
    }

    @Test func compressedFoldersAreNoAttack() async throws {
        try await run(
            "mkdir old; for i in $(seq 1 60); do seq $i 900 > old/$i.txt; done; cp -r old now; gzip now/*.txt")
        let found = try await report(against: "old")
        #expect(found.files.allSatisfy { $0.verdict.state == .clean } && found.missing == 60)
    }
}
