internal import BackupPlan
internal import Estate
internal import Formats

/// How hosts back themselves up beside the plan, as text and as data.
struct BackupDifferenceView {
    private let difference: BackupDifference

    init(_ difference: BackupDifference) {
        self.difference = difference
    }

    var text: String {
        var table = TextTable("HOST", "REPOSITORY", "STATE", "DEFINED IN", "DETAILS")
        for item in difference.items {
            table.add(
                item.host.text, item.repository, item.kind.rawValue, item.definedIn.joined(separator: " "),
                item.details.joined(separator: "; "))
        }
        let unnamed = difference.unnamed.map { printable("named by no job: \($0.text)") + "\n" }
        let unread = difference.unread.map { printable("not read: \($0.subject): \($0.reason)") + "\n" }
        let end = difference.isSame && difference.unread.isEmpty ? "The hosts do what the plan says.\n" : ""
        return table.text + (unnamed + unread).joined() + end
    }

    var json: JSONValue {
        .record([
            "format": .string("groundup-backup-difference"), "version": .integer(1),
            "items": .array(
                difference.items.map { item in
                    .record([
                        "state": .string(item.kind.rawValue), "host": .string(item.host.text),
                        "repository": .string(item.repository), "definedIn": .strings(item.definedIn),
                        "details": .strings(item.details),
                    ])
                }),
            "unnamed": .strings(difference.unnamed.map(\.text)),
            "unread": .array(
                difference.unread.map { .record(["host": .string($0.subject), "reason": .string($0.reason)]) }),
        ])
    }
}
