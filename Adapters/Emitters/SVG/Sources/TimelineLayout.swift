internal import PlanForms

/// Where everything of the picture is, in pixels: a row for each step, in bands for each host.
struct TimelineLayout {
    static let row = 21
    static let top = 56
    private static let left = 24
    private static let span = 900

    let drawn: DrawnPlan
    /// The upper edge of each step's row, by its number.
    let y: [Int]
    let groups: [(name: String, y: Int)]
    let width = 1_280
    let height: Int

    init(_ drawn: DrawnPlan) {
        self.drawn = drawn
        var rows = [Int](repeating: 0, count: drawn.items.count)
        var groups: [(name: String, y: Int)] = []
        var next = Self.top
        for group in drawn.groups {
            groups.append((group.name, next))
            next += Self.row
            for item in group.items {
                rows[item.number] = next
                next += Self.row
            }
        }
        y = rows
        self.groups = groups
        height = next + 16
    }

    func x(_ seconds: Int) -> Int { Self.left + seconds * Self.span / drawn.end }

    /// Round seconds for the axis, twelve at most.
    var ticks: [Int] {
        let steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400]
        let step = steps.first { drawn.end / $0 <= 12 } ?? max(86_400, drawn.end / 12)
        return Array(stride(from: 0, through: drawn.end, by: step))
    }
}
