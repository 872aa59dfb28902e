internal import Contracts
internal import Estate
internal import PointChoice

/// What looks at stored bytes found of the points of one repository, to be told beside what was read of them.
struct StoredCondition {
    /// By id.
    let damage: [String: PointDamage]
    private let looks: PointLookRecord
    private let repository: String

    /// Nothing is known.
    init() {
        self.init(PointLookRecord(), of: "", in: RestorePointList([]))
    }

    init(_ looks: PointLookRecord, of repository: String, in list: RestorePointList) {
        self.looks = looks
        self.repository = repository
        damage = looks.damage(in: list, of: repository)
    }

    /// Damage that a look found counts, whatever was read before; damage that was read counts until a look disproves it.
    func applied(to point: JudgedPoint, read: ReadPoint? = nil) -> JudgedPoint {
        var point = point
        if let found = damage[point.record.id] {
            point.record.integrity = .broken(found.description)
        } else if let read, read.damage != nil, isMended(read) {
            // Its contents stay unread: reading goes on from point to point.
            point.record.integrity = .notVerified("it was damaged when it was read, and found whole later")
            point.record.contents = .notJudged("it was not read since it is whole again")
            (point.files, point.suspicious, point.notJudged, point.condemned) = (0, 0, 0, [])
        }
        return point
    }

    /// Whoever reads contents decodes them.
    private func isMended(_ read: ReadPoint) -> Bool {
        looks.isWhole(read.id, in: repository, since: read.readAt, depth: .decoded)
    }
}
