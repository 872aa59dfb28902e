import Contracts
import Estate
import Host
import RecoveryPlan
import Testing

@testable import BashEmitter

@Suite struct RestoreScriptTests {
    private func place(_ plan: Plan, digest: String = "0123456789abcdef") throws -> Workplace {
        let place = try Workplace()
        let files = try BashEmitter().emit(plan, digest: digest)
        #expect(files.map(\.name) == ["restore.sh"])
        try place.write("restore.sh", files[0].contents, isExecutable: files[0].isExecutable)
        return place
    }

    private func notes(_ place: Workplace) -> [String] {
        (place.read("notes") ?? "").split(separator: "\n").map(String.init)
    }

    @Test func stepsRunInOrderWhereTheyBelong() async throws {
        let place = try place(Plans.twoHosts())
        let result = try await place.restore()
        #expect(result.outcome == .exited(0), "\(result.text) \(result.errors)")
        let notes = notes(place)
        #expect(
            notes.sorted() == [
                "image/all controller", "provision/app1 controller", "provision/db1 controller",
                "start/app1/orders app1",
                "start/db1/postgresql db1",
            ])
        #expect(notes.first == "image/all controller")
        #expect(notes.last == "start/app1/orders app1")
        #expect(place.read("hosts") == "db1\napp1\n")
    }

    @Test func whatIsDoneIsNotRunAgain() async throws {
        let place = try place(Plans.twoHosts())
        try place.write("refuse", "start/db1/postgresql\n")
        let first = try await place.restore()
        #expect(first.outcome == .exited(1))
        #expect(first.text.contains("FAILED   start/db1/postgresql with status 1"))
        #expect(first.text.contains("skip     start/app1/orders: it needs start/db1/postgresql"))
        #expect(first.text.contains("3 steps done, 1 failed, 1 skipped, 0 not started"))
        try place.remove("refuse")
        let second = try await place.restore()
        #expect(second.outcome == .exited(0))
        #expect(notes(place).count == 5)
        let third = try await place.restore()
        #expect(third.outcome == .exited(0))
        #expect(notes(place).count == 5)
    }

    @Test func oneHostIsRebuiltAlone() async throws {
        let place = try place(Plans.twoHosts())
        let result = try await place.restore(["--only", "app1"])
        #expect(result.outcome == .exited(0), "\(result.text) \(result.errors)")
        #expect(notes(place) == ["image/all controller", "provision/app1 controller", "start/app1/orders app1"])
        let unknown = try await place.restore(["--only", "web9"])
        #expect(unknown.outcome == .exited(64))
        #expect(unknown.errors.contains("app1 db1"))
    }

    @Test func aStepAndWhatWaitsForItRunAgain() async throws {
        let place = try place(Plans.twoHosts())
        _ = try await place.restore()
        try place.remove("notes")
        let result = try await place.restore(["--from", "provision/db1"])
        #expect(result.outcome == .exited(0))
        #expect(notes(place) == ["provision/db1 controller", "start/db1/postgresql db1", "start/app1/orders app1"])
        #expect(try await place.restore(["--from", "provision/web9"]).outcome == .exited(64))
    }

    @Test func aFolderOfAnotherPlanIsRefused() async throws {
        let place = try place(Plans.twoHosts())
        _ = try await place.restore()
        try place.write("restore.sh", try BashEmitter().emit(Plans.twoHosts(), digest: "other")[0].contents)
        let result = try await place.restore()
        #expect(result.outcome == .exited(64))
        #expect(result.errors.contains("belongs to another plan"))
    }

    @Test func listAndShowTellWithoutRunning() async throws {
        let place = try place(Plans.twoHosts())
        let list = try await place.restore(["--list"])
        #expect(list.text.split(separator: "\n").count == 5)
        #expect(list.text.hasPrefix("[ ] image/all"))
        let show = try await place.restore(["--show", "start/app1/orders"])
        #expect(show.text.hasPrefix("export GU_NOTE='start/app1/orders'\nset -eu\n"))
        #expect(!place.exists("notes"))
        #expect(!place.exists("state"))
        for wrong in [["--frm"], ["--from"], ["-j", "x"], ["--show", "gone"]] {
            #expect(try await place.restore(wrong).outcome == .exited(64))
        }
        #expect(try await place.restore(["--help"]).text.contains("--only HOST"))
    }

    @Test(arguments: [StepPlace.controller, .target]) func hostileValuesArriveUnchanged(where: StepPlace) async throws {
        var steps: [Step] = []
        for (number, text) in hostileTexts.enumerated() {
            let name = "a/\(number)"
            steps.append(
                Plans.step(
                    name, on: "h", `where`, body: "write\nbody's $(touch pwned)",
                    parameters: ["GU_TEXT": text, "GU_FILE": "out\(number)"]))
        }
        let body = "set -eu\ncat > /dev/null\nprintf %s \"$GU_TEXT\" > \"$WORK/$GU_FILE\"\n: <<'GU_END'\nGU_END\n"
        let plan = Plans.plan(steps, bodies: ["write\nbody's $(touch pwned)": body])
        let place = try place(plan)
        let result = try await place.restore(["-j", "8"])
        #expect(result.outcome == .exited(0), "\(result.text) \(result.errors)")
        for (number, text) in hostileTexts.enumerated() { #expect(place.read("out\(number)") == text) }
        #expect(!place.exists("pwned"))
    }

    @Test func hostileNamesStayNames() async throws {
        let name = "start/x\ny'$(touch pwned)`touch pwned`\"; touch pwned #"
        var plan = Plans.plan(
            [Plans.step(name, on: "h'$(touch pwned)", body: "b", uses: ["r:a]$(touch pwned)\nx"])],
            bodies: ["b": "echo \"$ON_HOST\" > \"$WORK/notes\""],
            capacities: [Capacity(name: "r:a]$(touch pwned)\nx", units: 1)])
        plan.estate = "e\n$(touch pwned)'\"`touch pwned`"
        plan.steps[0].title = "t\ntouch pwned\n\u{1b}[2J"
        let place = try place(plan, digest: "../../$(touch pwned)")
        let result = try await place.restore()
        #expect(result.outcome == .exited(0), "\(result.text) \(result.errors)")
        #expect(place.read("notes") == "h'$(touch pwned)\n")
        #expect(!result.text.contains("\u{1b}"))
        for folder in ["pwned", "bin/pwned", "state/pwned"] { #expect(!place.exists(folder)) }
        #expect(try await place.restore(["--help"]).outcome == .exited(0))
        #expect(!place.exists("pwned"))
        let found = try await shellcheck(place)
        #expect(found == "")
    }

    @Test func whatAScriptCannotHoldIsRefused() {
        for step in [
            Plans.step("a/b", on: "h", body: "b", parameters: ["A-B": ""]),
            Plans.step("a/b", on: "h", body: "b", parameters: ["A": "\0"]),
            Plans.step("a/b", on: "-oProxyCommand=x", body: "b"), Plans.step("a/b", on: "h", body: "gone"),
        ] {
            #expect(throws: GroundupError.self) {
                try BashEmitter().emit(Plans.plan([step], bodies: ["b": ""]), digest: "d")
            }
        }
    }

    @Test(arguments: [StepPlace.controller, .target]) func secretsAreReadFromFiles(where: StepPlace) async throws {
        let secrets = [
            SecretReference(name: "GU_FIRST", reference: "file:/nowhere/pass word"),
            SecretReference(name: "GU_SECOND", reference: "env:MY_SECRET"),
        ]
        let body = "set -eu\ncat \"$GU_FIRST\" \"$GU_SECOND\" > \"$WORK/notes\"\nps -e -o args= > \"$WORK/processes\"\n"
        let place = try place(
            Plans.plan([Plans.step("a/b", on: "h", `where`, body: "b", secrets: secrets)], bodies: ["b": body]))
        let missing = try await place.restore()
        #expect(missing.outcome == .exited(66))
        #expect(missing.errors.contains("file:/nowhere/pass word"))
        #expect(missing.errors.contains("env:MY_SECRET"))
        #expect(!place.exists("hosts"))
        let file = try #require(
            try await place.restore(["--secrets"]).text.split(separator: "\n").first { $0.contains("nowhere_pass") })
        let name = try #require(file.split(separator: " ").last)
        try place.write(String(name), "first'$x\n")
        let result = try await place.restore(
            ["--secrets-dir", place.folder], environment: ["MY_SECRET": "second secret"])
        #expect(result.outcome == .exited(0), "\(result.text) \(result.errors)")
        #expect(place.read("notes") == "first'$x\nsecond secret\n")
        #expect(place.read("processes")?.contains("second secret") == false)
        let left = try await place.run("grep", ["-r", "-l", "second secret", place.folder])
        #expect(left.text == "\(place.folder)/notes\n")
    }

    @Test func aStepIsTriedAgainAndEndedInTime() async throws {
        let again = "if [ -e \"$WORK/once\" ]; then exit 0; fi\n: > \"$WORK/once\"\nexit 3\n"
        let place = try place(
            Plans.plan(
                [
                    Plans.step("a/again", on: "h", body: "again", attempts: 2),
                    Plans.step("a/long", on: "h", body: "long", timeout: 1),
                ], bodies: ["again": again, "long": "exec tail -f /dev/null\n"]))
        let result = try await place.restore()
        #expect(result.text.contains("done     a/again"))
        #expect(result.text.contains("FAILED   a/long with status 124"))
    }

    @Test func capacitiesAndJobsAreLimits() async throws {
        // Each step sees whether another one holds the same thing; `mkdir` is the lock.
        let body = "set -eu\nmkdir \"$WORK/$GU_LOCK\"\nps -e > /dev/null\nrmdir \"$WORK/$GU_LOCK\"\n"
        let one = (0..<6).map {
            Plans.step("one/\($0)", on: "h", body: "b", parameters: ["GU_LOCK": "one"], uses: ["one"])
        }
        let two = (0..<6).map {
            Plans.step("two/\($0)", on: "h", body: "b", parameters: ["GU_LOCK": "two"], uses: ["two"])
        }
        let plan = Plans.plan(
            one + two, bodies: ["b": body],
            capacities: [Capacity(name: "one", units: 1), Capacity(name: "two", units: 1)])
        let result = try await place(plan).restore(["-j", "9"])
        #expect(result.outcome == .exited(0), "\(result.text) \(result.errors)")
        let single = Plans.plan(
            one.map { step in
                var step = step
                step.capacities = []
                return step
            }, bodies: ["b": body])
        #expect(try await place(single).restore(["-j", "1"]).outcome == .exited(0))
    }

    @Test func independentStepsRunAtTheSameTime() async throws {
        // Each of the two waits until it sees the other one's sign.
        let body = "set -eu\n: > \"$WORK/$GU_OWN\"\nuntil [ -e \"$WORK/$GU_OTHER\" ]; do ps > /dev/null; done\n"
        let plan = Plans.plan(
            [
                Plans.step("a/1", on: "h", body: "b", parameters: ["GU_OWN": "left", "GU_OTHER": "right"]),
                Plans.step("a/2", on: "h", body: "b", parameters: ["GU_OWN": "right", "GU_OTHER": "left"]),
            ], bodies: ["b": body])
        #expect(try await place(plan).restore(["-j", "2"]).outcome == .exited(0))
    }

    @Test func controllerStepsReachHostsByTheirProgram() async throws {
        let body = "set -eu\n\"$GU_SSH\" db1 'cat > \"$WORK/got\"' < \"$GU_SCRATCH/../../plan\"\ntest -n \"$GU_RUN\"\n"
        let place = try place(Plans.plan([Plans.step("a/b", on: "db1", .controller, body: "b")], bodies: ["b": body]))
        let result = try await place.restore(["--ssh-config", "/dev/null"])
        #expect(result.outcome == .exited(0), "\(result.text) \(result.errors)")
        #expect(place.read("got") == "0123456789abcdef\n")
        #expect(place.read("hosts") == "db1\n")
    }

    @Test func sshIsConfiguredAsItWas() async throws {
        let plan = Plans.plan(
            [Plans.step("a/b", on: "h", .controller, body: "b")],
            bodies: ["b": "echo \"$GU_SSH_CONFIG\" >> \"$WORK/notes\"\n"])
        let place = try place(plan)
        try place.write("its own", "")
        try place.write("other", "")
        let emitter = BashEmitter(sshConfiguration: "\(place.folder)/its own")
        try place.write("restore.sh", try emitter.emit(plan, digest: "d")[0].contents)
        _ = try await place.restore()
        _ = try await place.restore(["--from", "a/b", "--ssh-config", "\(place.folder)/other"])
        try place.remove("its own")
        _ = try await place.restore(["--from", "a/b"])
        #expect(notes(place) == ["\(place.folder)/its own", "\(place.folder)/other", "/dev/null"])
        #expect(try await place.restore(["--ssh-config", "\(place.folder)/gone"]).outcome == .exited(64))
    }

    @Test func shellcheckFindsNothing() async throws {
        let found = try await shellcheck(try place(Plans.twoHosts()))
        #expect(found == "")
    }

    private func shellcheck(_ place: Workplace) async throws -> String {
        let result = try await place.run("shellcheck", ["-s", "bash", "\(place.folder)/restore.sh"])
        return result.text + result.errors
    }
}
