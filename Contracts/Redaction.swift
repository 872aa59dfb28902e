package import RecoveryPlan
internal import Synchronization

/// Takes the values of secrets out of text, also where they are encoded.
package struct Redaction: Sendable {
    /// By first byte; longer values first, so that no part of one is left behind.
    private let forms: [[(value: [UInt8], mark: [UInt8])]]
    private let isEmpty: Bool

    package init(_ secrets: [ResolvedSecret]) {
        var marks: [[UInt8]: [UInt8]] = [:]
        for secret in secrets {
            let mark = Array("[secret \(secret.name)]".utf8)
            for form in SecretForms.all(of: secret.value) where marks[form] == nil { marks[form] = mark }
        }
        var forms = [[(value: [UInt8], mark: [UInt8])]](repeating: [], count: 256)
        let longestFirst = marks.sorted {
            ($1.key.count, $0.key[0]) < ($0.key.count, $1.key[0])
        }
        for (value, mark) in longestFirst { forms[Int(value[0])].append((value, mark)) }
        self.forms = forms
        isEmpty = marks.isEmpty
    }

    package func callAsFunction(_ text: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            let found = forms[Int(text[position])].first { text[position...].starts(with: $0.value) }
            if let found {
                result += found.mark
                position += found.value.count
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }

    package func callAsFunction(_ text: String) -> String {
        isEmpty ? text : String(decoding: self(Array(text.utf8)), as: UTF8.self)
    }
}

/// Every secret that this process has resolved, so that whatever it writes can be cleaned of all of them.
///
/// One is made for each program and handed to all that print or store.
package final class KnownSecrets: Sendable {
    private struct State {
        var seen: Set<[UInt8]> = []
        var secrets: [ResolvedSecret] = []
        var redaction = Redaction([])
    }

    private let state = Mutex(State())

    package init() {}

    package func add(_ secret: ResolvedSecret) {
        state.withLock { state in
            guard state.seen.insert(secret.value).inserted else { return }
            state.secrets.append(secret)
            state.redaction = Redaction(state.secrets)
        }
    }

    /// Of everything known now.
    package var redaction: Redaction { state.withLock { $0.redaction } }
}

/// Resolves secrets and remembers their values for redaction.
package struct RememberingSecrets: SecretResolver {
    private let resolver: any SecretResolver
    private let known: KnownSecrets

    package init(_ resolver: any SecretResolver, in known: KnownSecrets) {
        self.resolver = resolver
        self.known = known
    }

    package func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        let resolved = try await resolver.resolve(secret)
        known.add(resolved)
        return resolved
    }

    package func concern(about secret: SecretReference) -> String? { resolver.concern(about: secret) }
}
