/// One thing that is done to a plan on its way from the estate to the schedule.
///
/// A transform sees what the ones before it did, and says in one line what it did itself.
package protocol Transform: Sendable {
    static var name: String { get }

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String
}

/// Makes restoration plans: an ordered list of transforms, each explained in the plan's trace.
package struct Planner: Sendable {
    private let transforms: [any Transform]

    package init() {
        transforms = [
            ScopeClosure(), HostSteps(), ConfigurationSteps(), DatasetSteps(), ServiceSteps(), CompositeSteps(),
            InPlaceSteps(), TargetMapping(), CircularNeeds(), BootstrapShims(), DependencyOrder(), WholeDataOrder(),
            IncidentMeasures(), ApplicationSteps(), Holds(), Capacities(), Estimates(), Checks(), Timetable(),
        ]
    }

    /// The plan for `input`; the same input gives the same value.
    package func plan(_ input: PlanningInput) throws(PlanRefusal) -> Plan {
        var draft = PlanDraft(input)
        for transform in transforms {
            let result = try transform.apply(to: &draft)
            draft.plan.trace.append(TraceEntry(transform: type(of: transform).name, result: result))
        }
        return draft.plan
    }
}
