/// The JSON objects in text that holds other lines, too; each begins a line.
struct JSONObjects: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> ArraySlice<UInt8>? {
        while position < bytes.count {
            let start = position
            if bytes[start] == UInt8(ascii: "{"), let end = end(from: start) {
                position = end
                return bytes[start..<end]
            }
            position = (bytes[start...].firstIndex(of: 0x0A) ?? bytes.count - 1) + 1
        }
        return nil
    }

    /// Behind the brace that closes it.
    private func end(from start: Int) -> Int? {
        var depth = 0
        var isText = false
        var isEscaped = false
        for position in start..<bytes.count {
            let byte = bytes[position]
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isText = true
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return position + 1 }
            }
        }
        return nil
    }
}
