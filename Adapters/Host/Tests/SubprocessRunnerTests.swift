import Contracts
import Glibc
import Host
import Synchronization
import Testing

@Suite("Programs are run with limits")
struct SubprocessRunnerTests {
    private let runner = SubprocessRunner()

    @Test("output, errors and exit status come back")
    func exits() async throws {
        let result = try await runner.run(
            ProcessRequest("sh", ["-c", "cat; echo oops >&2; exit 3"], input: Array("in".utf8)))
        #expect(result.outcome == .exited(3))
        #expect(result.output == Array("in".utf8))
        #expect(result.errors == "oops\n")
        #expect(!result.succeeded)
    }

    @Test("the environment is clean and arguments stay what they are")
    func environment() async throws {
        setenv("GROUNDUP_TEST_LEAK", "leak", 1)
        let script = "printf '%s|%s|%s|%s|%s' \"$LC_ALL\" \"$TZ\" \"$GIVEN\" \"${GROUNDUP_TEST_LEAK-none}\" \"$1\""
        let result = try await runner.run(
            ProcessRequest("sh", ["-c", script, "sh", "$(id) 'x'\n"], environment: ["GIVEN": "a b"]))
        #expect(String(decoding: result.output, as: UTF8.self) == "C|UTC|a b|none|$(id) 'x'\n")
    }

    @Test("an empty input is closed", .timeLimit(.minutes(1)))
    func closedInput() async throws {
        let result = try await runner.run(ProcessRequest("cat", []))
        #expect(result.succeeded && result.output.isEmpty)
    }

    @Test("a missing program is an error that names it")
    func missing() async throws {
        let error = await #expect(throws: GroundupError.self) {
            _ = try await runner.run(ProcessRequest("groundup-no-such-program", []))
        }
        #expect(error?.message.contains("groundup-no-such-program") == true)
    }

    @Test("the time limit kills the whole process group", .timeLimit(.minutes(1)))
    func timeLimit() async throws {
        let request = ProcessRequest("sh", ["-c", "sleep 600 & echo $!; wait"], timeout: 1)
        let result = try await runner.run(request)
        #expect(result.outcome == .timedOut)
        let text = String(decoding: result.output, as: UTF8.self)
        let grandchild = try #require(pid_t(text.dropLast()))
        // The kill is a fact, its reaping by init is not ours to await: a zombie counts as dead.
        let state = try await runner.run(ProcessRequest("ps", ["-o", "stat=", "-p", String(grandchild)]))
        #expect(state.output.isEmpty || state.output.first == UInt8(ascii: "Z"))
    }

    @Test("a program that moves nothing is killed, even one that keeps a processor busy", .timeLimit(.minutes(1)))
    func stall() async throws {
        for script in ["sleep 600", "while :; do :; done"] {
            var request = ProcessRequest("sh", ["-c", script], timeout: 60)
            request.stall = 1
            #expect(try await runner.run(request).outcome == .stalled)
        }
    }

    @Test("whatever is moved counts as progress, printed or not", .timeLimit(.minutes(1)))
    func progress() async throws {
        let copy = "i=0; while [ $i -lt 8 ]; do head -c 100000 /dev/zero >/dev/null; sleep 0.2; i=$((i + 1)); done"
        for script in [copy, "for i in 1 2 3 4 5 6 7 8; do echo $i >&2; sleep 0.2; done"] {
            var request = ProcessRequest("sh", ["-c", script], timeout: 60)
            request.stall = 1
            #expect(try await runner.run(request).outcome == .exited(0))
        }
    }

    @Test("output is handed on in pieces and not kept", .timeLimit(.minutes(1)))
    func streaming() async throws {
        let count = Mutex(0)
        let result = try await runner.run(ProcessRequest("head", ["-c", "5000000", "/dev/zero"])) { piece in
            count.withLock { $0 += piece.count }
        }
        #expect(result.succeeded && result.output.isEmpty && count.withLock { $0 } == 5_000_000)
    }

    @Test("a reader that has seen enough ends the program", .timeLimit(.minutes(1)))
    func refusal() async throws {
        struct Enough: Error {}
        await #expect(throws: Enough.self) {
            _ = try await runner.run(ProcessRequest("yes", [])) { _ in throw Enough() }
        }
        let limited = try await runner.run(ProcessRequest("yes", [], outputLimit: 1_000)) { _ in }
        #expect(limited.outcome == .outputTooLong)
    }

    @Test("the output limit kills and keeps what fits", .timeLimit(.minutes(1)))
    func outputLimit() async throws {
        let result = try await runner.run(ProcessRequest("yes", [], outputLimit: 1000))
        #expect(result.outcome == .outputTooLong)
        #expect(result.output.count == 1000)
        let exact = try await runner.run(ProcessRequest("printf", ["1234"], outputLimit: 4))
        #expect(exact.outcome == .exited(0))
    }

    @Test("a lot of output of a short-lived child is complete", .timeLimit(.minutes(1)))
    func complete() async throws {
        let result = try await runner.run(ProcessRequest("head", ["-c", "5000000", "/dev/zero"]))
        #expect(result.succeeded && result.output.count == 5_000_000)
    }

    @Test("only the end of standard error is kept")
    func errorTail() async throws {
        let result = try await runner.run(
            ProcessRequest("sh", ["-c", "head -c 500000 /dev/zero | tr '\\0' x >&2; printf END >&2"]))
        #expect(result.errors.utf8.count == SubprocessRunner.errorTail)
        #expect(result.errors.hasSuffix("xEND"))
    }

    @Test("a child that ignores a large input is no failure", .timeLimit(.minutes(1)))
    func ignoredInput() async throws {
        let result = try await runner.run(ProcessRequest("true", [], input: Array(repeating: 0, count: 1 << 20)))
        #expect(result.succeeded)
    }

    @Test("a process left behind that holds the output open does not keep us waiting", .timeLimit(.minutes(1)))
    func leftBehind() async throws {
        let result = try await runner.run(ProcessRequest("sh", ["-c", "setsid sleep 300 & echo $!"], timeout: 200))
        #expect(result.succeeded)
        if let left = pid_t(String(decoding: result.output, as: UTF8.self).dropLast()) { kill(left, SIGKILL) }
    }
}
