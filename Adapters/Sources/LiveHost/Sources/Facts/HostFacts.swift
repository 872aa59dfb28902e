internal import Estate

/// Everything that was read of one host, before anything is concluded from it.
struct HostFacts {
    var meta = Meta()
    /// `ID` and `VERSION_ID` of os-release.
    var operatingSystem = ""
    var network = NetworkFacts()
    var processes = ProcessFacts()
    var units: [Unit] = []
    var timers: [Timer] = []
    var enabledUnits: [String] = []
    /// By the path of a unit file.
    var unitPackages: [String: String] = [:]
    var packages: [InstalledPackage] = []
    var users: [LocalUser] = []
    var groups: [LocalGroup] = []
    var changedConfiguration: [ConfigurationFile] = []
    var storage = StorageFacts()
    /// Configuration in which services name other hosts, secrets masked.
    var files: [TextFile] = []
    var reading = ReadingReport()
}

/// What the collector says of itself and of the machine.
struct Meta {
    /// The user that it ran as; 0 is root.
    var user: Int?
    var name = ""
    var fullName = ""
    var machineID = ""
    var architecture = ""
    var virtualization = ""
    var missingCommands: [String] = []
}

/// What was left unread, and why.
struct ReadingReport {
    /// Lines of a section that are not what they should be.
    struct Unread: Hashable {
        let section: String
        var lines: Int
        let firstLine: Int
    }

    var unread: [Unread] = []
    var truncated: [String] = []
    var unreadableFiles: [String] = []
    /// Sections that the answer does not have.
    var absent: [String] = []
}

/// A text file of the host.
struct TextFile {
    let path: String
    /// From the first line on; a line that is not text is empty.
    let lines: [String]
}
