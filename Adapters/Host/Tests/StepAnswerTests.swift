import Contracts
import Estate
import RecoveryPlan
import Testing

@testable import Host

@Suite("What a step's script prints and is given")
struct StepAnswerTests {
    private func answer(_ text: String, limit: Int = 10) -> StepAnswer? { StepAnswer(Array(text.utf8), limit: limit) }

    @Test(
        "the last line decides",
        arguments: [
            ("log\n\ngroundup-result 0 12\n", StepOutcome.succeeded), ("groundup-result 3 12\n", .failed(exit: 3)),
            ("groundup-result 124 10001\n", .timedOut), ("groundup-result 137 10500\n", .timedOut),
            ("groundup-result 124 500\n", .failed(exit: 124)), ("full disk\ngroundup-refused\n", .failed(exit: 73)),
            ("x\ngroundup-lost\n", .lost), ("groundup-result 0 1\ngroundup-result 5 1\n", .failed(exit: 5)),
        ])
    func outcomes(text: String, outcome: StepOutcome) {
        #expect(answer(text)?.outcome == outcome)
    }

    @Test(
        "anything cut or else is no answer",
        arguments: [
            "", "\n", "groundup-result 0 12", "groundup-result 0\n", "groundup-result x 1\n",
            "groundup-result 0 12\nmore\n",
            "groundup-resul",
        ])
    func noAnswer(text: String) {
        #expect(answer(text) == nil)
    }

    @Test("the log is what stands before it")
    func log() {
        #expect(answer("a\nb\n\ngroundup-result 0 12\n")?.log == Array("a\nb\n\n".utf8))
        #expect(answer("a\ngroundup-result 0 12\n")?.milliseconds == 12)
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

    @Test("a delivery that was cut starts nothing", arguments: [0, 1, 5, 40, 100])
    func cutDelivery(missing: Int) async throws {
        let folder = TemporaryFolder()
        let run = try #require(RunID("1-a"))
        let step = Step(
            id: StepID("a"), title: "", asset: AssetID("a"), target: AssetID("a"), place: .controller, body: "b",
            estimate: Estimate(seconds: 1, basis: "test"), timeout: 10, attempts: 1, why: "test")
        let request = StepRequest(
            run: run, step: step, position: 0, attempt: 1, script: "touch \(folder.path)/ran",
            secrets: [ResolvedSecret(name: "S", value: Array("secret".utf8))])
        let place = AttemptPlace(request, folders: folder.path, secrets: folder.path + "/s")
        let whole = try StepDelivery(request, place: place, environment: [:]).bytes
        let arguments = ["-c", StepScripts.outer, "sh", "controller", place.folder, place.secrets, "u", "1", "10"]
        let result = try await SubprocessRunner().run(
            ProcessRequest("sh", arguments, input: Array(whole.dropLast(missing))))
        let answer = try #require(StepAnswer(result.output, limit: 10))
        #expect(answer.outcome == (missing == 0 ? .succeeded : .failed(exit: 73)))
        let ran = try await SubprocessRunner().run(ProcessRequest("test", ["-e", folder.path + "/ran"]))
        #expect(ran.succeeded == (missing == 0))
    }
}
