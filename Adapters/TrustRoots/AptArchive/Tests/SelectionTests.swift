import Contracts
import Host
import Testing

@testable import AptArchive

private func package(
    _ name: String, _ version: String = "1", depends: String = "", provides: String = "", required: Bool = false
) -> ArchivePackage {
    ArchivePackage(
        name: name, version: version, architecture: "amd64", path: "pool/\(name).deb", size: 1, digest: "",
        depends: [depends], provides: provides, isRequired: required)
}

private func names(_ wanted: [String], _ packages: [ArchivePackage], vendor: [ArchivePackage] = []) -> [String] {
    PackageSelection(packages).closure(of: wanted, vendor: vendor).packages.map(\.name)
}

@Suite("A depot gets what an empty system needs")
struct SelectionTests {
    @Test("needs are followed to their end, circles included, and required packages are always there")
    func closure() {
        let all = [
            package("a", depends: "b"), package("b", depends: "c"), package("c", depends: "a"), package("d"),
            package("base", required: true),
        ]
        #expect(names(["a"], all) == ["a", "b", "base", "c"])
    }

    @Test("the newest version counts, whichever suite has it")
    func newest() {
        let all = [package("a", "1.0-1+deb12u2"), package("a", "1.0-1+deb12u10"), package("a", "1.0-1~rc1")]
        #expect(PackageSelection(all).closure(of: ["a"], vendor: []).packages.map(\.version) == ["1.0-1+deb12u10"])
    }

    @Test("an alternative that is wanted anyway is taken, otherwise the first on offer")
    func alternatives() {
        let all = [package("app", depends: "exim | postfix"), package("exim"), package("postfix")]
        #expect(names(["app"], all) == ["app", "exim"])
        #expect(names(["app", "postfix"], all) == ["app", "postfix"])
        #expect(names(["app"], [package("app", depends: "gone | postfix"), package("postfix")]) == ["app", "postfix"])
    }

    @Test("a name that others stand for is satisfied by them")
    func provided() {
        let all = [
            package("app", depends: "mta"), package("exim", provides: "mta"),
            package("nullmail", provides: "mta (= 1)"),
        ]
        #expect(names(["app"], all) == ["app", "exim"])
        #expect(names(["app", "nullmail"], all) == ["app", "nullmail"])
    }

    @Test("a vendor package brings its needs and is not looked for")
    func vendor() {
        let result = PackageSelection([package("lib")]).closure(
            of: ["shop", "gone"], vendor: [package("shop", depends: "lib")])
        #expect(result.packages.map(\.name) == ["lib"])
        #expect(result.unavailable == ["gone"])
    }
}

@Suite("Versions are ordered as dpkg orders them")
struct DebianVersionTests {
    private static let samples = [
        "1.0", "1.0-1", "1.0-1+deb12u1", "1.0-1+deb12u10", "1.0-1+deb12u9", "1.0~rc1-1", "1.0~~", "1.0~", "1:0.5",
        "0:1.0",
        "1.0a", "1.0+b1", "1.0.0", "1.00", "2", "10", "1.0-0", "9999999999999999999999", "a", "1.0-a~b",
        "12.2.0-14",
    ]

    @Test("every pair of samples")
    func pairs() async throws {
        let runner = SubprocessRunner()
        let script = """
            for left in "$@"; do for right in "$@"; do
                if dpkg --compare-versions "$left" lt "$right" 2>&-; then echo less; else echo not; fi
            done; done
            """
        let result = try await runner.run(ProcessRequest("sh", ["-c", script, "sh"] + Self.samples))
        let expected = String(decoding: result.output, as: UTF8.self).split(separator: "\n").map { $0 == "less" }
        try #require(expected.count == Self.samples.count * Self.samples.count)
        var position = 0
        for left in Self.samples {
            for right in Self.samples {
                #expect((DebianVersion(left) < DebianVersion(right)) == expected[position], "\(left) < \(right)")
                position += 1
            }
        }
    }
}
