internal import Contracts

/// Why a host's answer did not come, with what to do about it.
struct ConnectionProblem {
    let error: GroundupError

    /// `nil` when the collector ran to its end.
    init?(host: HostEntry, result: ProcessResult, timeout: Int, limit: Int) {
        let name = host.name
        switch result.outcome {
        case .exited(0): return nil
        case .timedOut, .stalled:
            error = GroundupError(
                .unreachable, "\(name): no full answer within \(timeout) seconds.",
                hint: "See whether the host is overloaded or a file system on it hangs: ssh \(host.destination) uptime")
        case .outputTooLong:
            error = GroundupError(
                .hostileInput, "\(name): the answer is longer than \(limit) bytes; reading stopped there.",
                hint: "Something on the host prints without end: see what `ssh \(host.destination) true` prints.")
        case .signalled(let signal):
            error = GroundupError(
                .unreachable, "\(name): ssh was ended by signal \(signal).", hint: "Try again.")
        case .exited(255):
            error = Self.connection(host, Self.lastLine(result.errors))
        case .exited(126), .exited(127):
            error = GroundupError(
                .unreachable, "\(name): the host could not run sh: \(Self.lastLine(result.errors))",
                hint: "The account needs a login shell and the host a POSIX sh.")
        case .exited(let status):
            error = GroundupError(
                .unreachable, "\(name): the collector ended with status \(status): \(Self.lastLine(result.errors))",
                hint: "Run it by hand: groundup collect | ssh \(host.destination) sh -s")
        }
    }

    /// What ssh said, with a hint.
    ///
    /// It has one exit status for everything that goes wrong before the command runs; only its words tell more. They
    /// choose the hint and are shown as they are.
    private static func connection(_ host: HostEntry, _ said: String) -> GroundupError {
        let hints = [
            (
                "Permission denied",
                "The host refuses the key: add the controller's public key to authorized_keys there."
            ),
            (
                "Host key verification failed",
                "The host's key is unknown or changed: compare it, then add it to known_hosts."
            ),
            ("Could not resolve", "The name is unknown here: correct the address in the configuration."),
            ("Connection refused", "No sshd answers there: start it, or correct the port."),
            ("timed out", "The host is down or a firewall drops the connection."),
            ("No route to host", "The host is down or the network does not reach it."),
        ]
        let hint = hints.first { said.contains($0.0) }?.1
        return GroundupError(
            .unreachable, "\(host.name): ssh could not connect: \(said)",
            hint: hint ?? "Try it by hand: ssh \(host.destination) true")
    }

    /// The last thing that was said, without control characters, at most 300 characters.
    private static func lastLine(_ errors: String) -> String {
        let lines = errors.split(whereSeparator: \.isNewline).filter { line in line.contains { !$0.isWhitespace } }
        guard let last = lines.last else { return "it said nothing" }
        return String(
            String.UnicodeScalarView(last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }).prefix(300))
    }
}
