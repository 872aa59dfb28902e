import Contracts
import Host
import TestKit
import Testing

@testable import MakeEmitter

@Suite struct MakeEmitterTests {
    private struct Harness: EmitterHarness, RunnableHarness {
        let emitter: any Emitter = MakeEmitter()
        let runner: any ProcessRunner = SubprocessRunner()
        let command = ["make", "-s", "-j40"]

        func steps(in folder: EmittedFolder) async throws -> [EmittedStep] {
            let files = Dictionary(
                uniqueKeysWithValues: try await folder.stepFiles().map { ($0.name, $0) })
            var needs: [String: [String]] = [:]
            for line in folder.lines("Makefile") where line.hasPrefix("state/done/0") {
                let words = line.split(separator: " ").map { $0.replacing("state/done/", with: "") }
                needs[String(words[0].dropLast())] = words.dropFirst(2).map(String.init)
            }
            let marks = folder.lines("Makefile").filter { $0.hasPrefix("all: ") }.map { $0.dropFirst(16) }
            return marks.map { mark in
                EmittedStep(name: String(mark), needs: needs[String(mark)] ?? [], values: files[String(mark)]?.values)
            }
        }
    }

    @Test func thePromisesOfEmittersAreKept() async throws {
        let violations = try await EmitterContract.violations(Harness())
        #expect(violations == [])
    }

    @Test func makeRunsWhatThePlanSays() async throws {
        let violations = try await RunnableContract.violations(Harness())
        #expect(violations == [])
    }

    @Test func makeSaysWhatItDoesAndWhatIsDone() async throws {
        let folder = try EmittedFolder(
            MakeEmitter().emit(EmitterPlans.plain, digest: EmitterPlans.digest), runner: SubprocessRunner())
        let one = try await folder.run("make", ["-s", "state/done/0002-do-2-provision"])
        #expect(one.succeeded, "\(one.errors)")
        #expect(folder.lines("notes").filter { $0.hasPrefix("begin") } == ["begin 1 controller", "begin 2 controller"])
        let list = try await folder.run("make", ["-s", "list"])
        #expect(list.text.split(separator: "\n").count { $0.hasPrefix("[x] ") } == 2)
        #expect(list.text.split(separator: "\n").count { $0.hasPrefix("[ ] ") } == 6)
    }
}
