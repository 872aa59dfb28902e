internal import Assurance
internal import Estate

/// What may lose least comes first; what belongs together comes back to back.
enum JobOrder {
    static func ordered(_ drafts: [JobKey: JobDraft], in input: BackupPlanInput) -> [(key: JobKey, draft: JobDraft)] {
        let limits = drafts.mapValues { $0.subjects.compactMap(\.limit).min() ?? .max }
        // A group goes by its strictest member.
        let groups = Dictionary(grouping: drafts.keys) { drafts[$0]?.group ?? "/\($0.host.text)/\($0.repository)" }
        let strictest = groups.mapValues { keys in keys.compactMap { limits[$0] }.min() ?? .max }
        return groups.keys.sorted { (strictest[$0] ?? .max, $0) < (strictest[$1] ?? .max, $1) }.flatMap { name in
            // Databases first: what refers to their rows, such as uploads, is then at least as new.
            (groups[name] ?? []).sorted { rank($0, drafts) < rank($1, drafts) }
        }.compactMap { key in drafts[key].map { (key, $0) } }
    }

    private static func rank(_ key: JobKey, _ drafts: [JobKey: JobDraft]) -> (Int, JobKey) {
        guard let draft = drafts[key] else { return (2, key) }
        let isDatabase = draft.method != .files || !draft.dumps.isEmpty
        return (isDatabase ? 0 : 1, key)
    }
}
