internal import Contracts

/// The journal of a run has to be writable to its end.
struct StateCheck: PreflightCheck {
    static let name = "state"
    /// A journal of ten thousand steps and their logs take less.
    private static let needed: Int64 = 256 << 20

    func findings(in scope: PreflightScope) async -> [PreflightFinding] {
        let folder = scope.workplace.state
        guard scope.workplace.inspector.isWritable(folder) else {
            return [failed(folder, "it cannot be written", hint: "Let the user of groundup write it.")]
        }
        guard let free = scope.workplace.inspector.freeBytes(at: folder) else {
            return [notChecked(folder, "its file system does not say how much room it has")]
        }
        guard free >= Self.needed else {
            return [
                failed(
                    folder, "expected \(megabytes(Self.needed)) of room, found \(megabytes(free))",
                    hint: "Free space on its disk.")
            ]
        }
        return [passed(folder, "writable, \(megabytes(free)) of room")]
    }
}

/// `512 MiB`.
func megabytes(_ bytes: Int64) -> String { "\(bytes >> 20) MiB" }
