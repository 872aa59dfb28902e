import Assurance
import Contracts
import Estate
import Testing

@testable import Orchestration

@Suite struct HeldPathsTests {
    private func held(_ wanted: [String], _ entries: [(String, Int64)]) -> [String: PathHolding] {
        let held = HeldPaths(Set(wanted))
        for (path, bytes) in entries { held.add(ManifestEntry(path: path, type: "file", bytes: bytes)) }
        return held.all
    }

    @Test func `entries at and below a path count, names that only begin like it do not`() {
        let found = held(
            ["/srv/a", "/srv/a/b", "/etc/hosts"],
            [
                ("/srv/a/b/c", 1), ("/srv/a", 2), ("/srv/ab", 4), ("/etc/hosts", 8), ("/etc/hosts.allow", 16),
                ("/srv", 32),
            ])
        #expect(
            found == [
                "/srv/a": PathHolding(files: 2, bytes: 3), "/srv/a/b": PathHolding(files: 1, bytes: 1),
                "/etc/hosts": PathHolding(files: 1, bytes: 8),
            ])
    }

    @Test func `a folder is seen but is no file`() {
        let held = HeldPaths(["/srv"])
        held.add(ManifestEntry(path: "/srv", type: "dir", bytes: 4_096))
        #expect(held.all == ["/srv": PathHolding()])
    }

    @Test func `the root holds everything, and a slash at the end means nothing`() {
        #expect(held(["/"], [("/a", 1), ("/b/c", 2)])["/"]?.bytes == 3)
        #expect(held(["/b/", "/b"], [("/b/c", 2)]).mapValues(\.bytes) == ["/b/": 2, "/b": 2])
    }

    @Test func `sizes that do not fit stay at the largest number, negative ones count nothing`() {
        #expect(held(["/a"], [("/a/x", .max), ("/a/y", .max)])["/a"]?.bytes == .max)
        #expect(held(["/a"], [("/a/x", -5)])["/a"]?.bytes == 0)
    }

    /// Against the plain way, on every combination of some names up to three folders deep.
    @Test func `the tree finds what comparing every path finds`() {
        let names = ["", "a", "ab", "b", "é", "a b\n"]
        var paths: [String] = []
        for one in names {
            for two in names {
                for three in names {
                    let path = [one, two, three].filter { !$0.isEmpty }.map { "/\($0)" }.joined()
                    if !path.isEmpty { paths.append(path) }
                }
            }
        }
        let wanted = Array(Set(paths)).sorted().enumerated().filter { $0.offset % 7 == 0 }.map(\.element)
        let found = held(wanted, paths.map { ($0, 1) })
        for root in wanted {
            #expect(found[root]?.bytes ?? 0 == paths.count { PathScope.covers(root, $0) }, "\(root)")
        }
        #expect(wanted.count > 20)
    }
}
