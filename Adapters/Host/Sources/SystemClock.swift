internal import Contracts
package import Estate
internal import Glibc

/// The controller's clock, in whole seconds of UTC.
package struct SystemClock: Clock {
    package init() {}

    package func now() -> Instant { Instant(seconds: Int64(time(nil))) }
}
