/// Why an engine gave no usable answer: the kind is for programs, the words are the tool's.
package struct EngineFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds that people act on differently.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case noPassword = "no password"
        case wrongKey = "wrong password or key"
        case noRepository = "no repository"
        /// Somebody works in it, or left a lock behind.
        case locked
        case noSuchPoint = "no such restore point"
        /// Stored bytes are not what was stored.
        case corrupt
        /// A backup lacks something that it was asked for.
        case sourceIncomplete = "source incomplete"
        case noSpace = "no space"
        case permission
        case network
        /// It took longer than its time limit.
        case timeout
        /// It made no progress, and was ended before its time limit.
        case stalled
        case cancelled
        case toolMissing = "tool missing"
        /// The tool has no way to do this.
        case unsupported
        /// It failed, and what it said is not known here.
        case unknown
    }

    package var kind: Kind
    /// What the tool said, shortened, without control characters.
    package var words: String

    package init(_ kind: Kind, _ words: String) {
        self.kind = kind
        self.words = EngineText.shortened(words)
    }

    package var description: String { words.isEmpty ? kind.rawValue : "\(kind.rawValue): \(words)" }
}

/// What an end of a tool means.
package enum EngineOutcome: Hashable, Sendable {
    /// It did all of it, and this is the proof that it said so.
    case ok(proof: String)
    /// It did it, and found fault with something.
    case warned(String)
    case failed(EngineFailure)
    /// Neither proven nor refuted; never to be taken for good.
    case unknown(String)
}

/// What a tool was asked to do; the same end means different things after different questions.
package enum EngineOperation: Hashable, Sendable {
    case list
    case manifest
    case changes
    case verify(VerifyDepth)
    case restore
    case backup
}

/// What tools say, made fit to be shown.
package enum EngineText {
    /// At most 300 characters, and no control characters.
    package static func shortened(_ text: some StringProtocol) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.lazy.map { $0 == "\n" ? " " : $0 }
                    .filter { $0.value >= 0x20 && $0.value != 0x7f }.prefix(300)))
    }

    /// The last line that says anything.
    package static func lastLine(_ text: String) -> String {
        shortened(text.split(separator: "\n").last { $0.contains { !$0.isWhitespace } } ?? "it said nothing")
    }
}

extension EngineFailure {
    /// The failure in an end that no tool chose for itself; `nil` when it ended by itself.
    package init?(_ outcome: ProcessOutcome, of tool: String, errors: String) {
        let last = EngineText.lastLine(errors)
        switch outcome {
        case .exited: return nil
        case .signalled(let signal): self.init(.cancelled, "\(tool) was ended by signal \(signal)")
        case .timedOut: self.init(.timeout, "\(tool) gave no answer within its time limit: \(last)")
        case .stalled: self.init(.stalled, "\(tool) made no progress and was ended: \(last)")
        case .outputTooLong: self.init(.unknown, "\(tool) printed more than its limit")
        }
    }

    /// Turns whatever was thrown around a tool into a failure.
    package init(_ error: any Error) {
        switch error {
        case let failure as EngineFailure: self = failure
        // The port promises that it throws only when a program could not be started.
        case let error as GroundupError: self.init(.toolMissing, error.message)
        case is CancellationError: self.init(.cancelled, "it was cancelled")
        default: self.init(.unknown, "\(error)")
        }
    }
}

/// What one call of a tool may cost.
package struct EngineLimits: Hashable, Sendable {
    /// Seconds for a list, a probe or a lock.
    package var listing: Int
    /// Seconds for a manifest or a comparison.
    package var manifest: Int
    /// Seconds for files that are brought to the controller.
    package var extraction: Int
    /// Seconds without any progress.
    package var stall: Int
    /// Bytes of an answer that is kept whole.
    package var listBytes: Int
    /// Bytes of one line of an answer that is read as it comes.
    package var lineBytes: Int
    /// Bytes of all of such an answer; it is not kept.
    package var streamBytes: Int

    package init(
        listing: Int = 120, manifest: Int = 600, extraction: Int = 4 * 3_600, stall: Int = 300,
        listBytes: Int = 256 << 20, lineBytes: Int = 1 << 20, streamBytes: Int = 64 << 30
    ) {
        self.listing = listing
        self.manifest = manifest
        self.extraction = extraction
        self.stall = stall
        self.listBytes = listBytes
        self.lineBytes = lineBytes
        self.streamBytes = streamBytes
    }
}
