internal import Assurance
internal import Estate

/// Jobs that hold data of the same application belong together: restored from different moments, they contradict each
/// other.
enum ConsistencyGroups {
    /// Every job with the name of its group: that of its first application.
    static func assigned(_ drafts: [JobKey: JobDraft]) -> [JobKey: JobDraft] {
        var root: [String: String] = [:]
        func find(_ name: String) -> String {
            var name = name
            while let next = root[name], next != name { name = next }
            return name
        }
        // Applications that share a job share its moment, so their groups are one.
        for draft in drafts.values {
            let names = draft.dataApplications
            for (one, other) in zip(names, names.dropFirst()) {
                let (left, right) = (find(one), find(other))
                root[max(left, right)] = min(left, right)
            }
        }
        let members = Dictionary(grouping: drafts.keys) { key in drafts[key]?.dataApplications.first.map(find) ?? "" }
            .mapValues { Set($0.map(\.host)).count }
        return drafts.reduce(into: [:]) { result, entry in
            var draft = entry.value
            let name = draft.dataApplications.first.map(find)
            // What one host holds is one restore point; nothing has to be kept together.
            draft.group = name.flatMap { (members[$0] ?? 0) > 1 ? $0 : nil }
            result[entry.key] = draft
        }
    }
}
