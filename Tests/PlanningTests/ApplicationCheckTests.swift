import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import Testing

/// The check of a whole application, against a server that wants a login with an awkward password.
@Suite struct ApplicationCheckTests {
    private let password = "it's \"$(a)\" \\ and\ttab"

    private func script() throws -> String {
        let host = AssetID.host("app1")
        var estate = Estate(
            name: "e", observedAt: Instant(seconds: 0),
            assets: [
                Asset(id: host, kind: .host),
                Asset(id: AssetID("app1/a"), kind: .service, host: host, unit: "a.service"),
            ])
        estate.profiles[host] = HostProfile(
            fullName: "app1", operatingSystem: "debian 12", architecture: "amd64", machineID: "1",
            virtualization: "none")
        let body = StepBody(place: .target, timeout: 5, script: "true\n")
        let recipes = [
            "debian-host": Recipe(name: "debian-host", title: "", steps: ["install": body]),
            "generic-service": Recipe(name: "generic-service", title: "", steps: ["start": body, "verify": body]),
        ]
        var input = PlanningInput(estate: estate, estateDigest: "", asOf: Instant(seconds: 0), recipes: recipes)
        let provision = PlannedTargetStep(
            action: "provision", body: NamedBody(name: "t/provision", body: body), parameters: [], isShared: false)
        input.targetSteps[host] = [provision]
        let check = ApplicationCheck(
            from: host, url: "http://localhost/", expect: nil, loginURL: nil, user: nil, password: nil)
        input.applications = [PlannedApplication(name: "a", entries: [AssetID("app1/a")], checks: [check])]
        let plan = try Planner().plan(input)
        return try #require(plan.bodies["application/verify"])
    }

    private func run(_ expect: String, password: String) async throws -> ProcessResult {
        let folder = FileManager.default.temporaryDirectory.path + "/groundup-check-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // The body waits between tries; what it is tested for does not depend on how long.
        let body = try script().replacing("sleep 2", with: "sleep 0").replacing("-ge 15", with: "-ge 2")
        try Data(body.utf8).write(to: URL(filePath: folder + "/body"))
        try Data((password + "\n").utf8).write(to: URL(filePath: folder + "/password"))
        try Data(Self.server.utf8).write(to: URL(filePath: folder + "/server.py"))
        let driver = """
            cd "$FOLDER"
            python3 server.py > port 2> /dev/null & server=$!
            until [ -s port ]; do ps > /dev/null; done
            export GU_URL="http://127.0.0.1:$(cat port)/orders" GU_LOGIN_URL="http://127.0.0.1:$(cat port)/login"
            sh body; status=$?
            kill "$server"
            exit "$status"
            """
        let environment = [
            "FOLDER": folder, "GU_APPLICATION": "a", "GU_HOST": "app1", "GU_USER": "ali\"ce", "GU_EXPECT": expect,
            "GU_PASSWORD": folder + "/password", "EXPECTED": self.password,
        ]
        return try await SubprocessRunner().run(
            ProcessRequest("bash", ["-c", driver], environment: environment, timeout: 60))
    }

    @Test func itLogsInAndReadsTheAnswer() async throws {
        let result = try await run("it's $(here)", password: password)
        #expect(result.outcome == .exited(0), "\(result.errors)")
    }

    @Test func aWrongAnswerOrPasswordFailsWithoutTellingThePassword() async throws {
        let answer = try await run("something else", password: password)
        #expect(answer.outcome == .exited(1))
        #expect(answer.errors.contains("a was expected to answer at http://127.0.0.1"))
        let login = try await run("it's $(here)", password: "wrong-password")
        #expect(login.outcome == .exited(1))
        #expect(login.errors.contains("/login refused the login of ali\"ce"))
        #expect(!(login.errors + String(decoding: login.output, as: UTF8.self)).contains("wrong-password"))
    }

    @Test func shellcheckFindsNothing() async throws {
        let result = try await SubprocessRunner().run(
            ProcessRequest("shellcheck", ["-s", "sh", "-"], input: Array(try script().utf8)))
        #expect(result.outcome == .exited(0), "\(String(decoding: result.output, as: UTF8.self))")
    }

    private static let server = """
        import http.server, json, os

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, text):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def do_POST(self):
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                right = sent == {"user": 'ali"ce', "password": os.environ["EXPECTED"]}
                self.answer(*((200, '{"token": "t0k-en"}') if right else (403, "no")))

            def do_GET(self):
                right = self.headers.get("Authorization") == "Bearer t0k-en"
                self.answer(*((200, "orders: it's $(here)") if right else (401, "no")))

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """
}
