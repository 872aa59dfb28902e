import Contracts
import Estate
import Host
import RecoveryPlan
import TestKit
import Testing

@testable import AnsibleEmitter

/// What is written, and the driver with something quicker than Ansible in its place.
@Suite struct AnsibleEmitterTests {
    struct Harness: EmitterHarness, RunnableHarness {
        let emitter: any Emitter = AnsibleEmitter()
        let runner: any ProcessRunner = SubprocessRunner()
        /// The driver with an `ansible-playbook` that runs the playbook's step without Ansible.
        let command = [
            "sh", "-c",
            #"""
            mkdir -p fake
            printf '#!/bin/sh\nlabel=${3##*/}\nexec ./step run "${label%%.yml}"\n' > fake/ansible-playbook
            chmod 755 fake/ansible-playbook
            PATH=$WORK/fake:$PATH exec ./restore -j 40
            """#,
        ]

        func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
            try folder.write("read.py", reader)
            let answer = try await folder.run("/usr/bin/python3", ["read.py"])
            let files = Dictionary(uniqueKeysWithValues: try await folder.stepFiles().map { ($0.name, $0) })
            return answer.text.split(separator: "\n").map { line in
                let words = line.split(separator: " ").map(String.init)
                return EmittedStep(
                    name: words[0], needs: Array(words.dropFirst()), values: files[words[0]]?.values)
            } + (answer.succeeded ? [] : [EmittedStep(name: answer.errors, needs: [])])
        }
    }

    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(Harness())
        #expect(violations == [])
    }

    @Test func theDriverKeepsThePlan() async throws {
        let violations = try await RunnableContract.violations(
            Harness(), of: [.order, .resumption, .parallelism, .capacities])
        #expect(violations == [])
    }

    @Test func hostsKeepTheirNamesAsData() async throws {
        let files = try AnsibleEmitter().emit(EmitterPlans.hostile, digest: "d")
        let folder = try EmittedFolder(files, runner: SubprocessRunner())
        try folder.write("hosts.py", hostReader)
        let answer = try await folder.run("/usr/bin/python3", ["hosts.py"])
        let names = answer.text.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(String.init)
        #expect(names.sorted() == EmitterPlans.hostileTexts.map { "h\($0)" }.sorted(), "\(answer.errors)")
    }

    @Test func wordsThatAnsibleReadsDifferentlyAreNoNames() throws {
        let hosts = [
            "db1", "all.example", "All", "LOCALHOST", "rebuilt", "web[1:3]", "a:b", "a,b", "1", "!x", "no", "ünï",
        ]
        let plan = EmitterPlans.plan(
            hosts.enumerated().map { EmitterPlans.step("do/\($0)/x", on: $1, .target) })
        let files = try AnsibleEmitter().emit(plan, digest: "d")
        let playbooks = files.filter { $0.name.hasPrefix("playbooks/") }.map(\.contents)
        let patterns = playbooks.compactMap { text in
            text.split(separator: "\n").first { $0.hasPrefix("  hosts: ") }.map { String($0.dropFirst(9)) }
        }
        #expect(patterns.count == hosts.count)
        #expect(patterns.filter { !$0.hasPrefix("groundup-host-") } == ["db1", "all.example"])
    }

    @Test func oneHostIsRebuiltAloneAndAStepAgain() async throws {
        let folder = try EmittedFolder(
            AnsibleEmitter().emit(EmitterPlans.plain, digest: EmitterPlans.digest), runner: SubprocessRunner())
        let driver = Harness().command[2].replacing("-j 40", with: "\"$@\"")
        func restore(_ arguments: String...) async throws -> ProcessResult {
            try await folder.run("sh", ["-c", driver, "restore"] + arguments)
        }
        func begun() -> [String] { folder.lines("notes").filter { $0.hasPrefix("begin") } }
        #expect(try await restore("--only", "app1").succeeded)
        #expect(
            begun() == ["begin 1 controller", "begin 3 controller", "begin 6 controller", "begin 7 app1"]
                || begun() == ["begin 1 controller", "begin 3 controller", "begin 6 app1", "begin 7 app1"])
        #expect(try await restore("--only", "web9").errors.contains("app1 db1 web1"))
        #expect(try await restore().succeeded)
        try folder.remove("notes")
        #expect(try await restore("--from", "0005-do-5-start").succeeded)
        #expect(begun() == ["begin 5 db1", "begin 7 app1", "begin 8 web1"])
        #expect(try await restore("--list").text.split(separator: "\n").count { $0.hasPrefix("[x]") } == 8)
        #expect(try await restore("-j", "0").outcome == .exited(2))
    }
}

/// Prints each step's label and the labels that it needs, from the driver's plan, checked against the playbooks.
private let reader = """
    import json, pathlib, yaml
    steps = json.load(open("parts/plan.json"))["steps"]
    files = {path.stem for path in pathlib.Path("playbooks").iterdir()}
    site = [play["ansible.builtin.import_playbook"] for play in yaml.safe_load(open("site.yml"))]
    assert site == [f"playbooks/{step['label']}.yml" for step in steps], site
    for step in steps:
        files.remove(step["label"])
        play, = yaml.safe_load(open(f"playbooks/{step['label']}.yml"))
        assert play["vars"]["groundup_label"] == step["label"], play
        assert "{" not in play["name"], play
        print(step["label"], *(steps[need]["label"] for need in step["needs"]))
    assert not files, files
    """

private let hostReader = """
    import sys, yaml
    yaml.SafeLoader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
    inventory = yaml.safe_load(open("inventory.yml", encoding="utf-8"))
    for host in inventory["all"]["children"]["rebuilt"]["hosts"].values():
        sys.stdout.buffer.write(host["ansible_host"].encode("utf-8") + b"\\0")
    """
