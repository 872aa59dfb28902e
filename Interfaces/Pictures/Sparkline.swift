/// A picture of the size of a word: how a number went, or when something happened.
package enum Sparkline {
    private static let width = 140
    private static let height = 22
    private static let edge = 2
    /// More points than pixels show nothing more.
    private static let most = 120

    /// Values as a line, oldest on the left; the last one is a dot. Empty for fewer than two.
    ///
    /// - Parameter words: what the picture shows, for those who do not see it.
    package static func line(_ values: [Int64], words: String) -> String {
        let values = values.suffix(most).map(Double.init)
        guard values.count >= 2, let low = values.min(), let high = values.max() else { return "" }
        // A line that never changes lies in the middle, not at the bottom.
        let span = high - low
        let points = values.enumerated().map { number, value in
            let x = edge + number * (width - 2 * edge) / (values.count - 1)
            let share = span > 0 ? (value - low) / span : 0.5
            return (x: x, y: height - edge - Int(share * Double(height - 2 * edge)))
        }
        let path = points.map { "\($0.x),\($0.y)" }.joined(separator: " ")
        let last = points[points.count - 1]
        return picture(
            #"<polyline points="\#(path)" fill="none" stroke="currentColor" stroke-width="1.5"/>"#
                + #"<circle cx="\#(last.x)" cy="\#(last.y)" r="2" fill="currentColor"/>"#, words: words)
    }

    /// Moments as ticks between the first one and `end`; empty for none.
    package static func ticks(_ moments: [Int64], until end: Int64, words: String) -> String {
        guard let first = moments.min() else { return "" }
        let span = max(1, Double(end) - Double(first))
        let places = Set(
            moments.map { moment in
                edge + Int(min(1, max(0, (Double(moment) - Double(first)) / span)) * Double(width - 2 * edge))
            })
        let ticks = places.sorted().map { x in
            #"<line x1="\#(x)" y1="4" x2="\#(x)" y2="\#(height - 4)" stroke="currentColor" stroke-width="1"/>"#
        }
        return picture(ticks.joined(), words: words)
    }

    private static func picture(_ shapes: String, words: String) -> String {
        #"<svg class="spark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(width) \#(height)" width="\#(width)" "#
            + #"height="\#(height)" role="img" aria-label="\#(escapeMarkup(words))">\#(shapes)</svg>"#
    }
}
