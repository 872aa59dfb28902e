// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors where `make test` builds, so that a newer compiler does not break people who only build.
let warnings: [SwiftSetting] =
    Context.environment["GROUNDUP_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let strict: [SwiftSetting] =
    warnings + [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]

/// A target of ours: its folder, and what it may see.
func module(
    _ name: String, _ path: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: path, exclude: exclude, resources: resources,
        swiftSettings: strict)
}

func tests(
    _ name: String, _ path: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: strict)
}

extension Target.Dependency {
    static let heap = product(name: "HeapModule", package: "swift-collections")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let yaml = product(name: "Yams", package: "Yams")
    static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
    static let database = product(name: "GRDB", package: "GRDB.swift")
    static let arguments = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let system = product(name: "SystemPackage", package: "swift-system")
}

let core: [Target] = [
    module("Estate", "Core/Estate"),
    module("ByteParsing", "Core/ByteParsing"),
    // zlib computes only; it is the one library of the system that the core sees.
    .systemLibrary(name: "CZlib", path: "Core/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    module("DataHealth", "Core/DataHealth", ["CZlib"]),
    module("Graphs", "Core/Graphs"),
    module("DependencyGraph", "Core/DependencyGraph", ["Estate", "Graphs"]),
    module("Scheduling", "Core/Scheduling", [.heap]),
    module("RecoveryPlan", "Core/RecoveryPlan", ["Estate", "Graphs", "DependencyGraph", "Scheduling"]),
    module("RunMachine", "Core/RunMachine", ["Estate", "RecoveryPlan", "Scheduling"]),
    module("Assurance", "Core/Assurance", ["ByteParsing", "Estate", "DependencyGraph", "Graphs"]),
    module("PointChoice", "Core/PointChoice", ["Estate"]),
    module("BackupPlan", "Core/BackupPlan", ["Assurance", "Estate"]),
]

let contracts: [Target] = [
    module(
        "Contracts", "Contracts",
        ["Estate", "RecoveryPlan", "RunMachine", "Assurance", "BackupPlan", "ByteParsing", "DataHealth"],
        resources: [.embedInCode("protection-frame.sh")]),
    module(
        "Formats", "Formats",
        ["Estate", "RecoveryPlan", "RunMachine", "Assurance", "Contracts", "ByteParsing", "DataHealth", .crypto, .yaml]),
    module(
        "Recipes", "Recipes", ["Estate", "Formats", "Contracts"], exclude: ["README.md", "Tests"],
        resources: [
            "barbican", "bind9", "debian-host", "ganeti", "generic-service", "nginx", "postgresql",
            "restic-repository", "samba-ad-dc",
        ].map { .embedInCode("\($0).yaml") }),
]

let adapters: [Target] = [
    module(
        "Host", "Adapters/Host/Sources",
        ["Assurance", "Contracts", "Estate", "Formats", "RecoveryPlan", .subprocess, .system]),
    module(
        "Store", "Adapters/Store/Sources",
        ["Assurance", "Contracts", "Estate", "RecoveryPlan", "RunMachine", "Formats", .database]),
    module(
        "LiveHost", "Adapters/Sources/LiveHost/Sources",
        ["Contracts", "Estate", "ByteParsing", "Formats", "RecoveryPlan"],
        resources: [.embedInCode("collector.sh")]),
    module(
        "EngineParts", "Adapters/Engines/EngineParts/Sources", ["ByteParsing", "Contracts", "Estate", "RecoveryPlan"],
        resources: [
            "begin.sh", "paths.sh", "sending.sh", "closing.sh", "restore-file.sh", "place-folder.sh", "try-cluster.sh",
            "unpack.sh", "confined.sh",
        ].map { .embedInCode($0) }),
    module(
        "Restic", "Adapters/Engines/Restic/Sources",
        ["Contracts", "EngineParts", "Estate", "RecoveryPlan", "ByteParsing"],
        resources: [.embedInCode("restore-paths.sh"), .embedInCode("back-up-paths.sh")]),
    module(
        "Borg", "Adapters/Engines/Borg/Sources",
        ["Contracts", "EngineParts", "Estate", "RecoveryPlan", "ByteParsing"],
        resources: [.embedInCode("restore-paths.sh"), .embedInCode("back-up-paths.sh")]),
    module(
        "Tree", "Adapters/Engines/Tree/Sources", ["Contracts", "EngineParts", "Estate", "RecoveryPlan"],
        resources: [
            "points.sh", "list.sh", "files.sh", "changes.sh", "sums.sh", "pack.sh", "restore-paths.sh",
        ].map { .embedInCode($0) }),
    module(
        "RdiffBackup", "Adapters/Engines/RdiffBackup/Sources",
        ["Contracts", "EngineParts", "Estate", "Formats", "RecoveryPlan"],
        resources: [
            "repository.sh", "list.sh", "metadata.sh", "verify.sh", "pack.sh", "assemble.sh", "restore-paths.sh",
        ].map { .embedInCode($0) }),
    module(
        "Duplicity", "Adapters/Engines/Duplicity/Sources",
        ["ByteParsing", "Contracts", "EngineParts", "Estate", "RecoveryPlan"],
        resources: [.embedInCode("restore-paths.sh")]),
    module(
        "Rclone", "Adapters/Engines/Rclone/Sources",
        ["ByteParsing", "Contracts", "EngineParts", "Estate", "RecoveryPlan"],
        resources: [.embedInCode("restore-paths.sh")]),
    module(
        "Btrfs", "Adapters/Engines/Btrfs/Sources",
        ["Contracts", "EngineParts", "Estate", "RecoveryPlan", "ByteParsing"],
        resources: ["list-snapshots.sh", "extract-files.sh", "restore-paths.sh"].map { .embedInCode($0) }),
    module(
        "CommandTemplate", "Adapters/Engines/CommandTemplate/Sources",
        ["Contracts", "EngineParts", "Estate", "RecoveryPlan", "ByteParsing"],
        resources: [.embedInCode("back-up-command.sh")]),
    module(
        "Documented", "Adapters/Engines/Documented/Sources", ["Contracts", "Estate", "RecoveryPlan", "ByteParsing"]),
    module(
        "PgBackRest", "Adapters/Engines/PgBackRest/Sources",
        ["Contracts", "EngineParts", "Estate", "RecoveryPlan", "ByteParsing"],
        resources: ["restore-cluster.sh", "back-up-cluster.sh", "extract-cluster.sh"].map { .embedInCode($0) }),
    module(
        "QemuImage", "Adapters/Engines/QemuImage/Sources", ["Contracts", "EngineParts", "Estate", "RecoveryPlan"],
        resources: [
            "list-images.sh", "check-guest.sh", "image-chain.sh", "restore-disk.sh", "monitor.sh", "frozen-disk.sh",
            "back-up-disk.sh",
        ].map { .embedInCode($0) }),
    module(
        "Barman", "Adapters/Engines/Barman/Sources",
        ["Contracts", "EngineParts", "Estate", "RecoveryPlan", "ByteParsing"],
        resources: ["log.sh", "files.sh", "extract-server.sh", "restore-server.sh", "finish-server.sh"].map {
            .embedInCode($0)
        }),
    module(
        "Etcd", "Adapters/Engines/Etcd/Sources",
        ["Contracts", "EngineParts", "Estate", "RecoveryPlan", "ByteParsing", .crypto],
        resources: ["list.sh", "status.sh", "decode.sh", "restore-member.sh", "finish-member.sh"].map {
            .embedInCode($0)
        }),
    module(
        "SambaBackup", "Adapters/Engines/SambaBackup/Sources",
        ["Contracts", "EngineParts", "Estate", "RecoveryPlan", "ByteParsing"],
        resources: ["list.sh", "entries.sh", "decode.sh", "pack.sh", "probe.sh"].map { .embedInCode($0) }),
    module(
        "MariaDBBackup", "Adapters/Engines/MariaDBBackup/Sources",
        ["Contracts", "EngineParts", "Estate", "RecoveryPlan", "ByteParsing"],
        resources: [
            "list.sh", "files.sh", "pages.sh", "prepare.sh", "decode.sh", "restore-database.sh", "finish-database.sh",
        ].map { .embedInCode($0) }),
    module(
        "AptArchive", "Adapters/TrustRoots/AptArchive/Sources",
        ["Contracts", "Estate", "RecoveryPlan", "ByteParsing", "Formats", .crypto]),
    module("Kit", "Adapters/Kit/Sources", ["Contracts", "Formats"]),
    module("FileContent", "Adapters/Inspectors/FileContent/Sources", ["Contracts", "DataHealth", "Formats"]),
    module(
        "Applications", "Adapters/Inspectors/Applications/Sources", ["Contracts"],
        resources: [
            "sandbox", "postgresql-cluster", "postgresql-dump", "mariadb-folder", "mariadb-dump", "sqlite",
            "samba-backup", "etcd-snapshot",
        ].map { .embedInCode("Checks/\($0).sh") }),
    module(
        "Yara", "Adapters/Inspectors/Yara/Sources", ["Contracts", "DataHealth", "Formats", "Host"]),
    module(
        "ClamAV", "Adapters/Inspectors/ClamAV/Sources",
        ["ByteParsing", "Contracts", "DataHealth", "Estate", "Formats", "Host"]),
    module("NspawnTarget", "Adapters/Targets/Nspawn/Sources", ["Contracts", "Estate", "RecoveryPlan"]),
    module("SSHHostTarget", "Adapters/Targets/SSHHost/Sources", ["Contracts", "Estate", "RecoveryPlan"]),
]

/// Every form that a plan can be written in, and what they share.
let emitters: [Target] = [
    module(
        "PlanForms", "Adapters/Emitters/PlanForms/Sources", ["Contracts", "Estate", "RecoveryPlan"],
        resources: ["step.sh", "asking.sh", "running.sh", "limits.sh", "ssh.sh"].map { .embedInCode($0) }),
    module("BashEmitter", "Adapters/Emitters/Bash/Sources", ["Contracts", "Estate", "PlanForms", "RecoveryPlan"]),
    module(
        "AirflowEmitter", "Adapters/Emitters/Airflow/Sources", ["Contracts", "PlanForms", "RecoveryPlan"],
        resources: [.embedInCode("Files/dag.py")]),
    module(
        "AnsibleEmitter", "Adapters/Emitters/Ansible/Sources", ["Contracts", "Estate", "PlanForms", "RecoveryPlan"],
        resources: ["restore.py", "order.py", "playbooks.py", "on_host.yml", "on_controller.yml"].map {
            .embedInCode("Files/\($0)")
        }),
    module(
        "BackupForms", "Adapters/Emitters/BackupForms/Sources",
        ["Assurance", "BackupPlan", "Contracts", "Estate", "Formats", "PlanForms"]),
    module("ArgoEmitter", "Adapters/Emitters/Argo/Sources", ["Contracts", "PlanForms", "RecoveryPlan"]),
    module("DotEmitter", "Adapters/Emitters/Dot/Sources", ["Contracts", "Estate", "PlanForms", "RecoveryPlan"]),
    module("HTMLEmitter", "Adapters/Emitters/HTML/Sources", ["Contracts", "Estate", "PlanForms", "RecoveryPlan"]),
    module("JSONEmitter", "Adapters/Emitters/JSON/Sources", ["Contracts", "Formats", "RecoveryPlan"]),
    module("MakeEmitter", "Adapters/Emitters/Make/Sources", ["Contracts", "PlanForms", "RecoveryPlan"]),
    module(
        "MermaidEmitter", "Adapters/Emitters/Mermaid/Sources", ["Contracts", "Estate", "PlanForms", "RecoveryPlan"]),
    module("NinjaEmitter", "Adapters/Emitters/Ninja/Sources", ["Contracts", "PlanForms", "RecoveryPlan"]),
    module("SVGEmitter", "Adapters/Emitters/SVG/Sources", ["Contracts", "Estate", "PlanForms", "RecoveryPlan"]),
    module(
        "MarkdownEmitter", "Adapters/Emitters/Markdown/Sources", ["Contracts", "Estate", "PlanForms", "RecoveryPlan"]),
]

let faces: [Target] = [
    module(
        "Orchestration", "Orchestration",
        [
            "Contracts", "Estate", "DependencyGraph", "Assurance", "RecoveryPlan", "RunMachine", "Formats",
            "BackupPlan", "ByteParsing", "DataHealth", "PointChoice",
        ]),
    module(
        "Pictures", "Interfaces/Pictures", ["Estate", "DependencyGraph", "RecoveryPlan", "Contracts", "Formats"]),
    module(
        "Builtins", "Interfaces/Builtins",
        [
            "Contracts", "Recipes", "Host", "Store", "LiveHost", "Barman", "Borg", "Btrfs", "CommandTemplate",
            "Documented",
            "Duplicity", "Etcd", "MariaDBBackup", "PgBackRest", "QemuImage", "Rclone", "RdiffBackup", "Restic",
            "SambaBackup", "Tree",
            "Applications", "AptArchive", "BackupForms", "ClamAV", "FileContent", "Yara", "Kit", "NspawnTarget",
            "SSHHostTarget", "AirflowEmitter", "AnsibleEmitter", "ArgoEmitter", "BashEmitter", "DotEmitter",
            "HTMLEmitter",
            "JSONEmitter", "MakeEmitter", "MarkdownEmitter", "MermaidEmitter", "NinjaEmitter", "SVGEmitter",
            "Orchestration", "Estate",
        ]),
    module(
        "Commands", "Interfaces/Commands",
        [
            "Builtins", "Pictures", "Orchestration", "Contracts", "Estate", "DependencyGraph", "Assurance",
            "RecoveryPlan", "RunMachine", "Formats", "BackupPlan", "ByteParsing", "DataHealth", "PointChoice",
            .arguments,
        ]),
    .executableTarget(
        name: "groundup", dependencies: ["Commands"], path: "Interfaces/groundup", swiftSettings: strict),
]

let checks: [Target] = [
    module("TestKit", "TestKit", ["Estate", "Contracts", "RecoveryPlan"]),
    tests("EstateTests", "Tests/EstateTests", ["Estate"]),
    tests("GraphsTests", "Tests/GraphsTests", ["Graphs"]),
    tests("DependencyGraphTests", "Tests/DependencyGraphTests", ["DependencyGraph", "Estate"]),
    tests("SchedulingTests", "Tests/SchedulingTests", ["Scheduling"]),
    tests("RecoveryPlanTests", "Tests/RecoveryPlanTests", ["Estate", "RecoveryPlan"]),
    tests(
        "PlanningTests", "Tests/PlanningTests",
        ["Assurance", "Contracts", "DataHealth", "Estate", "Host", "Orchestration", "PointChoice", "RecoveryPlan"]),
    tests(
        "DecisionTests", "Tests/DecisionTests",
        [
            "Assurance", "Contracts", "Estate", "Formats", "Host", "Orchestration", "RecoveryPlan", "RunMachine",
            "Store",
        ]),
    .executableTarget(
        name: "groundup-bench",
        dependencies: [
            "Assurance", "Estate", "Formats", "RecoveryPlan", "Graphs", "DependencyGraph", "Scheduling", "ByteParsing",
            "Contracts", "DataHealth", "FileContent", "Host", "Orchestration", "PointChoice", "Restic", "RunMachine",
            "Store", .arguments,
        ],
        path: "Benchmarks/Program",
        swiftSettings: strict),
    tests("AssuranceTests", "Tests/AssuranceTests", ["Assurance", "Estate"]),
    tests(
        "PointJudgingTests", "Tests/PointJudgingTests",
        ["Builtins", "Contracts", "Host", "Orchestration", "PointChoice"]),
    tests(
        "ClusterRestoreTests", "Tests/ClusterRestoreTests",
        ["Builtins", "Contracts", "Host", "Orchestration", "TestKit"]),
    tests("PointChoiceTests", "Tests/PointChoiceTests", ["PointChoice", "Estate"]),
    tests("BackupPlanTests", "Tests/BackupPlanTests", ["Assurance", "BackupPlan", "Estate"]),
    tests(
        "BackupRunTests", "Tests/BackupRunTests",
        [
            "Assurance", "BackupPlan", "Borg", "CommandTemplate", "Contracts", "Estate", "Host", "Orchestration",
            "PgBackRest", "QemuImage", "RecoveryPlan", "Restic",
        ]),
    tests(
        "CoverageTests", "Tests/CoverageTests",
        ["Assurance", "Contracts", "Estate", "Formats", "Host", "Orchestration", "RecoveryPlan", "Restic", "Store"]),
    tests(
        "CoverageViewTests", "Tests/CoverageViewTests",
        ["Assurance", "Commands", "Contracts", "Estate", "Host", "Pictures"]),
    tests(
        "ResticTests", "Adapters/Engines/Restic/Tests",
        ["Contracts", "Estate", "Host", "RecoveryPlan", "Restic", "TestKit"], exclude: ["restore-paths-test.sh"]),
    tests("RecipesTests", "Tests/RecipesTests", ["Contracts", "Estate", "RecoveryPlan", "Recipes"]),
    tests(
        "FileContentTests", "Adapters/Inspectors/FileContent/Tests",
        ["Contracts", "DataHealth", "FileContent", "Host", "Orchestration"]),
    tests(
        "ApplicationsTests", "Adapters/Inspectors/Applications/Tests",
        [
            "Applications", "Assurance", "Contracts", "DataHealth", "Estate", "FileContent", "Host", "Orchestration",
            "RecoveryPlan", "Restic", "Store",
        ]),
    tests(
        "YaraTests", "Adapters/Inspectors/Yara/Tests",
        ["Contracts", "DataHealth", "FileContent", "Host", "Orchestration", "TestKit", "Yara"]),
    tests(
        "ClamAVTests", "Adapters/Inspectors/ClamAV/Tests",
        ["ClamAV", "Contracts", "DataHealth", "Estate", "FileContent", "Host", "Orchestration", "TestKit"]),
    tests(
        "BorgTests", "Adapters/Engines/Borg/Tests",
        ["Assurance", "Borg", "Contracts", "Estate", "Formats", "Host", "Orchestration", "RecoveryPlan", "TestKit"],
        exclude: ["restore-paths-test.sh"]),
    tests(
        "TreeTests", "Adapters/Engines/Tree/Tests",
        ["Contracts", "Estate", "Host", "RecoveryPlan", "TestKit", "Tree"], exclude: ["restore-paths-test.sh"]),
    tests(
        "RdiffBackupTests", "Adapters/Engines/RdiffBackup/Tests",
        ["Contracts", "Estate", "Host", "RdiffBackup", "RecoveryPlan", "TestKit"], exclude: ["restore-paths-test.sh"]),
    tests(
        "DuplicityTests", "Adapters/Engines/Duplicity/Tests",
        ["Contracts", "Duplicity", "Estate", "Host", "RecoveryPlan", "TestKit"], exclude: ["restore-paths-test.sh"]),
    tests(
        "RcloneTests", "Adapters/Engines/Rclone/Tests",
        ["Contracts", "Estate", "Host", "Rclone", "RecoveryPlan", "TestKit"], exclude: ["restore-paths-test.sh"]),
    tests(
        "BtrfsTests", "Adapters/Engines/Btrfs/Tests",
        ["Btrfs", "Contracts", "Estate", "Host", "RecoveryPlan", "TestKit"], exclude: ["volume.sh"]),
    tests(
        "CommandTemplateTests", "Adapters/Engines/CommandTemplate/Tests",
        ["CommandTemplate", "Contracts", "Estate", "Formats", "Host", "RecoveryPlan", "TestKit"]),
    tests(
        "DocumentedTests", "Adapters/Engines/Documented/Tests",
        ["Contracts", "Documented", "Estate", "Host", "RecoveryPlan", "TestKit"]),
    tests(
        "PgBackRestTests", "Adapters/Engines/PgBackRest/Tests",
        ["Contracts", "EngineParts", "Estate", "Host", "PgBackRest", "RecoveryPlan", "TestKit"], exclude: ["cluster.sh"]
    ),
    tests(
        "QemuImageTests", "Adapters/Engines/QemuImage/Tests",
        ["Contracts", "Estate", "Host", "QemuImage", "RecoveryPlan", "TestKit"],
        exclude: ["disk.sh", "machine.sh"]),
    tests(
        "MariaDBBackupTests", "Adapters/Engines/MariaDBBackup/Tests",
        ["Contracts", "Estate", "Host", "MariaDBBackup", "RecoveryPlan", "TestKit"], exclude: ["server.sh"]),
    tests(
        "BarmanTests", "Adapters/Engines/Barman/Tests",
        ["Barman", "Contracts", "Estate", "Host", "RecoveryPlan", "TestKit"], exclude: ["barman.sh"]),
    tests(
        "EtcdTests", "Adapters/Engines/Etcd/Tests",
        ["Contracts", "Estate", "Etcd", "Host", "RecoveryPlan", "TestKit"], exclude: ["member.sh"]),
    tests(
        "SambaBackupTests", "Adapters/Engines/SambaBackup/Tests",
        ["Applications", "Contracts", "Estate", "FileContent", "Host", "RecoveryPlan", "SambaBackup", "TestKit"]),
    tests("KitTests", "Adapters/Kit/Tests", ["Contracts", "Formats", "Host", "Kit"]),
    tests("AptArchiveTests", "Adapters/TrustRoots/AptArchive/Tests", ["AptArchive", "Contracts", "Host"]),
    tests(
        "NspawnTargetTests", "Adapters/Targets/Nspawn/Tests",
        ["NspawnTarget", "Contracts", "Estate", "RecoveryPlan", "Host"]),
    tests(
        "SSHHostTargetTests", "Adapters/Targets/SSHHost/Tests",
        ["SSHHostTarget", "Contracts", "Estate", "RecoveryPlan", "Host"]),
    tests("ByteParsingTests", "Tests/ByteParsingTests", ["ByteParsing"]),
    tests("DataHealthTests", "Tests/DataHealthTests", ["Contracts", "DataHealth", "Host"], exclude: ["Fixtures"]),
    tests("UnificationTests", "Tests/UnificationTests", ["DependencyGraph", "Estate"]),
    tests(
        "LiveHostTests", "Adapters/Sources/LiveHost/Tests",
        ["ByteParsing", "Contracts", "DependencyGraph", "Estate", "LiveHost"]),
    tests("RunMachineTests", "Tests/RunMachineTests", ["Estate", "RecoveryPlan", "RunMachine", "Scheduling"]),
    tests(
        "HostTests", "Adapters/Host/Tests", ["Assurance", "Contracts", "Estate", "Host", "RecoveryPlan", "RunHarness"]),
    tests(
        "StoreTests", "Adapters/Store/Tests",
        ["Assurance", "Contracts", "DataHealth", "Estate", "Formats", "Host", "RecoveryPlan", "Store"]),
    .executableTarget(
        name: "RunHarness",
        dependencies: ["Contracts", "Estate", "Host", "Orchestration", "RecoveryPlan", "RunMachine", "Store"],
        path: "Tests/RunHarness", swiftSettings: strict),
    tests(
        "RunTests", "Tests/RunTests",
        ["Contracts", "Estate", "Host", "Orchestration", "RecoveryPlan", "RunHarness", "RunMachine", "Store"]),
    tests(
        "AuditTests", "Tests/AuditTests", ["Contracts", "Estate", "Formats", "Host", "Orchestration", "Store"]),
    tests(
        "SecretTests", "Tests/SecretTests",
        [
            "Contracts", "Estate", "Formats", "Host", "Orchestration", "RecoveryPlan", "RunHarness", "RunMachine",
            "Store",
        ]),
    tests("ProgressTests", "Tests/ProgressTests", ["Commands", "Contracts", "Estate", "RecoveryPlan"]),
    tests(
        "FormatsTests", "Tests/FormatsTests",
        ["Assurance", "DataHealth", "Formats", "Contracts", "Estate", "RecoveryPlan"],
        exclude: ["Fixtures"]),
]

let emitterTests: [Target] = [
    tests(
        "BackupFormsTests", "Adapters/Emitters/BackupForms/Tests",
        ["Assurance", "BackupForms", "BackupPlan", "Contracts", "Estate", "Host"]),
    tests(
        "BashEmitterTests", "Adapters/Emitters/Bash/Tests",
        ["BashEmitter", "Contracts", "Estate", "Host", "PlanForms", "RecoveryPlan", "TestKit"]),
    tests(
        "PlanFormsTests", "Adapters/Emitters/PlanForms/Tests",
        ["Contracts", "Estate", "Host", "RecoveryPlan", "PlanForms", "TestKit"]),
    tests(
        "AirflowEmitterTests", "Adapters/Emitters/Airflow/Tests", ["AirflowEmitter", "Contracts", "Host", "TestKit"]),
    tests(
        "AnsibleEmitterTests", "Adapters/Emitters/Ansible/Tests",
        ["AnsibleEmitter", "Contracts", "Estate", "Host", "RecoveryPlan", "TestKit"]),
    tests(
        "ArgoEmitterTests", "Adapters/Emitters/Argo/Tests",
        ["ArgoEmitter", "Contracts", "Estate", "Host", "RecoveryPlan", "TestKit"]),
    tests("DotEmitterTests", "Adapters/Emitters/Dot/Tests", ["Contracts", "DotEmitter", "Host", "TestKit"]),
    tests("HTMLEmitterTests", "Adapters/Emitters/HTML/Tests", ["Contracts", "HTMLEmitter", "Host", "TestKit"]),
    tests(
        "JSONEmitterTests", "Adapters/Emitters/JSON/Tests",
        ["Contracts", "Formats", "Host", "JSONEmitter", "RecoveryPlan", "TestKit"]),
    tests(
        "MermaidEmitterTests", "Adapters/Emitters/Mermaid/Tests",
        ["Contracts", "Estate", "Host", "MermaidEmitter", "RecoveryPlan", "TestKit"]),
    tests("SVGEmitterTests", "Adapters/Emitters/SVG/Tests", ["Contracts", "Host", "SVGEmitter", "TestKit"]),
    tests(
        "MakeEmitterTests", "Adapters/Emitters/Make/Tests", ["Contracts", "Host", "MakeEmitter", "TestKit"]),
    tests(
        "NinjaEmitterTests", "Adapters/Emitters/Ninja/Tests",
        ["Contracts", "Estate", "Host", "NinjaEmitter", "RecoveryPlan", "TestKit"]),
    tests(
        "MarkdownEmitterTests", "Adapters/Emitters/Markdown/Tests",
        ["Contracts", "Estate", "Host", "MarkdownEmitter", "RecoveryPlan", "TestKit"]),
]

let package = Package(
    name: "groundup",
    products: [
        .executable(name: "groundup", targets: ["groundup"]),
        .executable(name: "groundup-bench", targets: ["groundup-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: core + contracts + adapters + emitters + faces + checks + emitterTests
)
