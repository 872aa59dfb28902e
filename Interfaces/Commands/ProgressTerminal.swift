internal import Glibc

/// Standard error as a place to draw on.
struct ProgressTerminal: Sendable {
    var isTerminal: Bool { isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb" }

    /// Columns and rows; 80 by 24 when the terminal does not say.
    var size: (width: Int, height: Int) {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    var signs: ProgressSigns {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = getenv(name).map({ String(cString: $0).lowercased() }), !value.isEmpty else { continue }
            return value.contains("utf-8") || value.contains("utf8") ? .unicode : .ascii
        }
        return .ascii
    }

    /// A terminal that was closed, or takes nothing any more, is no reason to stop a restore.
    func write(_ text: String) { Outlet.errors.put(Array(text.utf8)) }

    /// Before something else writes to the same terminal.
    func settle() { Outlet.errors.drain(seconds: 2) }
}
