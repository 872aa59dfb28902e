package import Contracts
internal import Formats

extension Workplace {
    /// Verifies every file of the depot, and records that it was done and with what result.
    package func verifiedMedia() async throws -> [DepotEntry] {
        let entries = try await media.verify()
        let digest = sha256(Array(entries.map { "\($0.digest)  \($0.path)\n" }.sorted().joined().utf8))
        let details: [String: AuditDetail] = ["files": .number(Int64(entries.count)), "digest": .text(digest)]
        try await audit.record(AuditEvent(.mediaVerified, subject: media.path, details: details))
        return entries
    }
}
