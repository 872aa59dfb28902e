internal import ByteParsing
package import Contracts
package import Estate

/// Reads live hosts without an agent: one collector script over one ssh connection each.
///
/// Fetching knows nothing of the content, parsing nothing of what it means, observing nothing of where it came from; so
/// a file that `sh collector.sh > host.facts` wrote on a host without a network is read by the same code.
package struct LiveHostSource: Source {
    package let name = "live-host"

    private let runner: any ProcessRunner
    private let recipes: [Recipe]
    private let sshConfiguration: String?
    private let timeout: Int

    /// - Parameters:
    ///   - sshConfiguration: a file to use instead of the user's own.
    ///   - timeout: seconds for a whole host.
    package init(
        runner: any ProcessRunner, sshConfiguration: String? = nil, recipes: [Recipe], timeout: Int = 120
    ) {
        self.runner = runner
        self.recipes = recipes
        self.sshConfiguration = sshConfiguration
        self.timeout = timeout
    }

    package func observe(_ host: HostEntry, at now: Instant) async throws -> HostObservation {
        try Self.observe(facts: await fetch(host), of: host.name, recipes: recipes, at: now)
    }

    /// What a host answered, as it came.
    package func fetch(_ host: HostEntry) async throws(GroundupError) -> [UInt8] {
        let request = ProcessRequest(
            "ssh", try arguments(for: host), input: PackageResources.collector_sh, timeout: timeout,
            outputLimit: Limits().total)
        let result: ProcessResult
        do {
            result = try await runner.run(request)
        } catch {
            throw GroundupError(
                .unreachable, "\(host.name): ssh could not be started: \(error)",
                hint: "Install the OpenSSH client on the controller.")
        }
        if let problem = ConnectionProblem(host: host, result: result, timeout: timeout, limit: request.outputLimit) {
            throw problem.error
        }
        return result.output
    }

    /// Reads an answer that `fetch` brought or that the collector wrote into a file.
    ///
    /// - Throws: what is wrong with the answer, with host, section, line and limit.
    package static func observe(
        facts answer: [UInt8], of host: String, recipes: [Recipe], at now: Instant
    ) throws(GroundupError) -> HostObservation {
        let facts = try LiveHostParser.parse(answer, host: host)
        return Observer(recipes: recipes, now: now).observe(facts, as: AssetID.host(host), bytesRead: answer.count)
    }

    /// The script that prints a host's facts; constant.
    package static var collector: String { String(decoding: PackageResources.collector_sh, as: UTF8.self) }

    /// The configuration that the collector is asked to print, as its arguments: what recipes refer to.
    package static func configurationPlaces(_ recipes: [Recipe]) throws(GroundupError) -> [String] {
        let places = Set(recipes.flatMap(\.references).flatMap(\.files)).sorted()
        for place in places where !isPlain(place) {
            throw GroundupError(
                .configuration, "A recipe refers to \"\(place)\", which is no plain absolute path.",
                hint: "Use letters, digits and / . _ - @ + only.")
        }
        return places
    }

    /// The remote words go through the login shell of the host: only words that mean themselves there may be sent.
    private static func isPlain(_ path: String) -> Bool {
        path.hasPrefix("/")
            && path.utf8.allSatisfy { byte in
                switch byte {
                case 0x61...0x7A, 0x41...0x5A, 0x30...0x39: true
                default: "/._-@+".utf8.contains(byte)
                }
            }
    }

    private func arguments(for host: HostEntry) throws(GroundupError) -> [String] {
        let destination = host.destination
        guard !destination.isEmpty, !destination.hasPrefix("-"),
            Array(destination.utf8)[...].text != nil, !destination.contains(" ")
        else {
            throw GroundupError(
                .configuration, "\(host.name): \"\(destination)\" is no ssh destination.",
                hint: "Use HOST, USER@HOST or ssh://USER@HOST:PORT.")
        }
        let configuration = sshConfiguration.map { ["-F", $0] } ?? []
        let options = ["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15"]
        return configuration + options + host.sshOptions + ["--", destination, "sh", "-s", "--"]
            + (try Self.configurationPlaces(recipes))
    }
}
