internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Formats
internal import Foundation
internal import Orchestration

/// How a decision is signed: here with a key, or on another machine.
struct SigningOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The SSH key to sign with.", valueName: "file")) var key: String?
    @Option(name: .customLong("as"), help: ArgumentHelp("The person's name in the configuration.", valueName: "name"))
    var name: String?
    @Option(name: .long, help: "The role in which it is decided; the first that is asked for when absent.")
    var role: String?
    @Option(name: .long, help: ArgumentHelp("Why.", valueName: "reason")) var because: String?
    @Flag(name: .long, help: "Write the statement to be signed on another machine, and how.") var print = false
    @Option(name: .long, help: ArgumentHelp("Bring in a statement that was signed elsewhere.", valueName: "file"))
    var statement: String?
    @Option(name: .long, help: ArgumentHelp("The signature of --statement.", valueName: "file")) var signature: String?

    var isImport: Bool { statement != nil || signature != nil }

    func wish(_ decision: Decision, validity: Int64? = nil) throws -> DecisionWish {
        guard let name else {
            throw GroundupError(.usage, "Nobody is named who decides.", hint: "Name the person with --as.")
        }
        return DecisionWish(decision, by: name, role: role, validity: validity, reason: because ?? "")
    }

    /// Signs and stores the decision, or shows what has to be signed.
    func decide(_ wish: DecisionWish, on stored: StoredPlan, _ workplace: Workplace) async throws {
        let statement = try await workplace.statement(wish, on: stored)
        guard !print else { return show(statement, digest: stored.digest) }
        let (_, state) = try await workplace.decide(statement, signature: try await sign(statement))
        let done =
            switch wish.decision {
            case .approve: "approved"
            case .reject: "rejected"
            case .withdraw: "no longer decided on by \(wish.person)"
            }
        Console.data("Plan \(stored.digest.prefix(12)) \(done): \(printable(state.summary)).")
    }

    func importDecision(_ workplace: Workplace) async throws {
        let (statement, signature) = try files()
        let (stored, state) = try await workplace.decide(statement, signature: signature)
        Console.data("Plan \(stored.digest.prefix(12)): \(printable(state.summary)).")
    }

    func sign(_ statement: [UInt8]) async throws -> [UInt8] {
        guard let key else {
            throw GroundupError(
                .usage, "No key is named to sign with.", hint: "Name one with --key, or sign elsewhere with --print.")
        }
        return try await Builtins.signer(key: key).sign(statement)
    }

    func files() throws -> (statement: [UInt8], signature: [UInt8]) {
        guard let statement, let signature else {
            throw GroundupError(
                .usage, "A statement and its signature belong together.", hint: "Give --statement and --signature.")
        }
        return (try read(statement), try read(signature))
    }

    /// The statement alone goes to standard output, so that it can be kept as it is.
    func show(_ statement: [UInt8], digest: String?) {
        Console.data(statement)
        let check =
            digest.map {
                """
                Whoever signs checks first that the plan is the one they read:
                  groundup show \($0.prefix(12)) --exact > plan.json     here; carry plan.json along
                  sha256sum plan.json                           there; has to print \($0)

                """
            } ?? ""
        Console.message(
            """
            \(check)Keep the statement unchanged as statement.txt, and sign it there with
              ssh-keygen -Y sign -n groundup-plan -f KEY statement.txt
            Then bring both back:
              groundup approve \(digest == nil ? "--standing drill " : "")--statement statement.txt --signature statement.txt.sig
            """)
    }

    private func read(_ path: String) throws -> [UInt8] {
        guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= 1 << 20 else {
            throw GroundupError(
                .usage, "\(printable(path)) cannot be read, or is larger than 1 MiB.", hint: "Check the path.")
        }
        return [UInt8](bytes)
    }
}

/// Seconds of a duration such as `24h`.
func duration(written text: String) throws -> Int64 {
    guard let seconds = DurationText.seconds(text) else {
        throw GroundupError(
            .usage, "'\(printable(text))' is no duration.", hint: "Write it as 90s, 15m, 24h, 7d or 2w.")
    }
    return seconds
}
