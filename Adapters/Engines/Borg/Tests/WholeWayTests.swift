import Assurance
import Borg
import Contracts
import Estate
import Formats
import Foundation
import Host
import Orchestration
import RecoveryPlan
import TestKit
import Testing

/// From a configuration that says `engine: borg` to the files on the rebuilt host.
@Suite struct WholeWayTests {
    private struct PlainTarget: Target {
        let kind = "plain"
        func steps(for host: AssetID, profile: HostProfile, settings: TargetEntry, depot: String) throws -> [TargetStep]
        {
            [TargetStep(action: "provision", body: WholeWayTests.nothing(.controller), parameters: [], isShared: false)]
        }
    }

    private static func nothing(_ place: StepPlace) -> StepBody { StepBody(place: place, timeout: 5, script: "true\n") }

    private let recipes = [
        Recipe(
            name: "debian-host", title: "", steps: ["install": nothing(.target), "finish": nothing(.target)]),
        Recipe(name: "generic-service", title: "", steps: ["start": nothing(.target), "verify": nothing(.target)]),
    ]

    private func configuration(_ repository: RepositoryEntry) throws -> Configuration {
        try ConfigurationDocument.configuration(
            from: """
                version: 1
                estate: shop
                hosts: [{name: web01, target: lab}]
                targets: [{name: lab, kind: plain}]
                repositories:
                  - {name: files, engine: borg, url: "\(repository.url)", password: "\(repository.password ?? "")"}
                """, file: "groundup.yaml")
    }

    private func estate(_ path: String) -> Estate {
        var estate = Estate(
            name: "shop", observedAt: Instant(seconds: 50),
            assets: [
                Asset(id: .host("web01"), kind: .host),
                Asset(
                    id: AssetID("web01:\(path)"), kind: .dataset, host: .host("web01"),
                    dataset: DatasetProfile(path: path, bytes: 10, dumpPath: nil, foundBy: "recipe")),
            ], dependencies: [])
        estate.profiles[.host("web01")] = HostProfile(
            fullName: "web01.shop.example", operatingSystem: "debian 12", architecture: "amd64", machineID: "m",
            virtualization: "none")
        return estate
    }

    private struct Now: Contracts.Clock {
        func now() -> Instant { Instant(seconds: Int64(Date().timeIntervalSince1970)) }
    }

    @Test(.timeLimit(.minutes(2))) func `data on borg is covered, planned and restored`() async throws {
        let harness = try RealBorg()
        defer { harness.remove() }
        let repository = try #require(try await harness.repository(in: .filled))
        let configuration = try configuration(repository)
        let dataset = AssetID("web01:\(harness.data)")
        let report = await AssessCoverage(engines: [harness.engine], configuration: configuration, clock: Now())
            .report(on: estate(harness.data))
        let subject = try #require(report.subjects.first { $0.subject.asset == dataset })
        #expect(subject.coverage.word == "covered", "\(subject.coverage.reason)")

        let planning = Planning(
            configuration: configuration, recipes: Dictionary(uniqueKeysWithValues: recipes.map { ($0.name, $0) }),
            engines: [harness.engine], targets: [PlainTarget()], depot: "/depot")
        let plan = try planning.plan(
            PlanningRequest(estate: estate(harness.data), estateDigest: "e1", coverage: report))
        let step = try #require(plan.step(StepID("restore-files/\(dataset.text)")))
        #expect(step.body == "borg/restore-paths" && plan.gaps.isEmpty)

        let host = harness.folder.appending(path: "host")
        let result = try await run(step, plan, harness, host)
        #expect(result.succeeded, "\(result.errors)")
        let restored = host.path + harness.data
        #expect(try Data(contentsOf: URL(filePath: "\(restored)/folder/two")) == Data("two2\n".utf8))
        #expect(try Data(contentsOf: URL(filePath: "\(restored)/folder/bulk")).count == 200_000)
    }

    /// Runs the body of the step as a run does: data as environment, the secret as the path of a file.
    private func run(_ step: Step, _ plan: Plan, _ harness: RealBorg, _ host: URL) async throws -> ProcessResult {
        let body = try #require(plan.bodies[step.body])
        var environment = step.parameters.reduce(into: [:]) { $0[$1.name] = $1.value }
        for secret in step.secrets {
            let value = try await SecretPlaces().resolve(secret).value
            let file = harness.folder.appending(path: secret.name)
            try Data(value).write(to: file)
            environment[secret.name] = file.path
        }
        let ssh = harness.folder.appending(path: "ssh")
        let connection = """
            #!/bin/sh
            command=$2 exec unshare --mount sh -c '
                mkdir -p "$HOST_FOLDER/usr" && mount --bind /usr "$HOST_FOLDER/usr" && exec chroot "$HOST_FOLDER" sh -c "$command"'

            """
        try Data(connection.utf8).write(to: ssh)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ssh.path)
        for name in ["etc", "var", "srv"] {
            try FileManager.default.createDirectory(at: host.appending(path: name), withIntermediateDirectories: true)
        }
        for link in ["bin", "lib", "lib64", "sbin"] {
            try FileManager.default.createSymbolicLink(
                atPath: host.appending(path: link).path, withDestinationPath: "usr/\(link)")
        }
        environment["GU_SSH"] = ssh.path
        environment["HOST_FOLDER"] = host.path
        return try await harness.runner.run(ProcessRequest("sh", ["-c", body], environment: environment))
    }
}
