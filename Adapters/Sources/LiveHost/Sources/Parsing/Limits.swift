/// How much of a host's answer is read; whatever goes beyond is an error that names the limit.
struct Limits {
    /// Bytes of the whole answer.
    var total = 64 << 20
    /// Bytes of one section; the collector prints at most 8 MiB.
    var sectionBytes = 9 << 20
    /// Lines of one section.
    var sectionLines = 500_000
    /// Bytes of one line.
    var lineBytes = 1 << 20
    /// Sections, files included.
    var sections = 1_000
    /// Bytes before the first heading, which a login script may have printed.
    var preface = 64 << 10
}
