import Estate
import Formats
import Foundation
import RecoveryPlan
import Testing

/// Plans survive their document, and documents of every version stay readable.
@Suite struct PlanDocumentTests {
    private var plan: Plan {
        var plan = Plan(estate: "shop", estateDigest: "e5", scope: ["all"], asOf: Instant(seconds: 1_700_000_000))
        plan.incident = Incident(
            .attack, compromisedAt: Instant(seconds: 1_699_000_000), person: "mallory", record: "inc-1")
        plan.requestedBy = "carol@corp.example"
        plan.depotDigest = "d3"
        plan.exclusions = [AssetID("web1:/var/www")]
        plan.mappings = [HostMapping(host: .host("db1"), address: "10.88.0.4", prefixLength: 24)]
        plan.references = [
            ChangedReference(host: .host("app1"), place: "/etc/x:1", old: "a", new: "b", changedBy: nil)
        ]
        plan.holds = [PlannedHold(step: StepID("hold/db1"), because: "asked")]
        let range = PredictedRange(low: 1, median: 2, high: 3)
        plan.prediction = Prediction(
            makespan: 9, range: range, criticalPath: 8, bottleneck: "repository:shop", bottleneckSeconds: 7,
            isShortest: true, schedules: 3,
            applications: [
                PredictedRecovery(
                    application: "shop", steps: [StepID("verify/shop")], priority: 2, seconds: 9, range: range,
                    objective: 10)
            ],
            capacityValues: [CapacityValue(capacity: "controller", seconds: 2)])
        return plan
    }

    @Test func everythingComesBack() throws {
        let bytes = PlanDocument.bytes(plan)
        #expect(try PlanDocument.read(bytes, name: "plan") == plan)
        #expect(PlanDocument.bytes(try PlanDocument.read(bytes, name: "plan")) == bytes)
    }

    @Test func aPlanOfVersionOneIsADisasterWithoutDecisions() throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/plan-v1.json")
        let plan = try PlanDocument.read([UInt8](Data(contentsOf: fixture)), name: "plan-v1")
        #expect(plan.incident == Incident(.disaster))
        #expect(plan.prediction == nil && plan.holds.isEmpty && plan.mappings.isEmpty)
        #expect(plan.steps.map(\.id.text) == ["finish/web1", "provision/web1"])
        #expect(plan.makespan == 9)
    }

    @Test func aPlanOfVersionTwoHasNoRecordRequesterAndDepot() throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/plan-v2.json")
        let plan = try PlanDocument.read([UInt8](Data(contentsOf: fixture)), name: "plan-v2")
        #expect(plan.incident.kind == .attack && plan.incident.person == "mallory" && plan.incident.record == nil)
        #expect(plan.requestedBy == nil && plan.depotDigest == nil)
        #expect(plan.holds.count == 1 && plan.prediction?.makespan == 9)
    }

    @Test func aLaterVersionIsRefused() throws {
        let text = String(decoding: PlanDocument.bytes(plan), as: UTF8.self)
        let later = text.replacingOccurrences(of: "\"version\":3", with: "\"version\":4")
        #expect(later != text)
        #expect(throws: (any Error).self) { try PlanDocument.read(Array(later.utf8), name: "plan") }
    }
}
