/// A backup tool that needs no code of ours: which commands to run, how to read them, what proves success.
///
/// Words of the commands may hold `{repository}` (the url), `{id}` (the restore point) and `{host}`; each stays one argument.
package struct CommandEngineEntry: Hashable, Sendable {
    /// What repositories name as their engine.
    package var name: String
    /// The programs that have to be on the controller, or on the host of `via`.
    package var tools: [String]
    /// Prints one line for each restore point.
    package var list: [String]
    /// How such a line is read: text with `{time}`, `{id}`, `{bytes}` and `{ignore}`.
    package var point: String
    /// Looks whether a restore point is whole; empty when there is no such command.
    package var verify: [String]
    /// What `verify` has to print in any of its lines; nothing is good without it.
    package var proof: String
    /// Text that makes it bad wherever it is printed.
    package var faults: [String]
    /// How deep a successful `verify` has looked, as whoever wrote it says.
    package var depth: VerifyDepth
    /// Prints the contents of a restore point; empty when it cannot be restored.
    package var restore: [String]
    /// Makes a new restore point, on the host whose data it is; empty when groundup is not to ask for one.
    package var backup: [String]

    package init(
        name: String, tools: [String], list: [String], point: String, verify: [String] = [], proof: String = "",
        faults: [String] = [], depth: VerifyDepth = .structure, restore: [String] = [],
        backup: [String] = []
    ) {
        self.name = name
        self.tools = tools
        self.list = list
        self.point = point
        self.verify = verify
        self.proof = proof
        self.faults = faults
        self.depth = depth
        self.restore = restore
        self.backup = backup
    }
}
