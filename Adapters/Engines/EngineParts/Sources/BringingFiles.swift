package import Contracts

extension EngineCalls {
    /// Brings files out of a folder that a tool restored to, each to its own path below another one.
    ///
    /// - Parameters:
    ///   - paths: absolute paths on the host; all when `nil`.
    ///   - tree: where the tool put them; it may not be there when there was nothing.
    package func bring(
        _ paths: [String]?, from tree: String, _ places: HostPaths, to folder: String
    ) async throws(EngineFailure) {
        let list = "[ ! -d \"$1\" ] || { cd \"$1\" && find . -type f -print0 | tr '\\n\\0' '\\0\\n'; }"
        let files = ChosenFiles(paths ?? ["/"], places: places)
        let found = try await lines(of: ProcessRequest("sh", ["-c", list, "sh", tree]), within: limits.manifest) {
            line in
            files.consider(line.dropFirst(2).map { $0 == 0 ? 0x0A : $0 })
        }
        guard found.succeeded else { throw EngineFailure(.unknown, EngineText.lastLine(found.errors)) }
        if files.list.isEmpty { return }
        let packing = [
            "-c", "-C", tree, "--null", "--no-recursion", "--no-unquote", "--verbatim-files-from", "-T", "-",
        ]
        let request = ProcessRequest("tar", packing, input: files.list)
        let target = folder + (places.root == "/" ? "" : places.root)
        let result = try await run(request.unpacked(to: target), within: limits.extraction)
        guard result.succeeded else { throw EngineFailure(.noSpace, EngineText.lastLine(result.errors)) }
    }
}
