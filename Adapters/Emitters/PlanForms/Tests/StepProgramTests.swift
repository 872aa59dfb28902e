import Contracts
import Estate
import Host
import RecoveryPlan
import TestKit
import Testing

@testable import PlanForms

/// What the program `step` does, whoever calls it.
@Suite struct StepProgramTests {
    private func folder(_ plan: Plan, digest: String = EmitterPlans.digest) throws -> EmittedFolder {
        try EmittedFolder(StepFolder(plan, digest: digest).files, runner: SubprocessRunner())
    }

    private let first = "0001-do-1-image"
    private let second = "0002-do-2-provision"

    @Test func aStepNeedsWhatItNeeds() async throws {
        let folder = try folder(EmitterPlans.plain)
        let early = try await folder.run("./step", ["run", second])
        #expect(early.outcome == .exited(75))
        #expect(early.errors == "\(second) needs \(first), which is not done.\n")
        #expect(try await folder.run("./step", ["done", first]).outcome == .exited(1))
        #expect(try await folder.run("./step", ["run", first]).succeeded)
        #expect(try await folder.run("./step", ["run", second]).succeeded)
        #expect(try await folder.run("./step", ["run", second]).succeeded)
        #expect(try await folder.run("./step", ["done", second]).succeeded)
        #expect(
            folder.lines("notes") == ["begin 1 controller", "end 1", "begin 2 controller", "end 2"])
    }

    @Test func forgettingTakesWhatWaitsAlong() async throws {
        let folder = try folder(EmitterPlans.plain)
        for label in try await folder.stepFiles().map(\.name) {
            #expect(try await folder.run("./step", ["run", label]).succeeded)
        }
        #expect(try await folder.run("./step", ["forget", try await label(3, folder)]).succeeded)
        let list = try await folder.run("./step", ["list"]).text
        let open = list.split(separator: "\n").filter { $0.hasPrefix("[ ]") }.compactMap {
            EmitterPlans.number(in: String($0))
        }
        #expect(open.sorted() == [3, 6, 7, 8])
    }

    @Test func whatIsWrongIsSaid() async throws {
        let folder = try folder(EmitterPlans.plain)
        for arguments in [[], ["run"], ["run", "../parts/settings"], ["run", "0009-gone"], ["walk", first]] {
            #expect(try await folder.run("./step", arguments).outcome == .exited(64))
        }
        #expect(try await folder.run("./step", ["run", "0009-gone"]).errors.contains("step list"))
        #expect(try await folder.run("./step", ["--help"]).text.contains("GU_SECRETS_DIR"))
        let gone = try await folder.run("./step", ["run", first], environment: ["GU_SSH_CONFIG": "/gone"])
        #expect(gone.outcome == .exited(66))
        #expect(try await folder.run("./step", ["run", first]).succeeded)
        try folder.write("parts/settings", "estate=other plan=other run=other default_ssh_config=''\n")
        let other = try await folder.run("./step", ["run", second])
        #expect(other.outcome == .exited(64))
        #expect(other.errors.contains("belongs to another plan"))
    }

    @Test(arguments: [StepPlace.controller, .target]) func secretsStayInFiles(place: StepPlace) async throws {
        let secrets = [
            SecretReference(name: "GU_FIRST", reference: "file:/nowhere/pass word"),
            SecretReference(name: "GU_SECOND", reference: "env:MY_SECRET"),
        ]
        let body = "set -eu\ncat \"$GU_FIRST\" \"$GU_SECOND\" > \"$WORK/notes\"\nps -e -o args= > \"$WORK/processes\"\n"
        let folder = try folder(
            EmitterPlans.plan(
                [EmitterPlans.step("do/1/x", on: "h", place, body: "b", secrets: secrets)], bodies: ["b": body]))
        for command in [["check"], ["run", "0001-do-1-x"]] {
            let missing = try await folder.run("./step", command)
            #expect(missing.outcome == .exited(66))
            #expect(missing.errors.contains("file:/nowhere/pass word"))
        }
        #expect(!folder.exists("hosts"))
        let list = try await folder.run("./step", ["secrets"]).text
        let name = try #require(list.split(whereSeparator: \.isWhitespace).first { $0.contains("nowhere_pass") })
        try folder.write("secrets/\(name)", "first'$x\n")
        let result = try await folder.run(
            "./step", ["run", "0001-do-1-x"],
            environment: ["MY_SECRET": "second secret", "GU_SECRETS_DIR": "\(folder.path)/secrets"])
        #expect(result.succeeded, "\(result.text)\(result.errors)")
        #expect(folder.read("notes") == "first'$x\nsecond secret\n")
        #expect(folder.read("processes")?.contains("second secret") == false)
        let left = try await folder.run("grep", ["-r", "-l", "second secret", "."])
        #expect(left.text == "./notes\n")
    }

    @Test func aStepIsTriedAgainAndEndedInTime() async throws {
        let again = "[ ! -e \"$WORK/once\" ] || exit 0\n: > \"$WORK/once\"\nexit 3\n"
        let folder = try folder(
            EmitterPlans.plan(
                [
                    EmitterPlans.step("do/1/again", body: "again", attempts: 2),
                    EmitterPlans.step("do/2/long", .target, body: "long", timeout: 1),
                ], bodies: ["again": again, "long": "exec tail -f /dev/null\n"]))
        #expect(try await folder.run("./step", ["run", "0001-do-1-again"]).succeeded)
        let long = try await folder.run("./step", ["run", "0002-do-2-long"])
        #expect(long.outcome == .exited(124))
        #expect(long.text.contains("FAILED   do/2/long with status 124"))
        #expect(!folder.exists("state/done/0002-do-2-long"))
    }

    @Test func aHoldPointWaitsForAPerson() async throws {
        var plan = EmitterPlans.plain
        plan.holds = [
            PlannedHold(step: StepID("do/2/provision"), because: "Is it's network\ncut off? $(touch pwned)")
        ]
        let files = try StepFolder(plan, digest: "d").files
        let folder = try EmittedFolder(files, runner: SubprocessRunner())
        #expect(try await folder.run("./step", ["run", first]).succeeded)
        let stopped = try await folder.run("./step", ["run", second])
        #expect(stopped.outcome == .exited(75))
        #expect(stopped.errors.hasPrefix("HOLD     do/2/provision: Is it's network?cut off? $(touch pwned)\n"))
        #expect(try await folder.run("./step", ["open", second]).outcome == .exited(75))
        #expect(try await folder.run("./step", ["list"]).text.contains("[!] \(second)"))
        #expect(try await folder.run("./step", ["release", second]).succeeded)
        #expect(try await folder.run("./step", ["run", second]).succeeded)
        #expect(folder.lines("notes").suffix(2) == ["begin 2 controller", "end 2"])
        #expect(!folder.exists("pwned"))
    }

    /// As the planner's hold points do.
    @Test func aBodyThatWaitsForAPersonIsReleased() async throws {
        let body =
            "until [ -s \"$GU_SCRATCH/released\" ]; do ps > /dev/null; done\ncp \"$GU_SCRATCH/released\" \"$WORK/by\"\n"
        let plan = EmitterPlans.plan([EmitterPlans.step("do/1/hold", body: "hold")], bodies: ["hold": body])
        let folder = try folder(plan)
        let result = try await folder.run(
            "sh",
            [
                "-c",
                """
                ./step run 0001-do-1-hold > said & step=$!
                until grep -q start said; do ps > /dev/null; done
                ./step release 0001-do-1-hold "Ann: it's clean"
                wait $step
                """,
            ])
        #expect(result.succeeded, "\(result.errors)")
        #expect(folder.read("by") == "Ann: it's clean\n")
    }

    /// A host that comes back elsewhere is looked for there, under the name that its keys are known by.
    @Test func movedHostsAreLookedForWhereTheyAre() async throws {
        var plan = EmitterPlans.plain
        plan.mappings = [
            HostMapping(host: .host("db1"), address: "10.88.0.4"),
            HostMapping(host: .host("bad *\nProxyCommand x"), address: "10.88.0.5"),
        ]
        let folder = try folder(plan)
        try folder.write("chosen", "Host db1 other\n    User carol\n    HostName 10.77.0.4\n")
        let environment = ["GU_SSH_CONFIG": "chosen"]
        let asked = try await folder.run("./step", ["ssh-config"], environment: environment)
        let path = asked.text.split(separator: "\n").map(String.init).last ?? ""
        for (host, name, alias) in [("db1", "10.88.0.4", "db1"), ("other", "10.77.0.4", "")] {
            let seen = try await folder.run("ssh", ["-G", "-F", path, host]).text.split(separator: "\n")
            #expect(seen.contains("hostname \(name)"))
            #expect(seen.contains("user carol"))
            #expect(seen.contains("hostkeyalias \(alias)") == !alias.isEmpty)
            #expect(!seen.contains { $0.hasPrefix("proxycommand") })
        }
        let again = try await folder.run("./step", ["ssh-config"], environment: ["GU_SSH_CONFIG": path])
        #expect(again.text == asked.text, "what was chosen once is not wrapped again")
    }

    private func label(_ number: Int, _ folder: EmittedFolder) async throws -> String {
        try #require(await folder.stepFiles().map(\.name).first { EmitterPlans.number(in: $0) == number })
    }
}
