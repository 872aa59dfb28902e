import Estate
import Formats
import RecoveryPlan
import Testing

@Suite struct CanonicalJSONTests {
    @Test(arguments: [
        (JSONValue.object(["b": .integer(1), "a": .null]), #"{"a":null,"b":1}"#),
        (.string("a\"\\\u{1}\n/é"), #""a\"\\\u0001\n/é""#),
        (.array([.bool(true), .integer(-9_223_372_036_854_775_808)]), "[true,-9223372036854775808]"),
        (.object(["é": .integer(1), "z": .integer(2), "A": .array([])]), #"{"A":[],"z":2,"é":1}"#),
    ])
    func vectors(value: JSONValue, text: String) throws {
        #expect(String(decoding: CanonicalJSON.bytes(value), as: UTF8.self) == text)
        #expect(try JSONValue.parse(Array(text.utf8), name: "vector") == value)
    }

    @Test(arguments: ["{", "[1.5]", "{\"a\":}", "nul", ""])
    func notOurs(text: String) {
        #expect(throws: (any Error).self) {
            try JSONReader(JSONValue.parse(Array(text.utf8), name: "bad"), path: "bad")
        }
    }

    @Test func aPlanSurvivesItsDocument() throws {
        var plan = Plan(estate: "lab", estateDigest: "00", scope: ["all"], asOf: Instant(seconds: 5))
        plan.steps = [
            Step(
                id: StepID("start/db1/postgresql"), title: "Start 'it'\n$(now)", asset: AssetID("db1/postgresql"),
                target: AssetID("db1"), place: .target, body: "postgresql/start",
                parameters: [Parameter(name: "GU_HOST", value: "db1")],
                secrets: [SecretReference(name: "GU_PASSWORD", reference: "file:/secret")],
                needs: [Need(step: StepID("install/db1"), why: "its package")],
                capacities: [CapacityUse(capacity: "controller", units: 1)],
                estimate: Estimate(seconds: 3, basis: "recipe"), timeout: 60, attempts: 2, why: "scope")
        ]
        plan.bodies = ["postgresql/start": "set -eu\n"]
        plan.capacities = [Capacity(name: "controller", units: 2)]
        plan.bootstraps = [
            ChosenBootstrap(asset: AssetID("a"), name: "n", circle: [AssetID("a")], without: [AssetID("b")], why: "w")
        ]
        plan.restorePoints = [
            ChosenRestorePoint(
                dataset: AssetID("d"), repository: "r", point: "p", takenAt: Instant(seconds: 1), why: "newest")
        ]
        #expect(try PlanDocument.read(PlanDocument.bytes(plan), name: "plan") == plan)
        plan.restorePoints[0].dataFrom = Instant(seconds: 3)
        plan.restorePoints[0].moment = Instant(seconds: 3)
        plan.schedule = [
            ScheduledStep(step: StepID("start/db1/postgresql"), start: 0, finish: 3, isCritical: true)
        ]
        plan.trace = [TraceEntry(transform: "t", result: "r")]
        plan.gaps = [BlindSpot(subject: "s", reason: "r")]
        #expect(try PlanDocument.read(PlanDocument.bytes(plan), name: "plan") == plan)
    }

    @Test func anotherVersionIsRefused() {
        let newer = CanonicalJSON.bytes(.object(["format": .string("groundup-plan"), "version": .integer(2)]))
        #expect(throws: (any Error).self) { try PlanDocument.read(newer, name: "plan") }
    }
}
