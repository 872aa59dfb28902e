import Contracts
import Estate
import Host
import RecoveryPlan
import TestKit
import Testing

@testable import AnsibleEmitter

/// The playbooks under the real Ansible; few steps, because each takes it a second or two.
@Suite struct RealAnsibleTests {
    private func folder(_ plan: Plan) throws -> EmittedFolder {
        try EmittedFolder(
            AnsibleEmitter().emit(plan, digest: EmitterPlans.digest), runner: SubprocessRunner())
    }

    /// Files go through the ssh of the test, which knows no sftp.
    private let environment = ["ANSIBLE_SSH_TRANSFER_METHOD": "piped"]

    @Test func valuesAndSecretsArriveOnStrangeHosts() async throws {
        let texts = EmitterPlans.hostileTexts
        var values = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ("GU_V\($0)", $1) })
        values["GU_OUT"] = "out"
        let body =
            "set -eu\n[ -e \"$WORK/tried\" ] || { : > \"$WORK/tried\"; exit 4; }\n"
            + texts.indices.map { "printf '%s\\0' \"$GU_V\($0)\" >> \"$WORK/$GU_OUT\"\n" }.joined()
            + "cp \"$GU_SECRET\" \"$WORK/secret\"\necho \"$ON_HOST\" > \"$WORK/host\"\n"
        let host = "h'$(touch pwned){{ lookup('pipe', 'touch pwned') }} x"
        let plan = EmitterPlans.plan(
            [
                EmitterPlans.numbered(EmitterPlans.step("do/1/first")),
                EmitterPlans.step(
                    "do/2/{{ 1 + 1 }}", on: host, .target, body: "b", needs: ["do/1/first"], parameters: values,
                    secrets: [SecretReference(name: "GU_SECRET", reference: "env:MY_SECRET")], attempts: 2),
            ], bodies: ["note": EmitterPlans.note, "b": body])
        let folder = try folder(plan)
        let missing = try await folder.run("./restore", environment: environment)
        #expect(missing.outcome == .exited(66))
        let result = try await folder.run(
            "./restore", environment: environment.merging(["MY_SECRET": "{{ secret }}'"]) { $1 })
        #expect(result.succeeded, "\(result.text)\(result.errors)")
        #expect(folder.read("out") == texts.map { $0 + "\0" }.joined())
        #expect(folder.read("secret") == "{{ secret }}'\n")
        #expect(folder.read("host") == host + "\n")
        #expect(folder.all(named: "pwned") == [])
        // Neither logs nor what Ansible leaves behind hold the secret.
        #expect(try await folder.run("grep", ["-r", "-l", "{{ secret }}", "."]).text == "./secret\n")
        #expect(try await folder.run("find", ["state/open", "-type", "f"]).text == "")
    }

    @Test func aFailureStopsWhatWaitsForItAndNothingElse() async throws {
        let steps = [
            EmitterPlans.step("do/1/a", on: "h1", .target),
            EmitterPlans.step("do/2/b", on: "h1", .target, needs: ["do/1/a"]),
            EmitterPlans.step("do/3/c", on: "h2", .target),
        ]
        let folder = try folder(EmitterPlans.plan(steps.map(EmitterPlans.numbered)))
        try folder.write("refuse", "1\n")
        let first = try await folder.run("./restore", ["-j", "2"], environment: environment)
        #expect(first.outcome == .exited(1))
        #expect(first.text.contains("1 steps done, 1 failed, 1 skipped, 0 not started"), "\(first.text)\(first.errors)")
        #expect(folder.lines("notes").sorted() == ["begin 1 h1", "begin 3 h2", "end 3"])
        try folder.remove("refuse")
        let site = try await folder.run("ansible-playbook", ["site.yml"], environment: environment)
        #expect(site.succeeded, "\(site.text)\(site.errors)")
        #expect(folder.lines("notes").suffix(4) == ["begin 1 h1", "end 1", "begin 2 h1", "end 2"])
    }

    @Test func ansibleReadsEverything() async throws {
        let folder = try folder(EmitterPlans.hostile)
        let result = try await folder.run("ansible-playbook", ["--syntax-check", "site.yml"])
        #expect(result.succeeded && result.errors.isEmpty, "\(result.text)\(result.errors)")
        #expect(folder.all(named: "pwned") == [])
    }

    @Test func ansibleLintFindsNothing() async throws {
        var steps = [EmitterPlans.step("do/1/a"), EmitterPlans.step("do/2/b", .target, needs: ["do/1/a"])]
        steps[1].title = "{{ 1 + 1 }}: 'no' # title"
        let folder = try folder(EmitterPlans.plan(steps))
        let result = try await folder.run(
            "ansible-lint",
            ["--offline", "--strict", "--nocolor", "--profile", "production", "site.yml", "playbooks", "tasks"])
        #expect(result.succeeded, "\(result.text)\(result.errors)")
    }
}
