package import Estate

extension DependencyGraph {
    /// How sure we are of a dependency, in percent, computed from its evidence and never stored by an importer.
    ///
    /// Independent kinds of observation add up (each removes part of the remaining doubt); repeating the same kind
    /// does not. A dependency that a person rejected last has none.
    package static func confidence(of dependency: Dependency) -> Int {
        if case .rejected = Confirmation(dependency) { return 0 }
        var doubt = 1_000_000
        for source in Set(dependency.evidence.map(\.source)).sorted() where source != "rejected" {
            doubt = doubt * (100 - weight(ofSource: source)) / 100
        }
        return 100 - (doubt + 9_999) / 10_000
    }

    /// How much one kind of observation is worth on its own, in percent.
    private static func weight(ofSource source: String) -> Int {
        switch source {
        // What the kernel or the service manager says is a fact of the moment; it may still be an exception.
        case "socket": 85
        case "unit", "open-file", "resolver": 95
        // Configuration is an intention: the service may never have used it.
        case "configuration", "backup-job": 75
        case "recipe": 60
        case "declared": 70
        case "confirmed": 99
        default: 50
        }
    }
}
