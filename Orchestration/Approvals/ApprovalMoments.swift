internal import ByteParsing
internal import Estate

extension ApprovalJudgement {
    static func text(_ instant: Instant) -> String {
        rfc3339(secondsSinceEpoch: instant.seconds) ?? "\(instant.seconds) s since 1970"
    }
}
