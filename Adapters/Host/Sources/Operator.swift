internal import Glibc

/// Who runs this program.
package enum Operator {
    /// Such as `alice (as root) on controller1`: the account, who became it with sudo, and the machine.
    package static var text: String {
        let account = getpwuid(getuid()).flatMap { entry in entry.pointee.pw_name.map { String(cString: $0) } }
        let own = account ?? "user \(getuid())"
        let before = getenv("SUDO_USER").map { String(cString: $0) }
        let who = before.map { "\($0) (as \(own))" } ?? own
        return LocalMachine.name.isEmpty ? who : "\(who) on \(LocalMachine.name)"
    }
}
