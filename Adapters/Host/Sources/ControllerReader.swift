package import Assurance
package import Contracts

/// Reads what the controller's own files say, and asks ssh how it would connect.
///
/// Nothing is connected to. What a file or ssh does not tell becomes a sentence of what was not seen.
package struct ControllerReader: ControllerFactsSource {
    private let runner: any ProcessRunner
    private let sshConfiguration: String?
    private let state: String
    private let keptPaths: [String]
    private let files: SmallFiles

    /// - Parameters:
    ///   - state: the folder of groundup's state, where a person may write down in `copies` where copies of it lie.
    ///   - configuration: the configuration file.
    ///   - root: the folder below which `/etc` lies; another one than `/` is for tests.
    package init(
        runner: any ProcessRunner, sshConfiguration: String?, state: String, configuration: String, root: String = ""
    ) {
        self.runner = runner
        self.sshConfiguration = sshConfiguration
        self.state = state
        keptPaths = [state, configuration]
        files = SmallFiles(root: root)
    }

    package func facts(reaching destinations: [SSHDestination]) async -> ControllerFacts {
        var facts = ControllerFacts(keptPaths: keptPaths)
        // A machine that has not been started yet has a word there that many share.
        facts.machineID = firstLine("/etc/machine-id").replacing("uninitialized", with: "")
        let name = LocalMachine.name
        facts.names = Array(Set([name, String(name.prefix { $0 != "." })])).filter { !$0.isEmpty }.sorted()
        facts.addresses = LocalMachine.addresses
        facts.table = ControllerFiles.table(files.text("/etc/hosts") ?? "")
        facts.copies = ControllerFiles.copies(SmallFiles().text("\(state)/copies") ?? "")
        addNameServers(to: &facts)
        for destination in destinations {
            do {
                facts.ways[destination.repository] = try await way(to: destination)
            } catch {
                facts.unseen.append(
                    "How the controller reaches repository \(destination.repository) could not be seen: \(error.reason)."
                )
            }
        }
        return facts
    }

    private func firstLine(_ path: String) -> String {
        String((files.text(path) ?? "").prefix { !$0.isNewline })
    }

    /// Behind a stub on the controller itself, those that the stub asks.
    private func addNameServers(to facts: inout ControllerFacts) {
        let path = "/etc/resolv.conf"
        var servers = ControllerFiles.nameServers(files.text(path) ?? "", file: path)
        let own = Set(facts.addresses)
        func isOwn(_ server: NameServer) -> Bool {
            server.address.hasPrefix("127.") || server.address == "::1" || own.contains(server.address)
        }
        if servers.allSatisfy(isOwn), !servers.isEmpty {
            let upstream = "/run/systemd/resolve/resolv.conf"
            servers = ControllerFiles.nameServers(files.text(upstream) ?? "", file: upstream).filter { !isOwn($0) }
            if servers.isEmpty {
                facts.unseen.append("Which name servers the resolver of the controller itself asks could not be seen.")
            }
        }
        facts.nameservers = servers
    }

    private func way(to destination: SSHDestination) async throws(Unseen) -> RepositoryWay {
        let settings = try await settings(of: destination.host, login: destination.login)
        // A command may resolve a name in its own way; an address is one whoever connects to it.
        let isAddress = settings["hostname"].map(AddressText.isAddress) ?? false
        if let proxy = settings["proxycommand"], proxy != "none", !isAddress {
            throw Unseen(reason: "its ssh configuration connects through a command")
        }
        var hops: [RepositoryWay.Hop] = []
        if let jumps = settings["proxyjump"], jumps != "none" {
            for jump in ControllerFiles.jumps(jumps).prefix(Self.jumpLimit) {
                hops.append(Self.hop(try await self.settings(of: jump.host, login: jump.login), else: jump.host))
            }
        }
        hops.append(Self.hop(settings, else: destination.host))
        return RepositoryWay(hops: hops, seenIn: sshConfiguration ?? "the ssh configuration")
    }

    private static let jumpLimit = 8

    private static func hop(_ settings: [String: String], else host: String) -> RepositoryWay.Hop {
        RepositoryWay.Hop(host: settings["hostname"] ?? host, login: settings["user"])
    }

    /// What ssh would do, as `ssh -G` prints it.
    private func settings(of host: String, login: String?) async throws(Unseen) -> [String: String] {
        var arguments = ["-G"]
        if let sshConfiguration { arguments += ["-F", sshConfiguration] }
        if let login { arguments += ["-l", login] }
        // The options end before the destination, so that no host name can pass for one.
        arguments += ["--", host]
        let result: ProcessResult
        do {
            result = try await runner.run(ProcessRequest("ssh", arguments, timeout: 15, outputLimit: 1 << 20))
        } catch {
            throw Unseen(reason: "ssh could not be started")
        }
        guard result.succeeded else {
            let said = result.errors.split(whereSeparator: \.isNewline).first ?? "without a word"
            throw Unseen(reason: "ssh -G refused it (\(said.prefix(200)))")
        }
        return ControllerFiles.sshSettings(String(decoding: result.output, as: UTF8.self))
    }

    private struct Unseen: Error {
        let reason: String
    }
}
