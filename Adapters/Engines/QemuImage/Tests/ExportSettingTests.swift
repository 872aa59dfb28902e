import Contracts
import Host
import RecoveryPlan
import Testing

@testable import QemuImage

@Suite struct ExportSettingTests {
    private let engine = QemuImageEngine(runner: SubprocessRunner())

    private func entry(_ settings: [String: String], url: String = "/srv/images") -> RepositoryEntry {
        RepositoryEntry(
            name: "disk", engine: "qemu-image", url: url,
            settings: ["host": "hv1", "disk": "/var/lib/web01.qcow2"].merging(settings) { $1 })
    }

    private let running = [
        "export": "nbd+unix:///backup?socket=/run/web01.nbd", "monitor": "/run/web01.qmp", "node": "web01",
        "scratch": "/var/tmp",
    ]

    @Test(arguments: [
        ("nbd+unix:///web01?socket=/run/qemu/web01.sock", #"{"type":"unix","path":"/run/qemu/web01.sock"}"#),
        ("nbd://hv1.example:10810/web01", #"{"type":"inet","host":"hv1.example","port":"10810"}"#),
        ("nbd://10.0.0.4/web01", #"{"type":"inet","host":"10.0.0.4","port":"10809"}"#),
    ]) func `an address is told to QEMU in its own form`(address: String, server: String) throws {
        let repository = entry(["export": address])
        #expect(engine.scope(of: repository) == .cluster(host: "hv1", data: "/var/lib/web01.qcow2"))
        let request = ProtectionRequest(host: "hv1", paths: ["/var/lib/web01.qcow2"])
        let protection = try engine.protection(of: request, in: repository)
        #expect(protection.parameters.contains(Parameter(name: "GU_SERVER", value: server)))
        #expect(protection.parameters.contains(Parameter(name: "GU_EXPORT", value: "web01")))
        #expect(!protection.parameters.contains { $0.name == "GU_MONITOR" } && protection.secrets.isEmpty)
    }

    @Test(arguments: [
        "", "web01", "nbd://", "nbd://hv1", "nbd://hv1/", "nbd://hv1:0/a", "nbd://hv1:99999/a", "nbd://hv1:1:2/a",
        "nbd:///a", "nbd://-o/a", "nbd://hv1/a/b", "nbd://hv1/a\"", "nbds://hv1/a", "nbd+unix:///a?socket=run/x",
        "nbd+unix:///a?socket=/run/../x", "nbd+unix:///?socket=/run/x", "nbd+unix:///a?socket=/run/\"},\"x",
        "nbd+unix:///a?socket=/run/x&y=1", "nbd+unix:///a?tls=1", "nbd+unix:///-a?socket=/run/x", "nbd://h/a\n",
    ]) func `an address that could be taken for something else is refused`(address: String) {
        let repository = entry(["export": address])
        guard case .nothing(let reason) = engine.scope(of: repository) else {
            Issue.record("'\(address)' was taken")
            return
        }
        #expect(reason.contains("setting 'export'"))
        #expect(throws: EngineFailure.self) {
            try engine.protection(of: ProtectionRequest(host: "hv1", paths: ["/var/lib/web01.qcow2"]), in: repository)
        }
    }

    @Test(arguments: ["export", "node", "scratch"]) func `a running QEMU needs all of its settings`(missing: String) {
        #expect(engine.scope(of: entry(running)) == .cluster(host: "hv1", data: "/var/lib/web01.qcow2"))
        var settings = running
        settings[missing] = nil
        #expect(throws: EngineFailure.self) { try ImageSettings(entry(settings)) }
        settings = running
        settings["export"] = "nbd://hv1/web01"
        #expect(throws: EngineFailure.self) { try ImageSettings(entry(settings)) }
    }

    @Test func `nothing but the whole disk is backed up, and only from an export`() {
        guard case .nothing = engine.scope(of: entry([:])) else {
            Issue.record("without an export there is nothing to read")
            return
        }
        let wrong: [([String: String], [String])] = [
            ([:], ["/var/lib/web01.qcow2"]), (running, ["/etc"]), (running, ["/var/lib"]),
        ]
        for (settings, paths) in wrong {
            #expect(throws: EngineFailure.self) {
                try engine.protection(of: ProtectionRequest(host: "hv1", paths: paths), in: entry(settings))
            }
        }
    }
}
