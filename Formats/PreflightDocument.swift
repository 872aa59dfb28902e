package import Contracts
package import Estate

/// What a preflight found, format `groundup-preflight`, version 1.
package struct PreflightRecord: Hashable, Sendable {
    /// The plan that it was made for; `nil` for the whole configuration.
    package var planDigest: String?
    package var time: Instant
    package var findings: [PreflightFinding]

    package init(planDigest: String?, time: Instant, findings: [PreflightFinding]) {
        self.planDigest = planDigest
        self.time = time
        self.findings = findings
    }

    package func count(_ verdict: PreflightFinding.Verdict) -> Int { findings.count { $0.verdict == verdict } }

    /// Something was checked, and nothing failed.
    package var isReady: Bool { count(.passed) > 0 && count(.failed) == 0 }
}

package enum PreflightDocument {
    package static func bytes(_ record: PreflightRecord) -> [UInt8] { CanonicalJSON.bytes(encode(record)) }

    package static func encode(_ record: PreflightRecord) -> JSONValue {
        .record([
            "format": .string("groundup-preflight"), "version": .integer(1),
            "plan": record.planDigest.map(JSONValue.string) ?? .null, "time": .integer(record.time.seconds),
            "ready": .bool(record.isReady),
            "findings": .array(
                record.findings.map { finding in
                    .record([
                        "check": .string(finding.check), "subject": .string(finding.subject),
                        "verdict": .string(finding.verdict.rawValue), "detail": .string(finding.detail),
                        "hint": .string(finding.hint),
                    ])
                }),
        ])
    }

    package static func read(_ bytes: [UInt8], name: String) throws -> PreflightRecord {
        let reader = try JSONReader(JSONValue.parse(bytes, name: name, limit: 16 << 20), path: name)
        try requireVersion(reader, format: "groundup-preflight", version: 1)
        return PreflightRecord(
            planDigest: try reader.optionalString("plan"), time: Instant(seconds: try reader.integer("time")),
            findings: try reader.list("findings") { finding in
                PreflightFinding(
                    try finding.string("check"), try finding.string("subject"),
                    try finding.choice("verdict", PreflightFinding.Verdict.self), try finding.string("detail"),
                    hint: try finding.string("hint"))
            })
    }
}
