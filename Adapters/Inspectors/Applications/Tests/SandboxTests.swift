import Contracts
import Foundation
import Host
import Testing

@testable import Applications

/// What a check can reach, which is nothing.
///
/// Bodies of the tests stand where those of the checks do.
@Suite("The sandbox", .timeLimit(.minutes(2))) struct SandboxTests {
    private func run(_ body: String, _ bench: CheckBench, within seconds: Int = 20) async throws -> ProcessResult {
        let work = "\(bench.folder)/work"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        return try await bench.runner.run(
            ProcessRequest(
                "sh", ["-c", CheckScripts.sandbox, "sandbox"],
                environment: [
                    "GU_FILES": bench.files, "GU_WORK": work, "GU_SUBJECT": "x", "GU_BODY": body,
                    "GU_SECONDS": "\(seconds)",
                ], timeout: 60))
    }

    @Test func nothingIsReachedButTheFiles() async throws {
        let bench = try CheckBench()
        try await bench.sh("echo held >x; chmod 400 x")
        let result = try await run(
            """
            [ "$(id -u)" != 0 ] || echo root; grep -q 'CapEff:.*[1-9a-f]' /proc/self/status && echo capabilities
            [ "$(ls /sys/class/net)" = lo ] || [ "$(grep -c : /proc/net/dev)" = 1 ] || echo network
            grep -q '^[^:]*lo:.*[1-9]' /proc/net/dev && echo 'a network that was used'
            [ "$(ls -d /proc/[0-9]* | wc -l)" -lt 8 ] || echo processes
            [ -z "$(ls -A /root; ls -A /home; ls -A /tmp)" ] || echo 'folders of others'
            for place in /etc/x /usr/x /var/x /x; do ! touch $place 2>/dev/null || echo "writes $place"; done
            [ "$(cat "$GU_FILES/x")" = held ] && echo changed >"$GU_FILES/x" && touch "$GU_WORK/y" && echo 'proof: this only'
            """, bench)
        #expect(String(decoding: result.output, as: UTF8.self) == "proof: this only\n", "\(result.errors)")
        #expect(CheckAnswer.finding(result) == .works("this only"))
    }

    @Test func whatHangsEndsAndLeavesNothing() async throws {
        let bench = try CheckBench()
        let mark = "9\(Int.random(in: 100_000...999_999))"
        let result = try await run("setsid sleep \(mark) & setsid -w sleep \(mark)", bench, within: 1)
        #expect(CheckAnswer.finding(result).reason?.hasPrefix("it took longer than 1 seconds") == true)
        try await bench.sh("! pgrep -f '^sleep \(mark)'")
        try await bench.sh("! grep -q \"$F\" /proc/mounts")
    }

    @Test func whoeverIsKilledTakesTheCheckAlong() async throws {
        let bench = try CheckBench()
        let mark = "8\(Int.random(in: 100_000...999_999))"
        // A caller of its own, which is killed as nobody can prevent.
        try await bench.sh(
            """
            mkdir "$SOCKET/work"; export GU_FILES="$F" GU_WORK="$SOCKET/work" GU_SUBJECT=x GU_BODY='sleep \(mark)' GU_SECONDS=60
            cat >"$SOCKET/sandbox" <<'END'
            \(CheckScripts.sandbox)
            END
            sh -c 'sh "$SOCKET/sandbox" & wait' >/dev/null 2>&1 </dev/null & caller=$!
            for i in $(seq 100); do pgrep -f '^sleep \(mark)' >/dev/null && break; sleep 0.1; done
            pgrep -f '^sleep \(mark)' >/dev/null; kill -KILL $caller
            for i in $(seq 100); do pgrep -f '^sleep \(mark)' >/dev/null || break; sleep 0.1; done
            ! pgrep -f '^sleep \(mark)'
            """)
    }

    @Test func onlyAProofWithStatusZeroIsAProof() {
        func finding(_ status: Int, _ text: String) -> ApplicationFinding {
            CheckAnswer.finding(ProcessResult(outcome: .exited(status), output: Array(text.utf8), errors: "last words"))
        }
        #expect(finding(0, "proof: all\n") == .works("all"))
        #expect(finding(0, "") == .notJudged("the check ended with status 0: last words"))
        #expect(finding(2, "proof: all\n") == .notJudged("the check ended with status 2: last words"))
        #expect(finding(1, "damaged: page 3\n") == .damaged("page 3"))
        #expect(finding(3, "not judged: no tool\n") == .notJudged("no tool"))
        #expect(finding(0, "damaged: x\n").reason != nil)
    }
}
