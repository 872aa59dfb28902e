internal import BackupPlan
package import Contracts
package import Estate
internal import PlanForms

/// The files that the other forms refer to: lists of paths, and scripts that dump.
package struct CommonForm: BackupForm {
    package let name = "groundup-backup"

    package init() {}

    package func files(for host: AssetID, _ sources: BackupSources) -> (files: [EmittedFile], remarks: [String]) {
        let plan = HostPlan(host, sources)
        var remarks: [String] = []
        var files = plan.jobs.filter { $0.method == .files }.flatMap { job in
            [
                EmittedFile(name: "\(plan.name(of: job)).paths", contents: Self.lines(job.paths)),
                EmittedFile(
                    name: "\(plan.name(of: job)).excludes", contents: Self.lines(job.excludes.map(Self.literal))),
            ]
        }
        for dump in plan.dumps {
            guard let body = sources.dumps[dump.recipe] else {
                remarks.append("the recipe \(dump.recipe) has no dump, so that of \(dump.name) is not written")
                continue
            }
            let name = String(plan.dumpScript(of: dump).dropFirst(HostPlan.place.utf8.count + 1))
            files.append(
                EmittedFile(name: name, contents: Self.script(dump, on: host, body), isExecutable: true))
        }
        return (files, remarks)
    }

    private static func lines(_ lines: [String]) -> String { lines.map { "\($0)\n" }.joined() }

    /// A pattern of restic that means nothing but the path itself.
    private static func literal(_ path: String) -> String {
        path.unicodeScalars.reduce(into: "") { pattern, scalar in
            if "*?[]\\".unicodeScalars.contains(scalar) { pattern += "\\" }
            // restic replaces names of variables in such files.
            pattern += scalar == "$" ? "$$" : String(scalar)
        }
    }

    /// The recipe's own script, with its data assigned before it.
    private static func script(_ dump: PlannedDump, on host: AssetID, _ body: String) -> String {
        let values = [
            ("GU_DATA_PATHS", dump.dataPaths.joined(separator: "\n")),
            ("GU_DUMP_PATHS", dump.dumpPaths.joined(separator: "\n")), ("GU_HOST", host.text),
            ("GU_SERVICE", dump.name), ("GU_UNIT", dump.unit),
        ]
        let assignments = values.map { "export \($0.0)=\(shellQuoted($0.1))\n" }.joined()
        return "#!/bin/sh\n# Dumps \(ShellText.oneLine(dump.service.text)) before its files are backed up.\n"
            + assignments + body
    }
}
