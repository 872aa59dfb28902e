import Contracts
package import Estate

/// A recipe, version 1: declarative knowledge of one technology, as it stands in `Recipes/*.yaml`.
package enum RecipeDocument {
    private static let keys = [
        "recipe", "title", "recognise", "listens", "references", "datasets", "bootstrap", "keeps-name", "steps",
    ]

    /// Reads the recipe in `text`; `file` is the name that errors carry.
    package static func recipe(from text: String, file: String) throws -> Recipe {
        let root = try StrictYAML.document(text, file: file, limits: .recipe).mapping(keys)
        return Recipe(
            name: try root.required("recipe").name(as: "a recipe"), title: try root.required("title").line(),
            recognition: try recognition(root["recognise"]), listens: try root.list("listens").map(port),
            references: try root.list("references").map(reference), datasets: try root.list("datasets").map(dataset),
            bootstrap: try root["bootstrap"].map(bootstrap), keepsName: try root["keeps-name"]?.flag() ?? false,
            steps: try steps(root["steps"]))
    }

    private static func recognition(_ value: YAMLValue?) throws -> Recognition {
        guard let entry = try value?.mapping(["units"]) else { return Recognition() }
        return Recognition(units: try entry.list("units").map { try $0.line() })
    }

    private static func port(_ value: YAMLValue) throws -> WellKnownPort {
        let entry = try value.mapping(["port", "protocol", "kind"])
        return WellKnownPort(
            port: try entry.required("port").integer(in: 1...65_535),
            applicationProtocol: try entry.required("protocol").name(as: "a protocol"),
            kind: try entry["kind"]?.choice(DependencyKind.self) ?? .calls)
    }

    private static func reference(_ value: YAMLValue) throws -> ConfigurationReference {
        let entry = try value.mapping(["files", "keyword", "kind", "phase", "strength", "protocol", "port"])
        return ConfigurationReference(
            files: try entry.required("files").list().map { try $0.absolutePath() },
            keyword: try entry.required("keyword").line(),
            kind: try entry.required("kind").choice(DependencyKind.self),
            phase: try entry["phase"]?.choice(DependencyPhase.self) ?? .run,
            strength: try entry["strength"]?.choice(DependencyStrength.self) ?? .hard,
            applicationProtocol: try entry.required("protocol").name(as: "a protocol"),
            port: try entry.required("port").integer(in: 1...65_535))
    }

    private static func dataset(_ value: YAMLValue) throws -> DatasetPattern {
        let entry = try value.mapping(["path", "dump"])
        return DatasetPattern(
            path: try entry.required("path").absolutePath(), dumpPath: try entry["dump"]?.absolutePath())
    }

    private static func bootstrap(_ value: YAMLValue) throws -> Bootstrap {
        let entry = try value.mapping(["name", "cost", "explanation"])
        return Bootstrap(
            name: try entry.required("name").name(as: "a bootstrap"),
            cost: try entry.required("cost").integer(in: 0...1_000_000),
            explanation: try entry.required("explanation").line())
    }

    private static func steps(_ value: YAMLValue?) throws -> [String: StepBody] {
        guard let entries = try value?.anyMapping() else { return [:] }
        var steps: [String: StepBody] = [:]
        for name in entries.keys {
            steps[name] = try entries.required(name).stepBody()
        }
        return steps
    }
}

extension YAMLValue {
    fileprivate func absolutePath() throws -> String {
        let path = try line()
        guard path.hasPrefix("/") else {
            throw failure("'\(path.prefix(60))' is no absolute path", hint: "Start it with /.")
        }
        return path
    }

    fileprivate func stepBody() throws -> StepBody {
        let entry = try mapping(["where", "timeout", "attempts", "estimate", "script"])
        return StepBody(
            place: try entry.required("where").choice(StepPlaceName.self).place,
            timeout: try entry.required("timeout").seconds(in: 1...86_400),
            attempts: try entry["attempts"]?.integer(in: 1...20) ?? 1,
            estimate: try entry["estimate"]?.seconds(in: 0...86_400) ?? 5,
            script: try entry.required("script").text())
    }

    /// A whole number of seconds, or a duration such as `10m`.
    private func seconds(in range: ClosedRange<Int>) throws -> Int {
        guard let written = try? text(), Int(written) == nil else { return try integer(in: range) }
        let seconds = try duration()
        guard range.contains(Int(seconds)) else {
            throw failure("\(name) is \(seconds) seconds", hint: "It has to be at most \(range.upperBound).")
        }
        return Int(seconds)
    }
}

/// `where` of a step, as it is written.
private enum StepPlaceName: String, CaseIterable {
    case controller
    case target

    var place: StepPlace { self == .controller ? .controller : .target }
}
