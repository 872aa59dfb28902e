internal import Contracts
internal import Formats

extension AuditTrail {
    /// Hands the whole record over line by line, in the form that `groundup audit verify` reads.
    package func export(_ write: ([UInt8]) throws -> Void) async throws {
        var form = AuditExport()
        // What is signed is fixed first: later records are part of the next export.
        let seals = try await log.seals()
        try write(form.head(key: seals.isEmpty ? nil : try await key.publicKey()))
        var number: Int64 = 0
        while true {
            let records = try await log.records(after: number, limit: 1_000)
            for record in records { try write(form.record(record)) }
            number += Int64(records.count)
            if records.isEmpty { break }
        }
        for seal in seals { try write(form.seal(seal)) }
        try write(form.end())
    }
}
