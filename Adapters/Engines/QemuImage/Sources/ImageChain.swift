import Contracts
import Foundation

/// An image and all that it rests on, each a file of the repository; the one that stands for itself comes first.
///
/// A header may name any file of the machine, or a server, as what it rests on: whoever wrote the image would decide what is read. So
/// the chain is followed here, by names, and qemu-img is told all of it: it never opens what a header names.
struct ImageChain: Hashable, Sendable {
    private static let depth = 64
    let images: [DiskImage]

    var top: DiskImage { images[images.count - 1] }

    /// - Throws: why it cannot be used, in words.
    init(of name: String, in list: [String: DiskImage], folder: String) throws(EngineFailure) {
        var images: [DiskImage] = []
        var next: String? = name
        while let name = next {
            guard let image = list[name] else {
                throw EngineFailure(.corrupt, "image '\(name.prefix(80))', on which it rests, is not there")
            }
            if let refusal = image.refusal {
                throw EngineFailure(.corrupt, images.isEmpty ? refusal : "of '\(name)', on which it rests: \(refusal)")
            }
            guard !images.contains(image), images.count < Self.depth else {
                throw EngineFailure(.corrupt, "it rests on itself, or on more than \(Self.depth) images")
            }
            images.insert(image, at: 0)
            next = try Self.backing(of: image, folder: folder)
        }
        self.images = images
    }

    /// An image that was written to after the one that rests on it has changed that one, too.
    var warnings: [String] {
        zip(images, images.dropFirst()).filter { $0.changed > $1.changed }.map {
            "image '\($0.name)' was changed after '\($1.name)', which rests on it"
        } + images.flatMap(\.warnings)
    }

    /// Names the whole chain, so that no header decides what is opened.
    func source(in folder: String) -> String { Self.source(of: images, in: folder) }

    static func source(of images: [DiskImage], in folder: String) -> String {
        var node: Node?
        for image in images { node = Node(image, folder: folder, backing: node) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let node, let data = try? encoder.encode(node) else { return "json:{}" }
        return "json:\(String(decoding: data, as: UTF8.self))"
    }

    private static func backing(of image: DiskImage, folder: String) throws(EngineFailure) -> String? {
        guard let written = image.backingName else { return nil }
        var name = Substring(written)
        if name.hasPrefix("\(folder)/") { name = name.dropFirst(folder.count + 1) }
        if name.hasPrefix("./") { name = name.dropFirst(2) }
        guard ImageList.isName(String(name)), !name.contains(":") else {
            throw EngineFailure(
                .corrupt, "'\(image.name)' rests on '\(written.prefix(120))', which is no file of the repository")
        }
        // Without it the first bytes of a raw disk, which belong to the guest, would decide what is opened next.
        guard let format = image.backingFormat else {
            throw EngineFailure(.corrupt, "'\(image.name)' does not state the format of '\(name)', on which it rests")
        }
        guard format == DiskImage.format(of: String(name)) else {
            throw EngineFailure(.corrupt, "'\(image.name)' states format '\(format.prefix(20))' for '\(name)'")
        }
        return String(name)
    }

    private final class Node: Encodable {
        let driver: String
        let path: String
        let backing: Node?

        init(_ image: DiskImage, folder: String, backing: Node?) {
            driver = image.format
            path = "\(folder)/\(image.name)"
            self.backing = backing
        }

        private enum CodingKeys: String, CodingKey { case driver, file, backing, filename }

        func encode(to encoder: any Encoder) throws {
            var node = encoder.container(keyedBy: CodingKeys.self)
            try node.encode(driver, forKey: .driver)
            var file = node.nestedContainer(keyedBy: CodingKeys.self, forKey: .file)
            try file.encode("file", forKey: .driver)
            try file.encode(path, forKey: .filename)
            // Only qcow2 can rest on something; without this, what its header names would be opened.
            guard driver == "qcow2" else { return }
            try backing.map { try node.encode($0, forKey: .backing) } ?? node.encodeNil(forKey: .backing)
        }
    }
}
