import Contracts
import Host
import Testing

@Suite("Approvals are real SSH signatures", .serialized)
struct SSHSignatureTests {
    private let folder = TemporaryFolder()
    private let runner = SubprocessRunner()
    private let plan = Array("{\"plan\":1}".utf8)

    private func makeKey(_ name: String) async throws -> ApproverEntry {
        let path = "\(folder.path)/\(name)"
        let result = try await runner.run(
            ProcessRequest("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "comment", "-f", path]))
        try #require(result.succeeded)
        let words = folder.text("\(name).pub").split(separator: " ")
        return ApproverEntry(name: "\(name)@corp.example", key: "\(words[0]) \(words[1])")
    }

    private func sign(_ name: String) async throws -> [UInt8] {
        try await SSHSigner(key: "\(folder.path)/\(name)", runner: runner).sign(plan)
    }

    @Test("a signature holds for its key, its bytes and nothing else")
    func verify() async throws {
        let alice = try await makeKey("alice")
        let bob = try await makeKey("bob")
        let verifier = SSHSignatureVerifier(runner: runner)
        let signature = try await sign("alice")
        #expect(try await verifier.verify(signature, over: plan, by: alice)?.hasPrefix("SHA256:") == true)
        #expect(try await verifier.verify(signature, over: plan + [10], by: alice) == nil, "altered plan")
        #expect(try await verifier.verify(signature, over: plan, by: bob) == nil, "another's key")
        #expect(try await verifier.verify(Array("nonsense".utf8), over: plan, by: alice) == nil)
        #expect(try await verifier.verify([], over: plan, by: alice) == nil)
    }

    @Test("a signature made for another purpose does not hold")
    func namespace() async throws {
        let alice = try await makeKey("alice")
        let other = try await runner.run(
            ProcessRequest(
                "ssh-keygen", ["-Y", "sign", "-n", "file", "-f", "\(folder.path)/alice"], input: plan))
        try #require(other.succeeded)
        #expect(try await SSHSignatureVerifier(runner: runner).verify(other.output, over: plan, by: alice) == nil)
    }

    @Test("a change of any byte of what an installation signed is found, also where ssh would not mind")
    func form() async throws {
        let alice = try await makeKey("alice")
        let signer = SSHSigner(key: "\(folder.path)/alice", runner: runner, namespace: .audit)
        let verifier = SSHSignatureVerifier(runner: runner, namespace: .audit)
        let signature = try await signer.sign(plan)
        #expect(try await verifier.verify(signature, over: plan, by: alice) != nil)
        #expect(
            try await SSHSignatureVerifier(runner: runner, namespace: .kit).verify(signature, over: plan, by: alice)
                == nil)
        for position in signature.indices {
            var bytes = signature
            bytes[position] ^= 1
            #expect(try await verifier.verify(bytes, over: plan, by: alice) == nil, "byte \(position)")
        }
    }

    @Test("a missing key is said")
    func missingKey() async throws {
        let error = await #expect(throws: GroundupError.self) { try await sign("nobody") }
        #expect(error?.code == .approval)
    }

    @Test(
        "names and keys that mean more than themselves are refused",
        arguments: ["*", "a,b", "a b", "", "-x", "a\nb ssh-ed25519 AAAA", "\"a\""])
    func hostileNames(name: String) async throws {
        let alice = try await makeKey("alice")
        let signature = try await sign("alice")
        let verifier = SSHSignatureVerifier(runner: runner)
        let approver = ApproverEntry(name: name, key: alice.key)
        await #expect(throws: GroundupError.self) { try await verifier.verify(signature, over: plan, by: approver) }
    }

    @Test(
        "a key that is not one type and one base64 text is refused", arguments: ["x", "", "a b c", "a b\nc", "a \"b"])
    func hostileKeys(key: String) async throws {
        let approver = ApproverEntry(name: "a", key: key)
        await #expect(throws: GroundupError.self) {
            try await SSHSignatureVerifier(runner: runner).verify([1], over: plan, by: approver)
        }
    }

    @Test("nothing is left in the temporary folder")
    func leftOvers() async throws {
        let alice = try await makeKey("alice")
        _ = try await SSHSignatureVerifier(runner: runner).verify(try await sign("alice"), over: plan, by: alice)
        // Other tests verify at the same time; ours would hold this key.
        let left = try await runner.run(
            ProcessRequest(
                "sh", ["-c", "grep -rlsF -- \"$1\" \"${TMPDIR:-/tmp}\"/groundup-??????", "sh", alice.key ?? ""]))
        #expect(left.output.isEmpty, "\(String(decoding: left.output, as: UTF8.self))")
    }
}
