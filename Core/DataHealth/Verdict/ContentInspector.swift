/// Finds out about one file what its bytes tell; reads every byte once, and what structures ask for again.
package struct ContentInspector: Sendable {
    /// For what is judged block by block.
    package let blockSize: Int
    private let checksStructure: Bool
    private let windows = SpareMemory(size: Content.windowSize)
    private let counting = SpareMemory(size: StatisticsCounter.memorySize)

    /// - Parameter checksStructure: without it only bytes are counted and kinds recognised, as benchmarks do.
    package init(blockSize: Int = StatisticsCounter.defaultBlockSize, checksStructure: Bool = true) {
        self.blockSize = blockSize
        self.checksStructure = checksStructure
    }

    /// Examines what `source` holds.
    ///
    /// - Parameters:
    ///   - name: what the file is called; its suffix is a promise.
    ///   - onBytes: gets all bytes in order, for a hash of the content.
    package func examine(
        _ source: any ByteSource, name: String, onBytes: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) -> ContentExamination {
        let content = Content(source, windows: windows)
        let counter = StatisticsCounter(blockSize: blockSize, spare: counting)
        // Whole blocks, so that they are the same whatever the window.
        let step = max(counter.blockSize, (1 << 18) / counter.blockSize * counter.blockSize)
        var place = 0
        while place < content.size, let piece = content.bytes(at: place, count: min(step, content.size - place)) {
            counter.add(piece)
            onBytes(piece)
            place += piece.count
        }
        return examination(of: content, counter.result(), name: name)
    }

    /// What is known of a file that cannot be opened.
    package func unreadable(name: String, _ reason: String) -> ContentExamination {
        let nothing = StatisticsCounter(blockSize: blockSize).result()
        return ContentExamination(
            name: name, size: 0, kind: .empty, promise: nil, appendedSuffix: nil, statistics: nothing, structure: nil,
            note: nil, isEncodedRandom: false, digest: nil, failure: reason)
    }

    private func examination(
        of content: Content, _ statistics: ContentStatistics, name: String
    ) -> ContentExamination {
        let kind = content.kind()
        let (promise, appended) = Extensions.promise(of: name)
        let structure = checksStructure ? Structures.report(on: content, as: kind, name: name) : nil
        let note = checksStructure ? RansomNote.search(content, kind: kind) : nil
        let isEncoded = kind == .text && Base64Text.isRandom(content)
        return ContentExamination(
            name: name, size: content.size, kind: kind, promise: promise, appendedSuffix: appended,
            statistics: statistics, structure: structure, note: note, isEncodedRandom: isEncoded, digest: nil,
            failure: content.failure?.reason)
    }
}
