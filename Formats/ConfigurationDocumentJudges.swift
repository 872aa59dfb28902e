import Contracts
import DataHealth

extension ConfigurationDocument {
    private static let weights: [(word: String, weight: EvidenceWeight)] = [("bad", .bad), ("suspicious", .suspicious)]

    /// Programs outside that judge contents.
    static func judges(_ root: YAMLMapping) throws -> JudgesEntry {
        guard let entry = try root["judges"]?.mapping(["yara", "clamav"]) else { return JudgesEntry() }
        return JudgesEntry(yara: try entry["yara"].map(yara), clamAV: try entry["clamav"].map(clamAV))
    }

    private static func yara(_ value: YAMLValue) throws -> JudgesEntry.Yara {
        let entry = try value.mapping(["rules", "weight"])
        let rules = try entry.required("rules")
        let files = try rules.list().map { try $0.filePath() }
        // More could not be told apart, and are no list that a person wrote.
        guard !files.isEmpty, files.count <= 1_000 else {
            throw rules.failure("\(files.count) rule files", hint: "Name 1 to 1000 files with YARA rules.")
        }
        let weight = try entry["weight"]?.reference(to: weights.map(\.word), what: "weight")
        return JudgesEntry.Yara(rules: files, weight: weights.first { $0.word == weight }?.weight ?? .bad)
    }

    private static func clamAV(_ value: YAMLValue) throws -> JudgesEntry.ClamAV {
        let entry = try value.mapping(["database", "max-age"])
        var clamAV = JudgesEntry.ClamAV(database: try entry.required("database").filePath())
        if let age = try entry["max-age"]?.duration() { clamAV.maximalAge = age }
        return clamAV
    }

    static func judges(_ configuration: Configuration) -> String {
        let about = "# Programs outside that judge contents besides the own rules, where they are installed.\n"
        let judges = configuration.judges
        guard judges != JudgesEntry() else {
            return about + "# judges:\n#   yara: {rules: [rules/ransom.yar]}\n"
                + "#   clamav: {database: /var/lib/clamav, max-age: 7d}\n"
        }
        let yara = judges.yara.map { entry in
            let files = entry.rules.map(YAMLText.scalar).joined(separator: ", ")
            let weight = weights.first { $0.weight == entry.weight }?.word ?? "bad"
            return "  yara: {rules: [\(files)], weight: \(weight)}\n"
        }
        let clamAV = judges.clamAV.map { entry in
            "  clamav: {database: \(YAMLText.scalar(entry.database)), max-age: \(DurationText.text(entry.maximalAge))}\n"
        }
        return about + "judges:\n" + (yara ?? "") + (clamAV ?? "")
    }
}
