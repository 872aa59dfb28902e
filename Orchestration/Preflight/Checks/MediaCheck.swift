internal import Contracts
internal import Formats
internal import RecoveryPlan

/// The depot is what the plan was made with, and every file in it is what its trust root says.
struct MediaCheck: PreflightCheck {
    static let name = "media"
    let limit = 600

    func findings(in scope: PreflightScope) async -> [PreflightFinding] {
        let media = scope.workplace.media
        guard scope.plan == nil || scope.remaining.contains(where: \.installsFromDepot) else {
            return [notChecked("depot", "no remaining step installs anything")]
        }
        do {
            if let signed = scope.plan?.depotDigest, try media.digest() ?? Plan.emptyDepot != signed {
                return [
                    failed(
                        "depot", "it changed since the plan was made",
                        hint: "Plan again, and have the new plan approved.")
                ]
            }
            let vouched = passed(
                "depot", "\(try await scope.workplace.verifiedMedia().count) packages, each vouched for")
            guard scope.plan != nil, scope.plan?.depotDigest == nil else { return [vouched] }
            return [vouched, notChecked("plan", "it does not say which depot it was made with; a newer plan does")]
        } catch let error as GroundupError {
            return [failed("depot", error.message, hint: error.hint)]
        } catch {
            return [failed("depot", "\(error)", hint: "Fill the depot with 'groundup media fill'.")]
        }
    }
}
