package import Contracts
internal import Glibc
package import RecoveryPlan

/// Finds secrets in files of the controller (`file:/path`) and in groundup's own environment (`env:NAME`).
///
/// One line end at the end of the value is no part of it.
package struct SecretFiles: SecretResolver {
    /// Bytes that a secret may have.
    private static let limit = 64 << 10

    package init() {}

    package func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        var value = try value(of: secret)
        if value.last == UInt8(ascii: "\n") { value.removeLast() }
        guard !value.isEmpty else { throw missing(secret, "is empty") }
        return ResolvedSecret(name: secret.name, value: value)
    }

    private func value(of secret: SecretReference) throws -> [UInt8] {
        let parts = secret.reference.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw missing(secret, "is neither file:/path nor env:NAME") }
        switch parts[0] {
        case "file": return try readFile(parts[1], limit: Self.limit)
        case "env":
            guard let value = getenv(parts[1]) else { throw missing(secret, "is not set") }
            return Array(String(cString: value).utf8)
        default: throw missing(secret, "is neither file:/path nor env:NAME")
        }
    }

    private func missing(_ secret: SecretReference, _ problem: String) -> GroundupError {
        GroundupError(
            .configuration, "the secret \(secret.name), expected at \(secret.reference), \(problem)",
            hint: "Put it there on the controller, then resume.")
    }
}
