internal import Contracts
internal import RecoveryPlan

/// Where an attempt lives, on either place; every part of a path is safe in a file name, a unit name and a shell.
struct AttemptPlace: Hashable, Sendable {
    /// The step's name among the files of its run.
    let name: String
    let folder: String
    /// Of this attempt alone: the end of another one takes its own away, no others.
    let secrets: String
    let unit: String

    init(_ request: StepRequest, folders: String, secrets: String) {
        name = Self.fileName(of: request.step.id, position: request.position)
        folder = "\(folders)/\(name)"
        self.secrets = "\(secrets)/\(name)-\(request.attempt)"
        unit = "groundup-\(request.run)-\(name)-\(request.attempt)"
    }

    /// The position keeps it unique; the readable rest is letters, digits, `.` and `-`.
    static func fileName(of step: StepID, position: Int) -> String {
        let readable = step.text.utf8.prefix(80).map { byte -> Character in
            let scalar = Character(Unicode.Scalar(byte))
            return byte < 0x80 && (scalar.isLetter || scalar.isNumber || scalar == ".") ? scalar : "-"
        }
        let number = String(position)
        return String(repeating: "0", count: max(0, 4 - number.count)) + number + "-" + String(readable)
    }
}

/// The environment of a body: what the executor adds, the step's parameters, and the paths of its secrets.
enum StepEnvironment {
    /// Sorted by name; throws when the plan has an impossible name or value.
    static func values(
        _ request: StepRequest, _ place: AttemptPlace, _ given: [String: String]
    ) throws -> [(name: String, value: String)] {
        var values = given
        for parameter in request.step.parameters { values[parameter.name] = parameter.value }
        for secret in request.secrets { values[secret.name] = "\(place.secrets)/\(secret.name)" }
        return try values.sorted { $0.key < $1.key }.map { name, value in
            guard isVariable(name), !value.utf8.contains(0) else {
                throw GroundupError(
                    .planRefused, "step \(request.step.id) has the impossible parameter \(name)",
                    hint: "Names are capital letters, digits and underscores; values hold no zero byte.")
            }
            return (name, value)
        }
    }

    private static func isVariable(_ name: String) -> Bool {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let underscore = UInt8(ascii: "_")
        guard let first = name.utf8.first, capitals.contains(first) || first == underscore else { return false }
        return name.utf8.allSatisfy { capitals.contains($0) || digits.contains($0) || $0 == underscore }
    }
}

/// What goes to the standard input of the script that begins an attempt: a line with the sizes of the runner and the body
/// and the count of secrets, then these two, then for each secret a line with its name and size and its bytes, then a
/// line that says that it is whole.
struct StepDelivery: Sendable {
    let bytes: [UInt8]

    init(_ request: StepRequest, _ environment: [(name: String, value: String)]) {
        // One file less to be written there: the environment is a function in front of the runner.
        let variables = environment.map { "export \($0.name)=\(shellQuoted($0.value))\n" }.joined()
        let runner = Array("environment() {\n:\n\(variables)}\n\(TargetScripts.runner)".utf8)
        let body = Array(request.script.utf8)
        var bytes = Array("\(runner.count) \(body.count) \(request.secrets.count)\n".utf8) + runner + body
        for secret in request.secrets {
            bytes += Array("\(secret.name) \(secret.value.count)\n".utf8) + secret.value
        }
        self.bytes = bytes + Array("groundup-delivered\n".utf8)
    }
}
