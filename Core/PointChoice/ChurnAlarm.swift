/// A change from one restore point to the next that no usual day makes; it carries the numbers that raised it.
///
/// An alarm sees the day of an attack only: on the days after it, the data is as bad and changes as little as ever.
package enum ChurnAlarm: Hashable, Sendable {
    /// Most files of one suffix are gone.
    case deletion(suffix: String, gone: Int, share: Double)
    /// Files went and came under another name with the same new suffix.
    case renames(suffix: String, pairs: Int)
    /// A suffix that was not there before now names a good part of all files.
    case newSuffix(suffix: String, files: Int, share: Double)
    /// Far more changed than on the days before.
    case change(share: Double, usual: Double, spread: Double)
    /// Much is new, and hardly any of it could be compressed.
    case incompressible(ratio: Double, newShare: Double)
    /// The data is much smaller than before.
    case shrunk(share: Double)
    /// One that was raised earlier and kept in words.
    case told(rule: String, text: String)

    /// The rule's name, as it stands in evidence.
    package var rule: String {
        switch self {
        case .deletion: "churn-deletion"
        case .renames: "churn-renames"
        case .newSuffix: "churn-new-suffix"
        case .change: "churn-change-rate"
        case .incompressible: "churn-incompressible"
        case .shrunk: "churn-shrunk"
        case .told(let rule, _): rule
        }
    }

    package var text: String {
        switch self {
        case .deletion(let suffix, let gone, let share):
            "\(gone) files ending in \(suffix) are gone, \(percent(share)) of all that there were"
        case .renames(let suffix, let pairs):
            "\(pairs) files went and came back in the same folder with about the same size and the new suffix \(suffix)"
        case .newSuffix(let suffix, let files, let share):
            "\(files) new files end in \(suffix), which was not there before: \(percent(share)) of all files"
        case .change(let share, let usual, let spread):
            "\(percent(share)) of the files changed; usual are \(percent(usual)), give or take \(percent(spread))"
        case .incompressible(let ratio, let newShare):
            "\(percent(newShare)) of the data is new, and was compressed to no less than \(percent(ratio))"
        case .shrunk(let share): "the data is smaller by \(percent(share))"
        case .told(_, let text): text
        }
    }

    private func percent(_ share: Double) -> String {
        let tenths = Int((min(share, 1e6) * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
