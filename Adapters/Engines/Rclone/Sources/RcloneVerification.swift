package import Contracts
import EngineParts
import Foundation

extension RcloneEngine {
    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        try await withQuestion(repository) { question throws(EngineFailure) in
            let version = try await calls.run(question.command.version(), within: calls.limits.listing)
            let text = String(decoding: version.output.prefix(100), as: UTF8.self)
            let isEncrypted = try await isEncrypted(question)
            return RepositoryProbe(
                toolVersion: text.split(separator: "\n").first.map(String.init) ?? "", repositoryID: nil,
                isEncrypted: isEncrypted, lock: nil, capabilities: [.manifest, .changes],
                depths: .listed...(isEncrypted ? .decoded : .bytes))
        }
    }

    private func isEncrypted(_ question: RcloneQuestion) async throws(EngineFailure) -> Bool {
        guard let remote = question.location.remote else { return false }
        let result = try await calls.run(question.command.remotes(), within: calls.limits.listing)
        return String(decoding: result.output, as: UTF8.self).split(separator: "\n").contains { line in
            line.hasPrefix("\(remote):") && line.hasSuffix(" crypt")
        }
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            return try await withQuestion(repository) { question throws(EngineFailure) in
                guard let point = request.point else {
                    throw EngineFailure(.unsupported, "one restore point is verified at a time; name it")
                }
                let tree = try await tree(of: point, question)
                if request.depth == .listed {
                    return PointVerification(.ok(proof: "\(point.id) is listed"), at: .listed)
                }
                let files = try await entries(tree, question) { _ in }.files
                guard files > 0 else { return PointVerification(outcome: .unknown("it holds no file")) }
                if request.depth == .structure {
                    return PointVerification(
                        .ok(proof: "\(files) files are listed; nothing tells how many there should be"), at: .structure)
                }
                return try await read(tree, files, request, question)
            }
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    private func read(
        _ tree: String, _ files: Int, _ request: VerifyRequest, _ question: RcloneQuestion
    ) async throws(EngineFailure) -> PointVerification {
        let sums = question.location.sums
        let isEncrypted = try await isEncrypted(question)
        let printed = try await calls.run(question.command.print("\(tree)/\(sums)"), within: calls.limits.listing)
        if printed.succeeded, let list = RcloneSums.readable(printed.output) {
            let file = try question.folder.file("sums", list)
            let result = try await calls.run(question.command.check(file, tree), within: request.timeout)
            if let failure = EngineFailure(result.outcome, of: "rclone", errors: result.errors) { throw failure }
            let code = if case .exited(let code) = result.outcome { code } else { -1 }
            let outcome = RcloneCheck(result.output, ignoring: [sums]).outcome(code)
            return PointVerification(
                outcome ?? .unknown("rclone compared nothing: \(EngineText.lastLine(result.errors))"), at: .bytes,
                percent: 100)
        }
        guard isEncrypted else {
            throw EngineFailure(
                .unsupported,
                "no file of sums stands in it, and the sums that a remote remembers prove nothing of its bytes")
        }
        return try await decrypted(tree, files, request, question)
    }

    /// Every block of an encrypted remote proves itself when it is decrypted.
    private func decrypted(
        _ tree: String, _ files: Int, _ request: VerifyRequest, _ question: RcloneQuestion
    ) async throws(EngineFailure) -> PointVerification {
        let result = try await calls.run(question.command.read(tree), within: request.timeout)
        var outcome = outcome(of: result, after: .restore)
        let read = result.output.split(separator: 0x0A).count
        if case .ok = outcome {
            outcome =
                read == files
                ? .ok(proof: "\(read) files were decrypted, block by block")
                : .failed(EngineFailure(.corrupt, "\(read) of \(files) files could be decrypted"))
        }
        return PointVerification(outcome, at: min(request.depth, .decoded), percent: 100)
    }
}

/// Sums as `sha256sum` or rclone write them, made fit for rclone, which knows neither `./` nor escaped names.
enum RcloneSums {
    /// `nil` when there is no sum among the lines.
    static func readable(_ text: [UInt8]) -> [UInt8]? {
        var list: [UInt8] = []
        for line in text.split(separator: 0x0A) {
            let isEscaped = line.first == UInt8(ascii: "\\")
            let line = isEscaped ? line.dropFirst() : line
            guard line.count > 66, line.prefix(64).allSatisfy(isHexadecimal) else { continue }
            var name = line.dropFirst(66)
            if name.starts(with: Array("./".utf8)) { name = name.dropFirst(2) }
            let text = isEscaped ? unescaped(name) : Array(name)
            list += Array(line.prefix(64)) + Array("  ".utf8) + text + [0x0A]
        }
        return list.isEmpty ? nil : list
    }

    /// rclone writes a line end in a name as the picture of one.
    private static func unescaped(_ name: ArraySlice<UInt8>) -> [UInt8] {
        Array(
            String(decoding: name, as: UTF8.self).replacing("\\\\", with: "\u{0}").replacing("\\n", with: "\u{240A}")
                .replacing("\u{0}", with: "\\").utf8)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
