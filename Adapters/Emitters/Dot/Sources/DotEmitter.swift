package import Contracts
internal import PlanForms
package import RecoveryPlan

/// Writes the steps of a plan in Graphviz's language: a box for each step, in a frame for each host, an arrow for each need.
package struct DotEmitter: Emitter {
    package let format = "dot"

    package init() {}

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        let drawn = try DrawnPlan(plan)
        let frames = drawn.groups.enumerated().map { number, group in
            "  subgraph cluster\(number) {\n    label=\(quoted(group.name)); color=\"#9fb3c8\";\n"
                + group.items.map(node).joined() + "  }\n"
        }
        let arrows = drawn.items.flatMap { item in
            item.needs.map { need in
                let isCritical = item.isCritical && drawn.items[need].isCritical
                return "  s\(need) -> s\(item.number)\(isCritical ? " [penwidth=2.5]" : "");\n"
            }
        }
        let text =
            """
            // The restoration of \(ShellText.harmless(plan.estate)), plan \(ShellText.harmless(digest)).
            digraph restoration {
              rankdir=LR; label=\(quoted("Restoration of \(plan.estate), plan \(digest.prefix(12))")); labelloc=t; fontname="sans-serif";
              node [shape=box, style="rounded,filled", fillcolor="#ffffff", color="#5b6b7a", fontname="sans-serif"];
              edge [color="#5b6b7a"];

            """ + frames.joined() + arrows.joined() + "}\n"
        return [EmittedFile(name: "restore.dot", contents: text)]
    }

    /// Steps that decide how long it all takes have a thick, dark border.
    private func node(_ item: DrawnPlan.Item) -> String {
        let label = "\(item.step.id.text)\n\(PeopleText.duration(item.finish - item.start))"
        let critical = item.isCritical ? ", penwidth=2.5, color=\"#1b2733\"" : ""
        return "    s\(item.number) [label=\(quoted(label))\(critical)];\n"
    }

    /// Graphviz reads backslashes and, in labels, character references of HTML.
    private func quoted(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            ShellText.oneLine(String(line)).map { character in
                switch character {
                case "\"": "\\\""
                case "\\": "\\\\"
                case "&": "&amp;"
                default: String(character)
                }
            }.joined()
        }
        return "\"\(lines.joined(separator: "\\n"))\""
    }
}
