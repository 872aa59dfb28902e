/// The versions of one file over a history of restore points.
package struct FileHistory: Hashable, Sendable {
    package var path: String
    /// Files of one group are only ever taken from the same point, such as those of one database.
    package var group: String?
    /// Oldest first; where no version covers a point, the file was not there.
    package var versions: [Version]

    package init(path: String, group: String? = nil, versions: [Version]) {
        self.path = path
        self.group = group
        self.versions = versions
    }

    package struct Version: Hashable, Sendable {
        /// The points, by their position in the history, that hold this content.
        package var points: Range<Int>
        package var standing: Standing

        package init(points: Range<Int>, standing: Standing) {
            self.points = points
            self.standing = standing
        }
    }

    package enum Standing: Hashable, Sendable {
        case clean
        case condemned
        case notJudged
    }

    func version(at point: Int) -> Version? { versions.first { $0.points.contains(point) } }
}

/// The newest whole point, with each condemned file replaced by its own newest clean version.
///
/// It loses least, because an attack condemns files at different times. What an attack took away (a renamed original) comes
/// back too, what it brought is left out, and nothing is ever mixed inside one group.
package struct CompositePoint: Hashable, Sendable {
    /// Where everything comes from that is not named below.
    package var base: Int
    /// Files from older points, by the position of the point; paths in order.
    package var replaced: [Int: [String]]
    /// Files of the base that have no clean version, in order.
    package var leftOut: [String]
    /// Files of the base that nobody judged, in order.
    package var notJudged: [String]

    /// - Parameters:
    ///   - usable: for each point of the history, oldest first, whether the engine can give it back whole.
    /// - Returns: `nil` when no point is usable.
    package init?(files: [FileHistory], usable: [Bool]) {
        guard let base = usable.lastIndex(of: true) else { return nil }
        self.base = base
        replaced = [:]
        leftOut = []
        notJudged = []
        let onset = Self.onset(files)
        var groups: [String: [FileHistory]] = [:]
        for file in files {
            if let group = file.group {
                groups[group, default: []].append(file)
            } else {
                take(file, from: Self.source(of: file, base, onset, usable))
            }
        }
        for members in groups.values {
            let point = Self.source(of: members, base, onset, usable)
            for file in members { take(file, from: point.flatMap { file.version(at: $0) == nil ? nil : $0 }) }
        }
        for point in replaced.keys { replaced[point]?.sort() }
        leftOut.sort()
        notJudged.sort()
    }

    /// The first point at which something is condemned that was not there before.
    private static func onset(_ files: [FileHistory]) -> Int? {
        files.lazy.flatMap(\.versions).filter { $0.standing == .condemned }.map(\.points.lowerBound).min()
    }

    private mutating func take(_ file: FileHistory, from source: Int?) {
        guard let source else {
            if file.version(at: base) != nil { leftOut.append(file.path) }
            return
        }
        if source != base { replaced[source, default: []].append(file.path) }
        if file.version(at: source)?.standing == .notJudged { notJudged.append(file.path) }
    }

    /// The point that a file comes from; `nil` for what is not to be there.
    private static func source(of file: FileHistory, _ base: Int, _ onset: Int?, _ usable: [Bool]) -> Int? {
        if let version = file.version(at: base), version.standing != .condemned { return base }
        // What was removed in peace stays removed; what vanished once the damage had begun is missed.
        if file.version(at: base) == nil, !isMissed(file, base, onset) { return nil }
        for version in file.versions.reversed() where version.standing == .clean {
            if let point = version.points.last(where: { $0 <= base && usable[$0] }) { return point }
        }
        return nil
    }

    private static func isMissed(_ file: FileHistory, _ base: Int, _ onset: Int?) -> Bool {
        guard let onset, let end = file.versions.last(where: { $0.points.lowerBound <= base })?.points.upperBound else {
            return false
        }
        return end >= onset && end <= base
    }

    /// The newest point at which nothing of a group is condemned or missed.
    private static func source(of group: [FileHistory], _ base: Int, _ onset: Int?, _ usable: [Bool]) -> Int? {
        var point = base
        while point >= 0 {
            if usable[point], group.contains(where: { $0.version(at: point) != nil }),
                !group.contains(where: {
                    $0.version(at: point)?.standing == .condemned
                        || ($0.version(at: point) == nil && isMissed($0, point, onset))
                })
            {
                return point
            }
            point -= 1
        }
        return nil
    }
}
