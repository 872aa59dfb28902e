internal import ArgumentParser
internal import Estate
internal import Formats
internal import Glibc

/// `groundup-bench estate`: a made-up estate as a document, with the circles and deadlocks that were planted in it.
struct EstateBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estate",
        abstract: "Write a made-up estate for 'groundup estate import'; say what was planted in it.",
        discussion: """
            The document goes to standard output. What was planted goes to standard error, or to the file of --truth, as \
            JSON: the members of each circular need, and the members, repositories and lost hosts of each deadlock.

            Example:
              groundup-bench estate --assets 10000 --dependencies 100000 --cycles 50 --deadlocks 20 \
            --truth truth.json > estate.json
            """)

    @Option(help: "How many assets.") var assets = 10_000
    @Option(help: "How many dependencies, at least those that its structure needs.") var dependencies = 100_000
    @Option(name: .customLong("cycles"), help: "How many circular needs of 2 to 5 services.") var circles = 20
    @Option(help: "How many recovery deadlocks.") var deadlocks = 12
    @Option(help: "The same seed gives the same estate.") var seed: UInt64 = 1
    @Option(help: ArgumentHelp("Where to write what was planted.", valueName: "file")) var truth: String?

    func run() throws {
        let order = EstateOrder(
            assets: assets, dependencies: dependencies, circles: circles, deadlocks: deadlocks, seed: seed)
        if let problem = order.problem { throw ValidationError(problem) }
        let making = EstateMaking(order)
        try write(EstateDocument.bytes(making.estate), to: 1)
        let planted = CanonicalJSON.bytes(making.truth.json) + [UInt8(ascii: "\n")]
        guard let truth else { return try write(planted, to: 2) }
        let descriptor = open(truth, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ValidationError("'\(truth)' cannot be written.") }
        defer { close(descriptor) }
        try write(planted, to: descriptor)
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ValidationError("The estate could not be written completely.") }
            done += count
        }
    }
}

extension EstateTruth {
    var json: JSONValue {
        .record([
            "circles": .array(
                circles.map {
                    .record([
                        "members": .strings($0.members.map(\.text)), "bootstraps": .strings($0.bootstraps.map(\.text)),
                    ])
                }),
            "deadlocks": .array(
                deadlocks.map {
                    .record([
                        "kind": .string($0.kind.rawValue), "members": .strings($0.members.map(\.text)),
                        "repositories": .strings($0.repositories.map(\.text)), "hosts": .strings($0.hosts.map(\.text)),
                    ])
                }),
        ])
    }
}
