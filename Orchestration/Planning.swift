package import Assurance
package import Contracts
package import Estate
package import RecoveryPlan

/// What to plan: which estate, what of it, after which loss.
package struct PlanningRequest: Sendable {
    package var wishes = PlanWishes()
    package var estate: Estate
    /// SHA-256 of the estate document.
    package var estateDigest: String
    /// What the assessment of `estate` said of every dataset and of every host's configuration.
    package var coverage: CoverageReport
    /// How long steps took in earlier runs.
    package var measurements: [StepID: Measurement]
    package var capacities: PlannedCapacities
    /// The recovery deadlocks that the loss of these hosts closes.
    package var deadlocks: @Sendable (Set<AssetID>) -> [Deadlock]
    /// Names of packages that the depot holds.
    package var depotPackages: Set<String>
    /// Datasets that are put together from several restore points.
    package var composites: [AssetID: ChosenComposite] = [:]
    /// What people have to know of the choices that were made for it.
    package var remarks: [BlindSpot] = []

    package init(estate: Estate, estateDigest: String, coverage: CoverageReport) {
        self.estate = estate
        self.estateDigest = estateDigest
        self.coverage = coverage
        measurements = [:]
        deadlocks = { _ in [] }
        capacities = PlannedCapacities()
        depotPackages = []
    }
}

/// Plans a restoration from what is known, without touching anything.
package struct Planning: Sendable {
    private let configuration: Configuration
    private let recipes: [String: Recipe]
    private let engines: [any Engine]
    private let targets: [any Target]
    private let depot: String

    /// - Parameter depot: the folder of verified media on the controller.
    package init(
        configuration: Configuration, recipes: [String: Recipe], engines: [any Engine], targets: [any Target],
        depot: String
    ) {
        self.configuration = configuration
        self.recipes = recipes
        self.engines = engines
        self.targets = targets
        self.depot = depot
    }

    package init(_ workplace: Workplace) {
        self.init(
            configuration: workplace.configuration, recipes: workplace.recipes, engines: workplace.engines,
            targets: workplace.targets, depot: workplace.media.path)
    }

    /// The plan for `request`; the same request gives the same plan.
    ///
    /// - Throws: `GroundupError` with code `planRefused` when a run of the plan would stop half-way.
    package func plan(_ request: PlanningRequest) throws -> Plan {
        let input = try input(for: request)
        do throws(PlanRefusal) {
            return try Planner().plan(input)
        } catch {
            throw Self.refused(error)
        }
    }

    /// The same reason for many subjects is told once.
    private static func refused(_ refusal: PlanRefusal) -> GroundupError {
        let groups = Dictionary(grouping: refusal.reasons) { "\($0.explanation)\n    \($0.hint)" }
        let told = groups.map { text, reasons in
            let names = reasons.map(\.subject)
            let more = names.count > 8 ? " and \(names.count - 8) more" : ""
            return "\(names.prefix(8).joined(separator: ", "))\(more): \(text)"
        }
        let more = told.count > 20 ? ["and \(told.count - 20) more reasons"] : []
        return GroundupError(
            .planRefused,
            "The plan is refused, because a run of it would stop half-way:\n  "
                + (told.sorted().prefix(20) + more).joined(separator: "\n  "),
            hint: "Nothing was planned; settle these first.")
    }

    /// Everything that the planner needs, as plain values.
    package func input(for request: PlanningRequest) throws -> PlanningInput {
        let names = HostNames(request.estate)
        let map = RepositoryMap(estate: request.estate, repositories: request.coverage.repositories)
        var input = PlanningInput(
            estate: request.estate, estateDigest: request.estateDigest, asOf: newestFact(request), recipes: recipes)
        input.depot = depot
        input.scope = try request.wishes.scope.map { try scopeEntry($0, request.estate) }
        input.survivors = try survivors(request, names, map)
        input.incident = request.wishes.incident
        input.policies = configuration.incidents.mapValues(\.measures)
        input.exclusions = Set(try request.wishes.exclusions.map { try known(AssetID($0), request.estate) })
        input.holds = try request.wishes.holds.map {
            RequestedHold(asset: try known($0.asset, request.estate), because: $0.because)
        }
        for mapping in request.wishes.mappings {
            guard input.mappings.updateValue(mapping, forKey: try known(mapping.host, request.estate)) == nil else {
                throw GroundupError(.usage, "Host \(mapping.host) is mapped twice.", hint: "Map each host once.")
            }
        }
        input.mediaPackages = request.depotPackages.union(configuration.media.compactMap(\.packageName))
        input.sources = try RestoreSources(
            configuration, engines, request.coverage, map, composites: request.composites,
            moment: request.wishes.moment
        ).all
        input.remarks = request.remarks
        try addTargets(to: &input, target: request.wishes.target)
        input.applications = configuration.applications.map { application(from: $0, names) }
        addDeadlocks(request, to: &input)
        input.measurements = request.measurements
        input.capacities = request.capacities
        return input
    }

    /// The moment of the newest thing that the plan rests on; so the same facts give the same plan at any time.
    private func newestFact(_ request: PlanningRequest) -> Instant {
        let points = request.coverage.repositories.flatMap {
            $0.points.suffix(1).map(\.takenAt) + $0.points.compactMap(\.window?.latest)
        }
        return points.reduce(request.estate.observedAt, max)
    }

    private func scopeEntry(_ name: String, _ estate: Estate) throws -> ScopeEntry {
        if let application = configuration.applications.first(where: { $0.name == name }) {
            return ScopeEntry(name: name, entries: application.entries)
        }
        guard estate.asset(AssetID(name)) != nil else {
            throw GroundupError(
                .usage, "There is no application and no asset '\(name)'.",
                hint: "Applications: \(configuration.applications.map(\.name).sorted().joined(separator: ", ")).")
        }
        return ScopeEntry(name: name, entries: [AssetID(name)])
    }

    private func survivors(
        _ request: PlanningRequest, _ names: HostNames, _ map: RepositoryMap
    ) throws -> Set<AssetID> {
        if IncidentPolicy(request.wishes.incident.kind).restoresInPlace { return Set(request.estate.hosts.map(\.id)) }
        guard !request.wishes.lost.isEmpty else {
            return Set(map.repositories.filter(\.isConfigured).compactMap(\.host))
        }
        let lost = try request.wishes.lost.map { name in
            guard let host = names.host(name) else {
                throw GroundupError(
                    .usage, "There is no host '\(name)' in the estate.",
                    hint: "Hosts: \(request.estate.hosts.map(\.id.text).joined(separator: ", ")).")
            }
            return host
        }
        return Set(request.estate.hosts.map(\.id)).subtracting(lost)
    }

    private func known(_ id: AssetID, _ estate: Estate) throws -> AssetID {
        guard estate.asset(id) == nil else { return id }
        throw GroundupError(
            .usage, "There is no asset '\(id)' in the estate.", hint: "'groundup graph' lists the assets.")
    }

    private func addDeadlocks(_ request: PlanningRequest, to input: inout PlanningInput) {
        let lost = Set(request.estate.hosts.map(\.id)).subtracting(input.survivors)
        for deadlock in request.deadlocks(lost) {
            guard deadlock.isCertain else {
                input.suspicions.append(BlindSpot(subject: deadlock.subject, reason: deadlock.words))
                continue
            }
            let reason = PlanRefusal.Reason(
                subject: deadlock.subject, explanation: "Recovery deadlock: \(deadlock.words)", hint: deadlock.remedy)
            input.deadlocks.append(PlannedDeadlock(hosts: Set(deadlock.hosts), reason: reason))
        }
    }

    /// Where each lost host is rebuilt, as the host that it is to be.
    private func addTargets(to input: inout PlanningInput, target wanted: String?) throws {
        let entries = Dictionary(configuration.hosts.map { ($0.name, $0) }) { first, _ in first }
        if let wanted, !configuration.targets.contains(where: { $0.name == wanted }), wanted != "ssh" {
            throw GroundupError(
                .usage, "There is no target '\(wanted)'.",
                hint: "Targets: \((configuration.targets.map(\.name) + ["ssh"]).joined(separator: ", ")).")
        }
        for host in input.estate.hosts.map(\.id) where !input.survivors.contains(host) {
            guard let profile = input.rebuiltProfile(of: host) else { continue }
            let settings = settings(wanted ?? (entries[host.text] ?? entries[profile.fullName])?.target)
            guard let target = targets.first(where: { $0.kind == settings.kind }) else {
                throw GroundupError(
                    .configuration, "Host \(host) names the target \(settings.name), of which nothing is known.",
                    hint: "Targets can be of kind \(targets.map(\.kind).sorted().joined(separator: ", ")).")
            }
            if settings.isIsolated { input.isolated.insert(host) }
            var steps = try target.steps(for: host, profile: profile, settings: settings, depot: depot)
            if input.policy.keepsForensicCopies, let kept = try target.preserve(host, settings: settings) {
                // Shared steps, such as the base image, do not wait for it.
                steps.insert(kept, at: steps.firstIndex { !$0.isShared } ?? steps.endIndex)
            }
            input.targetSteps[host] =
                steps.map {
                    PlannedTargetStep(
                        action: $0.action, body: NamedBody(name: "\(target.kind)/\($0.action)", body: $0.body),
                        parameters: $0.parameters, isShared: $0.isShared)
                }
        }
    }

    /// The target that a host names; without one the only configured target, else `ssh` without settings.
    private func settings(_ wanted: String?) -> TargetEntry {
        let only = configuration.targets.count == 1 ? configuration.targets.first?.name : nil
        let name = wanted ?? only ?? "ssh"
        return configuration.targets.first { $0.name == name } ?? TargetEntry(name: name, kind: name, settings: [:])
    }

    private func application(from entry: ApplicationEntry, _ names: HostNames) -> PlannedApplication {
        let checks = entry.verifications.map { check in
            ApplicationCheck(
                from: names.host(check.from) ?? AssetID(check.from), url: check.url, expect: check.expect,
                loginURL: check.loginURL, user: check.user, password: check.password)
        }
        return PlannedApplication(
            name: entry.name, entries: entry.entries, checks: checks,
            recoveryTime: entry.objectives.recoveryTime.map(Int.init), priority: entry.priority)
    }
}
