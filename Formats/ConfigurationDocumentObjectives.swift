import Assurance
import ByteParsing
import Contracts
import Estate

/// What applications ask of their protection, and what somebody answers for.
extension ConfigurationDocument {
    static func objectives(_ value: YAMLValue?) throws -> Objectives {
        let keys = ["rpo", "rto", "retention", "keep", "window", "max-duration", "growth", "restore-test"]
        guard let entry = try value?.mapping(keys) else { return Objectives() }
        return Objectives(
            recoveryPoint: try entry["rpo"]?.duration(), recoveryTime: try entry["rto"]?.duration(),
            retention: try entry["retention"]?.duration(),
            protection: ProtectionObjectives(
                kept: try kept(entry["keep"]), window: try entry["window"]?.window(),
                maximalDuration: try entry["max-duration"]?.duration(),
                maximalGrowth: try entry["growth"]?.percent(), restoreTests: try restoreTests(entry["restore-test"])))
    }

    private static func kept(_ value: YAMLValue?) throws -> KeptPoints {
        guard let entry = try value?.mapping(["last", "daily", "weekly", "monthly", "yearly"]) else {
            return KeptPoints()
        }
        func count(_ key: String) throws -> Int { try entry[key]?.integer(in: 1...10_000) ?? 0 }
        return KeptPoints(
            last: try count("last"), daily: try count("daily"), weekly: try count("weekly"),
            monthly: try count("monthly"), yearly: try count("yearly"))
    }

    private static func restoreTests(_ value: YAMLValue?) throws -> [TestDepth: Int64] {
        // V0 to V2 are what an engine checks without a restore.
        let depths = TestDepth.allCases.filter { $0 >= .decoded }
        guard let entry = try value?.mapping(depths.map(\.word)) else { return [:] }
        return try depths.reduce(into: [:]) { $0[$1] = try entry[$1.word]?.duration() }
    }

    static func safety(_ entry: YAMLMapping) throws -> RepositorySafety {
        RepositorySafety(
            site: try entry["site"]?.name(as: "a site"), isAppendOnly: try entry["append-only"]?.flag() ?? false,
            immutableFor: try entry["immutable"]?.duration())
    }

    static func acceptedRisks(_ root: YAMLMapping, hosts: [HostEntry]) throws -> [AcceptedRisk] {
        try root.list("accepted-risks").map { item in
            let entry = try item.mapping(["asset", "rule", "subject", "owner", "because", "until"])
            let (subject, rule) = try accepted(entry, hosts: hosts.map(\.name))
            return AcceptedRisk(
                subject: subject, rule: rule, owner: try entry.required("owner").line(),
                because: try entry.required("because").line(), until: try entry.required("until").day())
        }
    }

    private static func accepted(_ entry: YAMLMapping, hosts: [String]) throws -> (subject: String, rule: String?) {
        let hint = "Write asset: for data that need not be covered, or rule: and subject: of a finding."
        if let asset = entry["asset"] {
            guard entry["rule"] == nil, entry["subject"] == nil else {
                throw entry.failure("an accepted risk has both an asset and a rule or subject", hint: hint)
            }
            return (try asset.asset(on: hosts).text, nil)
        }
        guard let rule = entry["rule"], let subject = entry["subject"] else {
            throw entry.failure("an accepted risk names neither an asset nor a rule with its subject", hint: hint)
        }
        return (try subject.line(), try rule.name(as: "a rule"))
    }
}

extension ConfigurationDocument {
    static func objectives(_ objectives: Objectives) -> [String] {
        let protection = objectives.protection
        var written = [
            ("rpo", objectives.recoveryPoint), ("rto", objectives.recoveryTime), ("retention", objectives.retention),
            ("max-duration", protection.maximalDuration),
        ].compactMap { key, seconds in seconds.map { "\(key): \(DurationText.text($0))" } }
        if let window = protection.window { written.append("window: \"\(window.text)\"") }
        if let growth = protection.maximalGrowth { written.append("growth: \(growth)%") }
        written += [("keep", kept(protection.kept)), ("restore-test", tests(protection.restoreTests))]
            .filter { !$0.1.isEmpty }.map { "\($0.0): {\($0.1.joined(separator: ", "))}" }
        return written.isEmpty ? [] : ["    objectives: {\(written.joined(separator: ", "))}"]
    }

    private static func kept(_ kept: KeptPoints) -> [String] {
        [
            ("last", kept.last), ("daily", kept.daily), ("weekly", kept.weekly), ("monthly", kept.monthly),
            ("yearly", kept.yearly),
        ].filter { $0.1 > 0 }.map { "\($0.0): \($0.1)" }
    }

    private static func tests(_ tests: [TestDepth: Int64]) -> [String] {
        tests.sorted { $0.key < $1.key }.map { "\($0.key.word): \(DurationText.text($0.value))" }
    }

    static func acceptedRisks(_ configuration: Configuration) -> String {
        let entries = configuration.acceptedRisks.map { risk in
            let subject = risk.rule.map { [("rule", $0), ("subject", risk.subject)] } ?? [("asset", risk.subject)]
            let until = rfc3339(secondsSinceEpoch: risk.until.seconds).map { String($0.prefix(10)) }
            let rest = [("owner", risk.owner), ("because", risk.because)]
            return YAMLText.flow((subject + rest).map { ($0.0, Optional($0.1)) } + [("until", until)])
        }
        return YAMLText.section(
            "accepted-risks", about: "What is not protected on purpose: who answers for it, why, and until when.",
            entries: entries,
            example: "{asset: \"app1:/srv/cache\", owner: alice@corp.example, because: \"made anew in an hour\", "
                + "until: \"2027-01-01\"}")
    }
}

extension YAMLValue {
    fileprivate func window() throws -> BackupWindow {
        let text = try line()
        guard let window = BackupWindow(text) else {
            throw failure("'\(text.prefix(60))' is no backup window", hint: "Write it in UTC, such as 22:00-06:00.")
        }
        return window
    }

    /// `10%`, from 1 to 100000.
    fileprivate func percent() throws -> Int {
        let text = try line()
        guard text.hasSuffix("%"), text.utf8.count <= 7, let number = Int(text.dropLast()),
            (1...100_000).contains(number)
        else { throw failure("'\(text.prefix(60))' is no percentage", hint: "Write what is tolerated, such as 10%.") }
        return number
    }

    /// The beginning of a day in UTC.
    fileprivate func day() throws -> Instant {
        let text = try line()
        guard text.utf8.count == 10, let seconds = secondsSinceEpoch(rfc3339: Array("\(text)T00:00:00Z".utf8)[...])
        else {
            throw failure("'\(text.prefix(60))' is no date", hint: "Write it as 2027-01-31.")
        }
        return Instant(seconds: seconds)
    }
}
