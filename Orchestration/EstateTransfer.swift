package import Contracts
package import Estate
internal import Formats

/// An estate as it was taken in from a document.
package struct ImportedEstate: Sendable {
    package let estate: Estate
    package let digest: String
    /// Whether the state had it before; then nothing was written.
    package let wasKnown: Bool
}

/// Moves estates as documents from one state to another.
package struct EstateTransfer: Sendable {
    private let documents: any DocumentStore
    private let clock: any Clock

    /// The largest estate document that is taken in, in bytes.
    package static var sizeLimit: Int { JSONValue.sizeLimit }

    /// How far ahead of this clock another controller's may be, in seconds.
    private static let clockDifference: Int64 = 86_400

    package init(documents: any DocumentStore, clock: any Clock) {
        self.documents = documents
        self.clock = clock
    }

    package init(_ workplace: Workplace) { self.init(documents: workplace.documents, clock: workplace.clock) }

    /// The exact bytes of an estate of the state, the newest when `digest` is `nil`.
    ///
    /// - Throws: `GroundupError` with code `state` when there is none, or when its bytes are not those of its digest.
    package func export(_ digest: String?) async throws -> StoredDocument {
        guard let document = try await documents.estate(digest) else {
            throw GroundupError(
                .state, digest.map { "There is no estate '\($0)'." } ?? "There is no estate yet.",
                hint: "'groundup estate list' shows those of this state; 'groundup discover' makes one.")
        }
        guard sha256(document.bytes) == document.digest else {
            throw GroundupError(
                .state, "Estate \(document.digest) is damaged in the state: its bytes have another digest.",
                hint: "Export it from another copy of the state, or discover again.")
        }
        return document
    }

    /// Takes in an estate that another state exported; all of it or nothing.
    ///
    /// It is stored in canonical form under its digest, like a discovered one, and is the newest when it was observed
    /// last. The same estate twice is one.
    /// - Parameter name: what messages call the document.
    /// - Throws: `GroundupError` with code `hostileInput` when it is damaged or contradicts itself.
    package func take(_ bytes: [UInt8], name: String) async throws -> ImportedEstate {
        let estate = try EstateDocument.read(bytes, name: name)
        // An estate from the future would stay the newest for ever.
        guard estate.observedAt.seconds(since: clock.now()) <= Self.clockDifference else {
            throw GroundupError(
                .hostileInput, "\(name): observedAt is more than a day ahead of this controller's clock.",
                hint: "Correct the clock that is wrong; an estate from the future would hide every later one.")
        }
        let canonical = EstateDocument.bytes(estate)
        let digest = sha256(canonical)
        let wasKnown = try await documents.estates().contains { $0.digest == digest }
        if !wasKnown {
            try await documents.save(
                estate: StoredDocument(digest: digest, bytes: canonical, time: estate.observedAt))
        }
        return ImportedEstate(estate: estate, digest: digest, wasKnown: wasKnown)
    }
}
