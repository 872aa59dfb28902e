internal import Contracts

/// Every program that engines and targets start has to be there.
struct ToolsCheck: PreflightCheck {
    static let name = "tools"

    func findings(in scope: PreflightScope) async -> [PreflightFinding] {
        var findings: [PreflightFinding] = []
        for name in names(scope).sorted() {
            switch await scope.workplace.inspector.tool(name) {
            case .present(let version): findings.append(passed(name, version))
            case .missing:
                findings.append(failed(name, "the controller has no such program", hint: "Install it."))
            case .silent(let why):
                findings.append(notChecked(name, "it is there, but its version is not known: \(why)"))
            }
        }
        return findings
    }

    private func names(_ scope: PreflightScope) -> Set<String> {
        let engines = Set(scope.repositories.map(\.engine))
        let targets = Set(scope.targets.map(\.kind))
        return Set(scope.workplace.engines.filter { engines.contains($0.name) }.flatMap(\.tools))
            .union(scope.workplace.targets.filter { targets.contains($0.kind) }.flatMap(\.tools))
            .union(["ssh", "ssh-keygen"])
    }
}
