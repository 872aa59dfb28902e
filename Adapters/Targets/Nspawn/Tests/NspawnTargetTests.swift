import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import Testing

@testable import NspawnTarget

private let settings = [
    "machines": "/machines", "namespace": "gu-test", "authorized-key": "/key.pub", "known-hosts": "/known_hosts",
]

private func profile() -> HostProfile {
    var profile = HostProfile(
        fullName: "db1.shop.example", operatingSystem: "debian 12", architecture: "amd64", machineID: "",
        virtualization: "none")
    profile.addresses = [HostAddress(interface: "host0", address: "10.0.0.4", prefixLength: 24)]
    profile.nameservers = ["10.0.0.2", "10.0.0.3"]
    return profile
}

private func steps(_ settings: [String: String] = settings, profile: HostProfile = profile()) throws -> [TargetStep] {
    try NspawnTarget().steps(
        for: .host("db1"), profile: profile, settings: TargetEntry(name: "lab", kind: "nspawn", settings: settings),
        depot: "/depot")
}

@Suite("Hosts are rebuilt as nspawn machines")
struct NspawnTargetTests {
    @Test("one shared image, then the host's own machine")
    func order() throws {
        let steps = try steps()
        #expect(steps.map(\.action) == ["image", "provision"])
        #expect(steps.map(\.isShared) == [true, false])
        #expect(steps.allSatisfy { $0.body.place == .controller })
    }

    @Test("a body gets every variable that it reads, and nothing else")
    func variables() throws {
        for step in try steps() {
            let words = step.body.script.split { !($0.isUppercase || $0.isNumber || $0 == "_") }
            let read = Set(words.filter { $0.hasPrefix("GU_") }.map(String.init)).subtracting(["GU_RUN", "GU_SSH"])
            let given = Set(step.parameters.map(\.name))
            // Both compute the image's place.
            #expect(read.subtracting(given).isEmpty, "\(step.action) lacks \(read.subtracting(given))")
            #expect(given.subtracting(read).isEmpty, "\(step.action) never reads \(given.subtracting(read))")
        }
    }

    @Test("a missing or unknown setting is named")
    func badSettings() throws {
        for name in settings.keys {
            var lacking = settings
            lacking[name] = nil
            let error = try #require(#expect(throws: GroundupError.self) { try steps(lacking) })
            #expect(error.message.contains("'\(name)'"))
        }
        let error = try #require(
            #expect(throws: GroundupError.self) { try steps(settings.merging(["brige": "br1"]) { $1 }) })
        #expect(error.message.contains("'brige'") && error.hint.contains("bridge"))
    }

    @Test("a host without an address cannot be made")
    func noAddress() throws {
        var profile = profile()
        profile.addresses = []
        #expect(throws: GroundupError.self) { try steps(profile: profile) }
    }

    @Test("the scripts are clean POSIX shell", arguments: [imageScript, provisionScript])
    func shell(script: String) async throws {
        let result = try await SubprocessRunner().run(
            ProcessRequest("shellcheck", ["--shell=sh", "-"], input: Array("#!/bin/sh\n\(script)".utf8)))
        #expect(result.succeeded, "\(String(decoding: result.output, as: UTF8.self))")
    }
}
