internal import Estate
internal import RecoveryPlan

/// A made-up estate with everything that planning its whole restoration asks for.
struct SyntheticEstate {
    private let order: EstateOrder

    init(assets: Int, dependencies: Int) {
        var order = EstateOrder(assets: assets, dependencies: dependencies)
        order.circles = assets / 1_000
        self.order = order
    }

    var input: PlanningInput {
        let estate = EstateMaking(order).estate
        var input = PlanningInput(
            estate: estate, estateDigest: "synthetic", asOf: EstateMaking.observedAt, recipes: recipes)
        input.survivors = Set((1...order.vaults).map { AssetID.host("vault\($0)") })
        input.depot = "/depot"
        for host in estate.hosts {
            input.targetSteps[host.id] = [
                target("image", host.id, isShared: true), target("provision", host.id, isShared: false),
            ]
            input.sources[host.id] = .point(point)
        }
        for dataset in estate.datasets { input.sources[dataset.id] = .point(point) }
        return input
    }

    private var point: PlannedRestorePoint {
        PlannedRestorePoint(
            repository: "vault", repositoryHost: .host("vault1"), point: "0a1b",
            takenAt: Instant(seconds: EstateMaking.observedAt.seconds - 10_000), why: "the newest",
            body: NamedBody(name: "restic/restore", body: body("restic", .controller)),
            parameters: [Parameter(name: "GU_SNAPSHOT", value: "0a1b")],
            secrets: [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: "file:/secret")])
    }

    private func target(_ action: String, _ host: AssetID, isShared: Bool) -> PlannedTargetStep {
        PlannedTargetStep(
            action: action, body: NamedBody(name: "ssh/\(action)", body: body(action, .controller)),
            parameters: isShared ? [] : [Parameter(name: "GU_HOST", value: host.text)], isShared: isShared)
    }

    private func body(_ name: String, _ place: StepPlace) -> StepBody {
        StepBody(place: place, timeout: 600, script: "echo \(name) $GU_HOST $GU_PACKAGES\n")
    }

    private var recipes: [String: Recipe] {
        func recipe(_ name: String, _ steps: [String], _ bootstrap: Bootstrap? = nil) -> Recipe {
            let bodies = steps.map { ($0, body($0, $0 == "media" ? .controller : .target)) }
            return Recipe(
                name: name, title: name, bootstrap: bootstrap, steps: Dictionary(uniqueKeysWithValues: bodies))
        }
        let alone = Bootstrap(name: "alone-first", cost: 5, explanation: "It starts alone.")
        let all = [
            recipe("debian-host", ["media", "install", "patch", "accounts", "finish"]),
            recipe("generic-service", ["start", "verify"]), recipe("postgresql", ["restore-data", "start", "verify"]),
            recipe("nginx", ["start", "verify"]), recipe("bind9", ["start", "verify"], alone),
            recipe("samba-ad-dc", ["restore-data", "start", "verify"], alone),
        ]
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }
}
