package import Contracts
internal import PlanForms
package import RecoveryPlan

/// Writes the steps of a plan as a flowchart of Mermaid, which many wikis and code hosts draw.
///
/// Mermaid draws up to 500 arrows and 50,000 characters unless told otherwise; a file beyond that says what to tell it.
package struct MermaidEmitter: Emitter {
    package let format = "mermaid"

    package init() {}

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        let drawn = try DrawnPlan(plan)
        var lines: [String] = []
        for (number, group) in drawn.groups.enumerated() {
            lines.append("  subgraph g\(number)[\"\(label(group.name))\"]")
            lines += group.items.map { item in
                "    s\(item.number)[\"\(label(item.step.id.text)), \(PeopleText.duration(item.finish - item.start))\"]"
            }
            lines.append("  end")
        }
        var arrows = 0
        for item in drawn.items {
            for need in item.needs {
                let isCritical = item.isCritical && drawn.items[need].isCritical
                lines.append("  s\(need) \(isCritical ? "==>" : "-->") s\(item.number)")
                arrows += 1
            }
        }
        let critical = drawn.items.filter(\.isCritical).map { "s\($0.number)" }
        if !critical.isEmpty {
            lines.append("  classDef critical stroke-width:3px")
            lines.append("  class \(critical.joined(separator: ",")) critical")
        }
        let comment = "%% The restoration of \(ShellText.harmless(plan.estate)), plan \(ShellText.harmless(digest))."
        let head = [comment] + limits(arrows, lines) + ["flowchart LR"]
        return [
            EmittedFile(name: "restore.mmd", contents: (head + lines).joined(separator: "\n") + "\n")
        ]
    }

    /// Mermaid takes these two settings from its surroundings only, so the file can but tell them.
    private func limits(_ arrows: Int, _ lines: [String]) -> [String] {
        let size = lines.reduce(400) { $0 + $1.utf8.count + 1 }
        guard arrows > 500 || size > 50_000 else { return [] }
        return ["%% Too large for Mermaid as it comes: set maxEdges to \(arrows) and maxTextSize to \(size)"]
    }

    /// Anything but plain words is written as a character's number, which Mermaid reads as that character.
    private func label(_ text: String) -> String {
        var result = ""
        for scalar in ShellText.oneLine(text).unicodeScalars {
            let isPlain =
                scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            let isSign = " .,:/_-".unicodeScalars.contains(scalar)
            if isPlain || isSign { result.unicodeScalars.append(scalar) } else { result += "#\(scalar.value);" }
        }
        return result.isEmpty ? " " : result
    }
}
