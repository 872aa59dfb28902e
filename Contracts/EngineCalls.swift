private import Synchronization

/// Starts a tool for an engine: closed input, a time limit, a watchdog, bounded output.
package struct EngineCalls: Sendable {
    package let runner: any ProcessRunner
    package let limits: EngineLimits

    package init(runner: any ProcessRunner, limits: EngineLimits) {
        self.runner = runner
        self.limits = limits
    }

    /// All that the tool printed.
    ///
    /// - Parameter isWatched: `false` for work that another host does in silence: nothing of it shows here, so only the time
    ///   limit ends it.
    package func run(
        _ request: ProcessRequest, within seconds: Int, isWatched: Bool = true
    ) async throws(EngineFailure) -> ProcessResult {
        var request = bounded(request, seconds, limits.listBytes)
        if !isWatched { request.stall = nil }
        do { return try await runner.run(request) } catch { throw EngineFailure(error) }
    }

    /// Gives each line that the tool prints as it comes; the result holds none of them.
    ///
    /// A line that is too long, or that `line` throws for, ends the tool.
    ///
    /// - Parameter end: the byte that ends each of them; file names may hold any but zero.
    package func lines(
        of request: ProcessRequest, within seconds: Int, endedBy end: UInt8 = 0x0A,
        each line: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws(EngineFailure) -> ProcessResult {
        let gathering = LineGathering(limit: limits.lineBytes, end: end, line: line)
        do {
            let result = try await runner.run(bounded(request, seconds, limits.streamBytes)) { chunk in
                try gathering.receive(chunk)
            }
            try gathering.finish()
            return result
        } catch {
            throw EngineFailure(error)
        }
    }

    /// Gives what the tool prints in pieces as they come; the result holds none of it.
    ///
    /// What `piece` throws ends the tool.
    package func pieces(
        of request: ProcessRequest, within seconds: Int, each piece: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws(EngineFailure) -> ProcessResult {
        do { return try await runner.run(bounded(request, seconds, limits.streamBytes), output: piece) } catch {
            throw EngineFailure(error)
        }
    }

    /// A tool that says nothing while it works, which no watchdog can tell from one that hangs.
    package func silent(_ request: ProcessRequest, within seconds: Int) async throws(EngineFailure) -> ProcessResult {
        var request = bounded(request, seconds, limits.listBytes)
        request.stall = nil
        do { return try await runner.run(request) } catch { throw EngineFailure(error) }
    }

    /// Lets the tool print to nowhere.
    package func discarding(_ request: ProcessRequest, within seconds: Int) async throws(EngineFailure)
        -> ProcessResult
    {
        do { return try await runner.run(bounded(request, seconds, .max)) { _ in } } catch {
            throw EngineFailure(error)
        }
    }

    /// Counts the bytes that the tool prints, and keeps none.
    package func counting(_ request: ProcessRequest, within seconds: Int) async throws(EngineFailure)
        -> (result: ProcessResult, bytes: Int64)
    {
        let count = Mutex(Int64(0))
        do {
            let result = try await runner.run(bounded(request, seconds, .max)) { chunk in
                count.withLock { $0 += Int64(chunk.count) }
            }
            return (result, count.withLock { $0 })
        } catch {
            throw EngineFailure(error)
        }
    }

    private func bounded(_ request: ProcessRequest, _ seconds: Int, _ bytes: Int) -> ProcessRequest {
        var request = request
        request.timeout = seconds
        request.stall = limits.stall
        request.outputLimit = bytes
        return request
    }
}
