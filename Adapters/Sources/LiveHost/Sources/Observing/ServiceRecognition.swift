internal import Estate

/// A service of the host with the unit that runs it.
struct RecognisedService {
    let id: AssetID
    let recipe: Recipe?
    let unit: Unit
}

/// Tells which units are services: those that recipes know, and every other that is not the operating system's own.
struct ServiceRecognition {
    static let fallback = "generic-service"

    private let facts: HostFacts
    private let recipes: [Recipe]
    private let host: AssetID

    init(facts: HostFacts, recipes: [Recipe], host: AssetID) {
        self.facts = facts
        self.recipes = recipes.filter { $0.name != Self.fallback }.sorted { $0.name < $1.name }
        self.host = host
    }

    /// Sorted by id.
    func services() -> [RecognisedService] {
        let wrappers = wrappers
        var byName: [String: [(Unit, Recipe?)]] = [:]
        for unit in facts.units where unit.isUsable && !isTemplate(unit) && !wrappers.contains(unit.id) {
            if let recipe = recipe(for: unit) {
                byName[recipe.name, default: []].append((unit, recipe))
            } else if isService(unit) {
                byName[base(unit.id), default: []].append((unit, nil))
            }
        }
        return byName.sorted { $0.key < $1.key }.flatMap { name, members in
            members.map { unit, recipe in
                // Several instances of one technology are told apart by their units.
                let own = members.count == 1 ? name : base(unit.id)
                return RecognisedService(id: AssetID.service(own, on: host), recipe: recipe, unit: unit)
            }
        }
        .sorted { $0.id < $1.id }
    }

    /// A unit that only starts its instances, as `postgresql.service` does.
    private var wrappers: Set<String> {
        let instances = facts.units.compactMap { unit in
            unit.id.firstIndex(of: "@").map { String(unit.id[..<$0]) + ".service" }
        }
        let idle = facts.units.filter { $0.mainProcess == 0 && $0.type == "oneshot" }.map(\.id)
        return Set(instances).intersection(idle)
    }

    private func isTemplate(_ unit: Unit) -> Bool { unit.id.hasSuffix("@.service") }

    private func recipe(for unit: Unit) -> Recipe? {
        guard unit.isActive || unit.activeState == "failed" || unit.isEnabled else { return nil }
        let names = Set(unit.names + [unit.id])
        return recipes.first { recipe in
            let isNamed = recipe.recognition.units.contains { pattern in names.contains { matches($0, pattern) } }
            guard isNamed, OperatingSystemUnits.contains(unit.id) else { return isNamed }
            return recipe.datasets.contains { facts.storage.matches($0.path).isEmpty == false }
        }
    }

    /// A lasting process that is not the operating system's; one that should run but failed counts too.
    private func isService(_ unit: Unit) -> Bool {
        guard unit.type != "oneshot", !OperatingSystemUnits.contains(unit.id) else { return false }
        guard !unit.triggeredBy.contains(where: { $0.hasSuffix(".timer") }) else { return false }
        if unit.isActive && unit.subState == "running" { return true }
        return unit.isEnabled && ["failed", "activating"].contains(unit.activeState)
    }

    private func base(_ unit: String) -> String {
        unit.hasSuffix(".service") ? String(unit.dropLast(".service".count)) : unit
    }
}

/// Whether `text` has the form of `pattern`, where `*` stands for any text.
func matches(_ text: String, _ pattern: String) -> Bool {
    var rest = Substring(text)
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard pieces.count > 1, let first = pieces.first, let last = pieces.last else { return text == pattern }
    guard rest.hasPrefix(first) else { return false }
    rest = rest.dropFirst(first.count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
        guard let found = rest.firstRange(of: piece) else { return false }
        rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(last)
}

extension StorageFacts {
    /// The folders and files of the form of `pattern`, sorted; a `*` stays within one part of the path.
    func matches(_ pattern: String) -> [String] {
        guard pattern.contains("*") else { return exists(pattern) ? [pattern] : [] }
        let wanted = pattern.split(separator: "/")
        return folders.union(sizes.keys).filter { path in
            let parts = path.split(separator: "/")
            return parts.count == wanted.count
                && zip(parts, wanted).allSatisfy { LiveHost.matches(String($0), String($1)) }
        }
        .sorted()
    }
}
