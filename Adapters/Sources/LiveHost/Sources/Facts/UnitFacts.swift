/// A systemd service as `systemctl show` describes it.
struct Unit {
    var id = ""
    /// Its id and aliases.
    var names: [String] = []
    var type = ""
    var fragmentPath = ""
    var activeState = ""
    var subState = ""
    var unitFileState = ""
    var mainProcess = 0
    var requires: [String] = []
    var wants: [String] = []
    var after: [String] = []
    var triggeredBy: [String] = []
    var stateDirectories: [String] = []
    var readWritePaths: [String] = []
    var isDynamicUser = false
    var environmentFiles: [String] = []
    /// Set in the unit itself, secrets masked.
    var environment: [(name: String, value: String)] = []
    var user = ""
    /// The words of each command.
    var commands: [[String]] = []

    var isActive: Bool { ["active", "reloading", "activating"].contains(activeState) }
    var isEnabled: Bool { unitFileState.hasPrefix("enabled") }
    /// Named in some dependency but not there, or forbidden to start.
    var isUsable: Bool { !fragmentPath.isEmpty && unitFileState != "masked" }
}

/// A systemd timer.
struct Timer {
    var id = ""
    var unit = ""
    var isActive = false
    /// Calendar expressions, such as `*-*-* 02:30:00`.
    var calendar: [String] = []
}
