internal import Glibc

/// What this process has used so far, as the operating system counts it.
enum Usage {
    /// The largest resident set so far, in megabytes.
    static var peakMegabytes: Int { usage.ru_maxrss / 1024 }

    /// Seconds of processor time so far, all threads, user and system.
    static var processorSeconds: Double { seconds(usage.ru_utime) + seconds(usage.ru_stime) }

    /// The same of all children that have ended.
    static var processorSecondsOfChildren: Double {
        let usage = usage(of: -1)
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static var usage: rusage { usage(of: 0) }

    /// - Parameter who: 0 is RUSAGE_SELF, -1 is RUSAGE_CHILDREN.
    private static func usage(of who: Int32) -> rusage {
        var usage = rusage()
        getrusage(who, &usage)
        return usage
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
}
