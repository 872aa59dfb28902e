import Contracts
import Crypto
import Synchronization

/// Compares the SHA-256 of what comes in pieces with the 32 bytes at its end.
final class EtcdDigest: Sendable {
    private struct State {
        var hash = SHA256()
        /// The newest 32 bytes, which may be the checksum.
        var last: [UInt8] = []
        var count: Int64 = 0
    }

    private let state = Mutex(State())

    func read(_ piece: [UInt8]) {
        state.withLock { state in
            state.count += Int64(piece.count)
            state.last += piece
            let before = state.last.count - Int(EtcdSnapshot.trailer)
            guard before > 0 else { return }
            state.hash.update(data: state.last[..<before])
            state.last.removeFirst(before)
        }
    }

    /// - Parameter size: what the list told.
    func outcome(expecting size: Int64) -> EngineOutcome {
        state.withLock { state in
            guard state.count == size else {
                return .unknown("\(state.count) of \(size) bytes were read; is it written right now?")
            }
            guard Array(state.hash.finalize()) == state.last else {
                return .failed(
                    EngineFailure(.corrupt, "the SHA-256 of its \(size - 32) bytes is not the one at its end"))
            }
            return .ok(proof: "the SHA-256 of \(size - 32) bytes is the one at its end")
        }
    }
}
