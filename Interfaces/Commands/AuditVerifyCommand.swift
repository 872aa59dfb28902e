internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Estate
internal import Formats
internal import Foundation
internal import Orchestration

/// `groundup audit verify`: whether a copy of the record is what was written.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Find any record that was changed, removed, reordered or cut off; needs nothing but a copy.",
        discussion: """
            Without a file, the state folder is verified, or a copy of one. Whose key signed, and whether records are \
            missing at the end, can only be told with what was kept elsewhere: --key and --anchors.

            Exits with 17 when something is not as it was written; the number of each such record is named.

            Examples:
              groundup audit verify
              groundup audit verify audit.jsonl --key groundup.pub --anchors /mnt/other/groundup-anchors.jsonl
              groundup audit verify --state /mnt/copy-of-state
            """)

    @OptionGroup var place: StateOption
    @Argument(help: "A file that 'groundup audit export' wrote.") var file: String?
    @Option(name: .long, help: ArgumentHelp("The public key of the installation.", valueName: "file"))
    var key: String?
    @Option(name: .long, help: ArgumentHelp("A file of anchored heads.", valueName: "file"))
    var anchors: String?
    @Option(name: .shortAndLong, help: "table or json.") var output = TableOrJSON.table

    private static let sizeLimit = 4 << 30

    func run() async throws {
        let verdict = try await file == nil ? verdictOnState() : verdictOnFile()
        switch output {
        case .json: Console.data(verdict.json)
        case .table: Console.data(verdict.text)
        }
        guard verdict.isSound else { throw ExitCode(ErrorCode.audit.exitStatus) }
    }

    private func verdictOnFile() async throws -> AuditVerdict {
        let name = file ?? ""
        let export = try ExportedAudit(try read(name), name: printable(name))
        let verification = AuditVerification(
            verifier: Builtins.auditVerifier, key: try trustedKey(), found: export.key, anchors: try given(anchors))
        return try await verification.verdict(on: export.records, seals: export.seals, problems: export.problems)
    }

    private func verdictOnState() async throws -> AuditVerdict {
        let trail = try Builtins.auditTrail(state: place.state)
        let seals = try await trail.log.seals()
        let usual = Builtins.anchorFile(state: place.state)
        let found = FileManager.default.fileExists(atPath: usual) ? usual : nil
        let verification = AuditVerification(
            verifier: Builtins.auditVerifier, key: try trustedKey(),
            found: seals.isEmpty ? nil : try await trail.key.publicKey(), anchors: try given(anchors ?? found))
        return try await verification.verdict(on: try await trail.log.records(after: 0, limit: .max), seals: seals)
    }

    private func given(_ anchors: String?) throws -> [AuditSeal]? {
        try anchors.map { try AuditDocument.anchors(try read($0), name: printable($0)) }
    }

    private func trustedKey() throws -> String? {
        guard let key else { return nil }
        let words = String(decoding: try read(key), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return words.prefix(2).joined(separator: " ")
    }

    private func read(_ path: String) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: Self.sizeLimit)
        else {
            throw GroundupError(
                .usage, "The file '\(printable(path))' cannot be read, or is empty.",
                hint: "Check its name and its permissions.")
        }
        return [UInt8](data)
    }
}

extension AuditVerdict {
    fileprivate var text: String {
        var lines = problems.map { printable($0.text) }
        lines.append("\(head.number) records, the last \(head.hash.prefix(16)).")
        if let sealed {
            lines.append(
                "Signed up to record \(sealed.head.number), \(timestamp(sealed.time)); \(sealCount) signatures hold.")
        }
        if unsigned > 0 { lines.append("Not signed: the last \(unsigned); only their chain speaks for them.") }
        if anchorCount > 0 { lines.append("\(anchorCount) anchors compared.") }
        lines += notChecked.map { "Not checked: \($0)." }
        lines.append(isSound ? "Nothing was changed." : "The record is not as it was written.")
        return lines.joined(separator: "\n") + "\n"
    }

    fileprivate var json: JSONValue {
        .record([
            "sound": .bool(isSound), "records": .integer(head.number), "head": .string(head.hash),
            "signedUpTo": sealed.map { .integer($0.head.number) }, "unsigned": .integer(unsigned),
            "anchors": .number(anchorCount), "notChecked": .strings(notChecked),
            "problems": .array(
                problems.map { .record(["record": .integer($0.number), "problem": .string($0.text)]) }),
        ])
    }
}
