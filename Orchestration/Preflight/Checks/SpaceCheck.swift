internal import Contracts
internal import RecoveryPlan

/// Where hosts are rebuilt on the controller there has to be room for them.
struct SpaceCheck: PreflightCheck {
    static let name = "space"
    /// Of each host: its packages, before its data.
    private static let host: Int64 = 512 << 20

    func findings(in scope: PreflightScope) async -> [PreflightFinding] {
        let places = scope.targets.compactMap { target in
            scope.workplace.targets.first { $0.kind == target.kind }?.storage(target)
        }
        let count = Int64(scope.remaining.count { $0.action == "provision" })
        guard !places.isEmpty, scope.plan == nil || count > 0 else {
            return [notChecked("all", "no host is rebuilt on the controller")]
        }
        return Set(places).sorted().map { finding($0, max(count, 1) * Self.host, scope) }
    }

    private func finding(_ place: String, _ needed: Int64, _ scope: PreflightScope) -> PreflightFinding {
        guard let free = scope.workplace.inspector.freeBytes(at: place) else {
            return notChecked(place, "its file system does not say how much room it has")
        }
        return free >= needed
            ? passed(place, "\(megabytes(free)) of room, \(megabytes(needed)) expected; data comes on top")
            : failed(
                place, "expected \(megabytes(needed)) of room, found \(megabytes(free))",
                hint: "Free space there, or name another folder.")
    }
}
