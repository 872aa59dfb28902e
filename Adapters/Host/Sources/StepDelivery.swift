internal import Contracts
internal import RecoveryPlan

/// Where an attempt lives, on either place; every part of a path is safe in a file name, a unit name and a shell.
struct AttemptPlace: Hashable, Sendable {
    let folder: String
    let secrets: String
    let unit: String

    init(_ request: StepRequest, folders: String, secrets: String) {
        let name = Self.fileName(of: request.step.id, position: request.position)
        folder = "\(folders)/\(name)"
        self.secrets = "\(secrets)/\(name)"
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

/// What goes to the outer script's standard input.
struct StepDelivery: Sendable {
    let bytes: [UInt8]

    /// - Parameter environment: what the executor adds to the step's own parameters.
    init(_ request: StepRequest, place: AttemptPlace, environment: [String: String]) throws {
        let runner = Array(StepScripts.runner.utf8)
        let body = Array(request.script.utf8)
        let variables = Array(try Self.environment(request, place, environment).utf8)
        var bytes = Array("\(runner.count) \(body.count) \(variables.count) \(request.secrets.count)\n".utf8)
        bytes += runner + body + variables
        for secret in request.secrets {
            bytes += Array("\(secret.name) \(secret.value.count)\n".utf8) + secret.value
        }
        self.bytes = bytes
    }

    private static func environment(
        _ request: StepRequest, _ place: AttemptPlace, _ given: [String: String]
    ) throws -> String {
        var values = given
        for parameter in request.step.parameters { values[parameter.name] = parameter.value }
        for secret in request.secrets { values[secret.name] = "\(place.secrets)/\(secret.name)" }
        return try values.sorted { $0.key < $1.key }.map { name, value in
            guard isVariable(name), !value.utf8.contains(0) else {
                throw GroundupError(
                    .planRefused, "step \(request.step.id) has the impossible parameter \(name)",
                    hint: "Names are capital letters, digits and underscores; values hold no zero byte.")
            }
            return "export \(name)=\(shellQuoted(value))\n"
        }.joined()
    }

    private static func isVariable(_ name: String) -> Bool {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let underscore = UInt8(ascii: "_")
        guard let first = name.utf8.first, capitals.contains(first) || first == underscore else { return false }
        return name.utf8.allSatisfy { capitals.contains($0) || digits.contains($0) || $0 == underscore }
    }
}
