internal import Estate

extension NamedBody {
    /// The body of step `name` of `recipe`; `nil` when the recipe does not have it.
    init?(_ recipe: Recipe?, _ name: String) {
        guard let recipe, let body = recipe.steps[name] else { return nil }
        self.init(name: "\(recipe.name)/\(name)", body: body)
    }
}

extension Step {
    /// A step that runs `body`, with the recipe's own estimate until something better is known.
    init(
        _ id: StepID, title: String, asset: AssetID, target: AssetID, body: NamedBody, parameters: [Parameter],
        secrets: [SecretReference] = [], why: String
    ) {
        self.init(
            id: id, title: title, asset: asset, target: target, place: body.body.place, body: body.name,
            parameters: parameters, secrets: secrets,
            estimate: Estimate(seconds: body.body.estimate, basis: "recipe"), timeout: body.body.timeout,
            attempts: body.body.attempts, why: why)
    }
}

extension StepID {
    init(_ action: String, _ asset: AssetID) {
        self.init("\(action)/\(asset.text)")
    }
}

/// Values joined by line ends; those that hold a line end themselves cannot be told apart and are left out.
func lines(_ values: some Sequence<String>) -> String {
    values.filter { !$0.utf8.contains(10) }.joined(separator: "\n")
}

/// The names of groundup's own environment variables that a script mentions.
func mentionedVariables(in script: String) -> Set<String> {
    var names: Set<String> = []
    var current: [UInt8] = []
    for byte in Array(script.utf8) + [0] {
        if (65...90).contains(byte) || (48...57).contains(byte) || byte == 95 {
            current.append(byte)
            continue
        }
        if current.starts(with: [71, 85, 95]) { names.insert(String(decoding: current, as: UTF8.self)) }
        current.removeAll(keepingCapacity: true)
    }
    return names
}
