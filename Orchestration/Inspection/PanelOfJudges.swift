package import Contracts
internal import DataHealth
internal import Formats

/// The programs outside that judge besides the own rules: those that are ready, and those that were asked for and are not.
package struct PanelOfJudges: Sendable {
    package struct Absent: Hashable, Sendable {
        package let name: String
        package let reason: String
    }

    package let judges: [any PreparedJudge]
    package let absent: [Absent]

    /// Nobody but the own rules.
    package init() { (judges, absent) = ([], []) }

    /// Makes ready who can be; never throws, because who is not there only judges nothing.
    package init(preparing asked: [any OutsideJudge]) async {
        var judges: [any PreparedJudge] = []
        var absent: [Absent] = []
        for judge in asked {
            do { judges.append(try await judge.prepare()) } catch {
                absent.append(Absent(name: judge.name, reason: error.message))
            }
        }
        (self.judges, self.absent) = (judges, absent)
    }

    /// The number under which verdicts of the own rules together with these judges are remembered.
    ///
    /// Other judges or other rules are another detector, so that a new rule judges the history again.
    package var detector: Int {
        guard !judges.isEmpty else { return ContentDetector.version }
        let parts = ["\(ContentDetector.name) \(ContentDetector.version)"] + judges.map(\.identity.digest).sorted()
        let digits = sha256(Array(parts.joined(separator: "\n").utf8)).prefix(15)
        // Beyond every version that the own rules alone will ever have.
        return (1 << 60) | (Int(digits, radix: 16) ?? 0)
    }

    /// What every judge says of the files of a tree, as evidence in the order of its files.
    func evidence(on tree: FileTree) async -> [[Evidence]] {
        let paths = tree.files.map { tree.fullPath(of: $0.path) }
        return await withTaskGroup(of: (Int, [Evidence]).self) { group in
            for (place, judge) in judges.enumerated() {
                group.addTask {
                    let opinions = await judge.opinions(on: paths)
                    return (place, opinions.map { $0.evidence(by: judge.identity.name) })
                }
            }
            var byJudge = [[Evidence]](repeating: [], count: judges.count)
            for await (place, evidence) in group { byJudge[place] = evidence }
            return paths.indices.map { file in byJudge.compactMap { $0.indices.contains(file) ? $0[file] : nil } }
        }
    }
}

extension PanelOfJudges {
    /// What makes their judgement worth less than it seems, in sentences.
    package var complaints: [String] {
        absent.map { "not judged by \($0.name): \($0.reason)" }
            + judges.flatMap { judge in judge.identity.warnings.map { "\(judge.identity.name): \($0)" } }
    }
}
