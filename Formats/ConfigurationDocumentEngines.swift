import Contracts

extension ConfigurationDocument {
    private static let engineKeys = [
        "name", "tools", "list", "point", "verify", "proof", "faults", "depth", "restore", "backup",
    ]
    private static let depths: [(word: String, depth: VerifyDepth)] = [
        ("structure", .structure), ("bytes", .bytes), ("decoded", .decoded),
    ]

    /// Backup tools that are driven by commands written here.
    static func engines(_ root: YAMLMapping) throws -> [CommandEngineEntry] {
        var names = UniqueNames("engine")
        return try root.list("engines").map { item in
            let entry = try item.mapping(engineKeys)
            var engine = CommandEngineEntry(
                name: try names.add(entry.required("name")),
                tools: try entry.list("tools").map { try $0.name(as: "a program") },
                list: try command(entry.required("list"), placeholders: ["repository", "host"]),
                point: try pointPattern(entry.required("point")))
            if let verify = entry["verify"] {
                engine.verify = try command(verify, placeholders: ["repository", "host", "id"])
                // A status alone proves nothing.
                engine.proof = try entry.required("proof").line()
            }
            engine.faults = try entry.list("faults").map { try $0.line() }
            engine.depth = try entry["depth"].map(depth) ?? .structure
            if let restore = entry["restore"] {
                engine.restore = try command(restore, placeholders: ["repository", "host", "id"])
            }
            if let backup = entry["backup"] {
                engine.backup = try command(backup, placeholders: ["repository", "host"])
            }
            return engine
        }
    }

    private static func command(_ value: YAMLValue, placeholders: [String]) throws -> [String] {
        let words = try value.list().map { item in
            let word = try item.line()
            for name in Placeholders.names(in: word) where !placeholders.contains(name) {
                throw item.failure(
                    "'{\(name.prefix(40))}' has no meaning here",
                    hint: "Write {\(placeholders.joined(separator: "}, {"))}.")
            }
            return word
        }
        guard let program = words.first, !program.hasPrefix("-"), Placeholders.names(in: program).isEmpty else {
            throw value.failure("\(value.name) names no program", hint: "Write a list: [program, argument, ...].")
        }
        return words
    }

    private static func pointPattern(_ value: YAMLValue) throws -> String {
        let text = try value.line()
        let names = Placeholders.names(in: text)
        let known = ["time", "id", "bytes", "ignore"]
        guard names.contains("time"), names.contains("id"), names.allSatisfy(known.contains) else {
            throw value.failure(
                "'\(text.prefix(60))' does not say where the time and the id of a restore point are",
                hint:
                    "Write text with {time} and {id}, and {bytes} or {ignore} where they are, such as \"{time} {bytes} {id}\"."
            )
        }
        return text
    }

    private static func depth(_ value: YAMLValue) throws -> VerifyDepth {
        let word = try value.reference(to: depths.map(\.word), what: "depth")
        return depths.first { $0.word == word }?.depth ?? .structure
    }

    static func engines(_ configuration: Configuration) -> String {
        let entries = configuration.engines.map { engine in
            let lists = [
                ("tools", engine.tools), ("list", engine.list), ("verify", engine.verify), ("faults", engine.faults),
                ("restore", engine.restore), ("backup", engine.backup),
            ]
            let written = lists.filter { !$0.1.isEmpty }.map { key, words in
                "\(key): [\(words.map(YAMLText.scalar).joined(separator: ", "))]"
            }
            let depth = depths.first { $0.depth == engine.depth }?.word
            let plain = YAMLText.flow([
                ("name", engine.name), ("point", engine.point), ("proof", engine.verify.isEmpty ? nil : engine.proof),
                ("depth", depth),
            ])
            return "\(plain.dropLast()), \(written.joined(separator: ", "))}"
        }
        return YAMLText.section(
            "engines",
            about: "Backup tools that groundup does not know, as commands (Adapters/Engines/CommandTemplate).",
            entries: entries,
            example: "{name: dumps, tools: [find, tail, cat], point: \"{time} {bytes} {id}\", "
                + "list: [find, \"{repository}\", -name, \"*.sql\", -printf, \"%T@ %s %f\\\\n\"], "
                + "verify: [tail, -n, \"1\", \"{repository}/{id}\"], proof: \"-- Dump completed on\", "
                + "restore: [cat, \"{repository}/{id}\"]}")
    }
}
