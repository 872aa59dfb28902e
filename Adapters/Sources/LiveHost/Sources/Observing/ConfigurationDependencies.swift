internal import Estate

/// What services need, judged by the hosts that their configuration names.
///
/// Configuration is an intention; that something was really used is for connections to show.
struct ConfigurationDependencies {
    let making: DependencyMaking
    let facts: HostFacts
    let services: [RecognisedService]

    func dependencies() -> [Dependency] {
        services.flatMap { service in
            references(of: service) + environment(of: service)
        }
    }

    // MARK: Directives that recipes know

    private func references(of service: RecognisedService) -> [Dependency] {
        (service.recipe?.references ?? []).flatMap { reference in
            files(of: reference).flatMap { file in
                let text = ConfigurationText(file)
                let local = groups(in: text)
                return text.values(after: reference.keyword).flatMap { hosts(in: $0, besides: local) }.map { named in
                    making.make(
                        service.id, AssetID.external(named.host.host), reference.kind, phase: reference.phase,
                        strength: reference.strength, applicationProtocol: reference.applicationProtocol,
                        port: named.host.port ?? reference.port,
                        sighting("\(file.path):\(named.line): \(reference.keyword)"))
                }
            }
        }
    }

    private func files(of reference: ConfigurationReference) -> [TextFile] {
        facts.files.filter { file in
            reference.files.contains { $0.hasSuffix("/") ? file.path.hasPrefix($0) : file.path == $0 }
        }
    }

    /// Names that a configuration gives to groups of servers (`upstream NAME`); they are no hosts.
    private func groups(in text: ConfigurationText) -> Set<String> {
        let tokens = text.tokens
        return Set(
            zip(tokens, tokens.dropFirst()).filter { $0.text == "upstream" && $1.kind == .word }.map {
                $1.text.lowercased()
            })
    }

    private struct Named {
        let host: HostAddressText
        let line: Int
    }

    /// The hosts among the words of a value: the first may be any name, the others only what can be nothing else.
    private func hosts(in value: [ConfigurationText.Token], besides local: Set<String>) -> [Named] {
        var found: [Named] = []
        for (index, token) in value.enumerated() where token.kind == .word {
            // `charset=utf8` is a setting; an address may end in one, as in `mysql://db1/x?charset=utf8`.
            let isSetting =
                index + 1 < value.count && value[index + 1].isMark("=") && !token.text.contains("://")
            guard !isSetting, let host = HostAddressText(token.text), !host.isUnspecific, !local.contains(host.host)
            else { continue }
            guard index == 0 || host.isUnmistakable else { continue }
            let port = host.port ?? port(after: index, in: value) ?? (host.scheme == nil ? nil : host.effectivePort)
            found.append(Named(host: host.with(port: port), line: token.line))
        }
        return found
    }

    /// As in `10.77.0.3 port 5353`.
    private func port(after index: Int, in value: [ConfigurationText.Token]) -> Int? {
        guard index + 2 < value.count, value[index + 1].text == "port" else { return nil }
        return Int(value[index + 2].text)
    }

    // MARK: Addresses in environments

    private func environment(of service: RecognisedService) -> [Dependency] {
        let files = facts.files.filter { service.unit.environmentFiles.contains($0.path) }
        let inFiles = files.flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                variable(line).map { ($0.name, $0.value, "\(file.path):\(index + 1): \($0.name)") }
            }
        }
        let inUnit = service.unit.environment.map { ($0.name, $0.value, "\(service.unit.fragmentPath): \($0.name)") }
        return (inFiles + inUnit).flatMap { name, value, place in
            hosts(named: name, value).compactMap { dependency(of: service, on: $0, at: place) }
        }
    }

    private func variable(_ line: String) -> (name: String, value: String)? {
        guard !line.drop(while: { $0 == " " }).hasPrefix("#") else { return nil }
        return assignment(Array(line.utf8)[...])
    }

    /// Addresses with a scheme, several with commas between them, and bare `host:port`.
    private func hosts(named name: String, _ value: String) -> [HostAddressText] {
        guard !Self.describesItself(name) else { return [] }
        guard let mark = value.firstRange(of: "://") else {
            return [HostAddressText(value)].compactMap { $0 }.filter { $0.port != nil && $0.host.contains(".") }
        }
        let scheme = value[..<mark.upperBound]
        let rest = value[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let hosts = (authority.split(separator: "@").last ?? authority).split(separator: ",")
        return hosts.compactMap { HostAddressText("\(scheme)\($0)") }
    }

    /// Variables that say where the service itself is found by others.
    private static func describesItself(_ name: String) -> Bool {
        let words = name.uppercased().split(separator: "_")
        let telling: Set<Substring> = [
            "PUBLIC", "EXTERNAL", "CALLBACK", "REDIRECT", "ORIGIN", "ADVERTISE", "ADVERTISED",
        ]
        return !telling.isDisjoint(with: words) || words.suffix(2) == ["BASE", "URL"]
            || words.suffix(2) == ["SITE", "URL"]
    }

    private func dependency(of service: RecognisedService, on host: HostAddressText, at place: String) -> Dependency? {
        guard !host.isUnspecific, let port = host.effectivePort else { return nil }
        return making.make(
            service.id, AssetID.external(host.host), making.meanings.kind(port),
            applicationProtocol: making.meanings.applicationProtocol(port) ?? host.scheme, port: port, sighting(place))
    }

    private func sighting(_ detail: String) -> Sighting {
        Sighting(source: "configuration", detail: detail, directionRule: "the side that names the other")
    }
}

extension HostAddressText {
    fileprivate func with(port: Int?) -> HostAddressText {
        HostAddressText(scheme: scheme, host: host, port: port)
    }

    private init(scheme: String?, host: String, port: Int?) {
        self.scheme = scheme
        self.host = host
        self.port = port
    }
}
