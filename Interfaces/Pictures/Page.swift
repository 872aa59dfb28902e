/// A self-contained HTML page: no scripts, nothing loaded from elsewhere, readable in print and in the dark.
package struct Page: Sendable {
    private let title: String
    private var sections: [String] = []

    package init(title: String) {
        self.title = title
    }

    package mutating func heading(_ text: String) { sections.append("<h2>\(escapeMarkup(text))</h2>") }

    package mutating func paragraph(_ text: String) { sections.append("<p>\(escapeMarkup(text))</p>") }

    /// A verdict with an icon and a word, so that colour is never the only sign.
    package mutating func verdict(_ isGood: Bool, _ text: String) {
        let kind = isGood ? "good" : "bad"
        sections.append("<p class=\"verdict \(kind)\">\(isGood ? "✔" : "✘") \(escapeMarkup(text))</p>")
    }

    package mutating func table(_ header: [String], _ rows: [[String]]) {
        let head = header.map { "<th scope=\"col\">\(escapeMarkup($0))</th>" }.joined()
        let body = rows.map { row in
            "<tr>" + row.map { "<td>\(escapeMarkup($0))</td>" }.joined() + "</tr>"
        }
        sections.append(
            "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead><tbody>\n\(body.joined(separator: "\n"))\n</tbody></table></div>"
        )
    }

    /// What stands in one place of a table.
    package enum Cell: Sendable {
        case text(String)
        /// A word with an icon, so that colour is never the only sign.
        case state(State, String)
        /// - Parameter svg: a picture of ours; it is embedded as it is.
        case picture(svg: String)
    }

    package enum State: String, Sendable {
        case good
        case doubtful
        case bad
        case unknown

        fileprivate var icon: String {
            switch self {
            case .good: "✔"
            case .doubtful: "▲"
            case .bad: "✘"
            case .unknown: "?"
            }
        }
    }

    package mutating func table(_ header: [String], cells rows: [[Cell]]) {
        let head = header.map { "<th scope=\"col\">\(escapeMarkup($0))</th>" }.joined()
        let body = rows.map { row in "<tr>\(row.map(Self.markup).joined())</tr>" }
        sections.append(
            "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead><tbody>\n\(body.joined(separator: "\n"))\n</tbody></table></div>"
        )
    }

    private static func markup(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): "<td>\(escapeMarkup(text))</td>"
        case .state(let state, let word):
            "<td class=\"state \(state.rawValue)\">\(state.icon) \(escapeMarkup(word))</td>"
        case .picture(let svg): "<td>\(svg)</td>"
        }
    }

    /// - Parameter svg: a picture of ours; it is embedded as it is.
    package mutating func picture(_ svg: String, caption: String) {
        sections.append("<figure class=\"scroll\">\(svg)<figcaption>\(escapeMarkup(caption))</figcaption></figure>")
    }

    package var html: String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escapeMarkup(title))</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1180px; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; font-size: 14px; } th, td { text-align: left; padding: .25rem .75rem; }
        td { border-top: 1px solid #8884; vertical-align: top; } .scroll { overflow-x: auto; }
        figure { margin: 1rem 0; background: #fff; padding: .5rem; border: 1px solid #8884; }
        figcaption { font-size: 13px; color: #555; } .verdict { font-weight: 600; font-size: 1.1rem; }
        .good { color: #1c7a3e; } .bad { color: #b3261e; } .doubtful { color: #8a5a00; } .unknown { color: #5b6b7a; }
        .state { font-weight: 600; white-space: nowrap; } .spark { color: #2f6fb2; vertical-align: middle; }
        @media (prefers-color-scheme: dark) {
          .good { color: #6fd08c; } .bad { color: #ff8a80; } .doubtful { color: #e8b04a; } .unknown { color: #a9b6c2; }
          .spark { color: #8ab8ea; }
        }
        @media print { .scroll { overflow: visible; } }
        </style></head><body>
        <main><h1>\(escapeMarkup(title))</h1>
        \(sections.joined(separator: "\n"))
        </main></body></html>

        """
    }
}
