import Estate
import RecoveryPlan

/// Small plans for the script to run.
enum Plans {
    static func step(
        _ id: String, on host: String, _ place: StepPlace = .target, body: String, needs: [String] = [],
        parameters: [String: String] = [:], secrets: [SecretReference] = [], uses: [String] = [], attempts: Int = 1,
        timeout: Int = 20
    ) -> Step {
        Step(
            id: StepID(id), title: "Do \(id)", asset: AssetID(host), target: AssetID(host), place: place, body: body,
            parameters: parameters.map { Parameter(name: $0.key, value: $0.value) }, secrets: secrets,
            needs: needs.map { Need(step: StepID($0), why: "test") },
            capacities: uses.map { CapacityUse(capacity: $0, units: 1) },
            estimate: Estimate(seconds: 1, basis: "recipe"),
            timeout: timeout, attempts: attempts, why: "test")
    }

    static func plan(_ steps: [Step], bodies: [String: String], capacities: [Capacity] = []) -> Plan {
        var plan = Plan(estate: "shop", estateDigest: "e", scope: ["all"], asOf: Instant(seconds: 0))
        plan.steps = steps.sorted { $0.id < $1.id }
        plan.bodies = bodies
        plan.capacities = capacities
        plan.schedule = steps.enumerated().map {
            ScheduledStep(step: $1.id, start: $0, finish: $0 + 1, isCritical: true)
        }
        return plan
    }

    /// An image for two hosts, a host with a service, and a second host whose service needs the first one's.
    static func twoHosts() -> Plan {
        plan(
            [
                step("image/all", on: "all", .controller, body: "note"),
                step("provision/db1", on: "db1", .controller, body: "note", needs: ["image/all"]),
                step("provision/app1", on: "app1", .controller, body: "note", needs: ["image/all"]),
                step("start/db1/postgresql", on: "db1", body: "note", needs: ["provision/db1"]),
                step(
                    "start/app1/orders", on: "app1", body: "note", needs: ["provision/app1", "start/db1/postgresql"]),
            ].map { step in
                var step = step
                step.parameters = [Parameter(name: "GU_NOTE", value: step.id.text)]
                return step
            },
            bodies: [
                "note":
                    "set -eu\nif [ -e \"$WORK/refuse\" ] && grep -q -x -F \"$GU_NOTE\" \"$WORK/refuse\"; then exit 1; fi\n"
                    + "echo \"$GU_NOTE ${ON_HOST:-controller}\" >> \"$WORK/notes\"\n"
            ])
    }
}
