import Estate

/// An application names something that was not discovered.
package enum UnknownEntry: Rule {
    package static let id = "unknown-entry"
    package static let severity = Severity.critical
    package static let why =
        "What an application needs is found from its entries; without them nothing of it is checked."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let entries = assessed.input.applications.flatMap { application in
            application.entries.map { (application: application.name, entry: $0) }
        }
        let findings = entries.filter { assessed.estate.asset($0.entry) == nil }.map { item in
            let host = item.entry.text.prefix { $0 != "/" && $0 != ":" }
            let there = assessed.estate.services.filter { $0.host == AssetID(String(host)) }.map(\.id.text)
            return Finding(
                Self.self, subject: item.entry.text, applications: [item.application],
                message: "Application \(item.application) names \(item.entry.text), which was not discovered.",
                remedy: there.isEmpty
                    ? "Discover \(host) again and see its blind spots, or correct the entry."
                    : "Found on \(host): \(there.joined(separator: ", ")).")
        }
        return RuleResult(checked: entries.count, findings: findings)
    }
}
