import Contracts
import Estate
import RecoveryPlan
import Testing

@testable import Host

@Suite("What a target's script answers and is given")
struct StepFrameTests {
    private func parse(_ text: String) -> (frames: [StepFrame], isWhole: Bool) { StepFrame.parse(Array(text.utf8)) }

    @Test(
        "words are outcomes",
        arguments: [
            ("0 12", StepOutcome.succeeded), ("3 12", .failed(exit: 3)), ("124 10001", .timedOut),
            ("137 10500", .timedOut), ("124 500", .failed(exit: 124)), ("refused 0", .failed(exit: 73)),
            ("lost 0", .lost),
        ])
    func outcomes(words: String, outcome: StepOutcome) {
        let answer = parse("groundup-frame u \(words) 3 -\na\nb\ngroundup-end\n")
        #expect(answer.isWhole && answer.frames.first?.outcome(limit: 10) == outcome)
        #expect(answer.frames.first?.text == Array("a\nb".utf8))
    }

    @Test(
        "a full disk is to blame whatever the kernel killed elsewhere",
        arguments: [
            (1, false, true, ""), (1, false, false, "f"), (1, true, true, "m"), (1, true, false, "mf"),
            (137, true, false, "o"), (137, false, false, "f"), (137, false, true, ""),
        ])
    func blame(code: Int, hasOOMKilled: Bool, hasRoom: Bool, marks: String) {
        #expect(StepFrame.blame(code: code, hasOOMKilled: hasOOMKilled, hasRoom: hasRoom) == Set(marks))
    }

    @Test("whole frames of a cut answer count, and text that looks like a frame does not")
    func cut() {
        let two = "groundup-frame u 0 1 13 -\ngroundup-end\n\ngroundup-frame v 0 1 2 c\nxy\n"
        #expect(parse(two + "groundup-end\n").frames.map(\.unit) == ["u", "v"])
        #expect(parse(two).frames.count == 2 && !parse(two).isWhole)
        for length in 0..<two.utf8.count {
            let answer = parse(String(two.prefix(length)))
            #expect(!answer.isWhole && answer.frames.count <= 1)
        }
        #expect(!parse("groundup-frame u 0 1 -5 -\n\ngroundup-end\n").isWhole)
        #expect(!parse("").isWhole && !parse("motd\ngroundup-end\n").isWhole)
    }

    @Test("marks are said in words")
    func marks() {
        let frames = parse("groundup-frame u 137 5 1 -co\nx\ngroundup-end\n").frames
        let log = String(decoding: frames.first?.log ?? [], as: UTF8.self)
        #expect(
            log.contains("only the end")
                && log.contains("x\ngroundup: killed by the kernel for lack of memory (oom-kill)"))
    }

    @Test("patience ends, sooner when the host's key is another one")
    func patience() {
        let start = ContinuousClock().now
        var patience = Patience(seconds: 120)
        #expect(patience.pause(at: start, isKeyRefused: false) == .milliseconds(500))
        #expect(patience.pause(at: start + .seconds(1), isKeyRefused: false) == .seconds(1))
        #expect(patience.pause(at: start + .seconds(119), isKeyRefused: false) == .seconds(2))
        #expect(patience.pause(at: start + .seconds(6), isKeyRefused: true) == nil)
        #expect(patience.pause(at: start + .seconds(120), isKeyRefused: false) == nil)
        patience.renew()
        #expect(patience.pause(at: start + .seconds(121), isKeyRefused: true) != nil)
        var none = Patience(seconds: 0)
        #expect(none.pause(at: start, isKeyRefused: false) == nil)
    }

    @Test("names of files and units are safe, whatever a step is called")
    func names() {
        let hostile = StepID("restore/db1:/a b/../$(x);'\"\n%n@é" + String(repeating: "long", count: 100))
        let name = AttemptPlace.fileName(of: hostile, position: 12)
        #expect(name.hasPrefix("0012-restore-db1--a-b-..-") && name.utf8.count <= 85)
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
        #expect(name.allSatisfy(allowed.contains))
        #expect(AttemptPlace.fileName(of: StepID(".."), position: 3) == "0003-..")
        #expect(AttemptPlace.fileName(of: StepID("a"), position: 12345) == "12345-a")
    }

    @Test("a delivery that was cut starts nothing", arguments: [1, 5, 40, 100, 1000])
    func cutDelivery(missing: Int) async throws {
        let folder = TemporaryFolder()
        let run = try #require(RunID("1-a"))
        let step = Step(
            id: StepID("a"), title: "", asset: AssetID("a"), target: AssetID("a"), place: .target, body: "b",
            estimate: Estimate(seconds: 1, basis: "test"), timeout: 10, attempts: 1, why: "test")
        let secrets = [ResolvedSecret(name: "S", value: Array("secret".utf8))]
        let request = StepRequest(run: run, step: step, position: 0, attempt: 1, script: "true", secrets: secrets)
        let arguments = [folder.path + "/run", folder.path + "/memory", "0000-a", "no-such-unit", "0", "1", "10", "0"]
        let result = try await SubprocessRunner().run(
            ProcessRequest(
                "sh", ["-c", TargetScripts.begin, "sh"] + arguments,
                input: Array(StepDelivery(request, []).bytes.dropLast(missing))))
        let answer = StepFrame.parse(result.output)
        #expect(answer.isWhole && answer.frames.map(\.word) == [.refused], "\(result)")
        let room = try await SubprocessRunner().run(ProcessRequest("ls", [folder.path + "/run/0000-a/1.room"]))
        #expect(!room.succeeded, "it went further than it may")
    }

    @Test(
        "what a unit died of is recorded; a result that is there stays",
        arguments: [("oom-kill", "137 0 o"), ("success", "lost 0 s"), ("timeout", "lost 0 -")])
    func died(result: String, recorded: String) async throws {
        let folder = TemporaryFolder()
        let script = """
            cd "$1"; printf '%63s\n' '' > 1.room; mkdir secrets; : > secrets/S
            sh -c "$2" sh end "$1" "$1/secrets" 1 10 "$1/memory" body; ls -d secrets; cat 1.result
            printf '%63s\n' '' > 1.room; SERVICE_RESULT=signal sh -c "$2" sh end "$1" "$1/secrets" 1 10 "$1/memory" body
            cat 1.result
            """
        let runner = "environment() {\n:\n}\n" + TargetScripts.runner
        let done = try await SubprocessRunner().run(
            ProcessRequest("sh", ["-c", script, "sh", folder.path, runner], environment: ["SERVICE_RESULT": result]))
        let lines = String(decoding: done.output, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
        #expect(lines.map { $0.joined(separator: " ") } == [recorded, recorded], "\(done)")
    }
}
