import Contracts
import Foundation

/// Builds the calls for one folder of images; images are named by absolute paths or by their whole chains.
struct ImageCommand: Sendable {
    let settings: ImageSettings
    private let place: CommandPlace

    init(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        settings = try ImageSettings(repository)
        place = try CommandPlace(repository, sshConfiguration: sshConfiguration)
    }

    func version() -> ProcessRequest { place.request(["qemu-img", "--version"]) }

    func images() -> ProcessRequest {
        place.request(
            script: String(decoding: PackageResources.list_images_sh, as: UTF8.self),
            environment: ["GU_FOLDER": settings.folder])
    }

    /// The structure of one image alone; with its plain name what its header names would be opened, too.
    func check(_ image: DiskImage) -> ProcessRequest {
        place.request([
            "qemu-img", "check", "--output=json", ImageChain.source(of: [image], in: settings.folder),
        ])
    }

    /// The checksums that somebody keeps beside the images; nothing when there are none.
    func checksums() -> ProcessRequest {
        place.request(script: "if [ -f \"$GU_SUMS\" ]; then cat \"$GU_SUMS\"; fi\n", environment: ["GU_SUMS": sums])
    }

    private var sums: String { "\(settings.folder)/SHA256SUMS" }

    /// - Parameter lines: of `SHA256SUMS`, each of an image of this folder.
    func compare(checksums lines: [String]) -> ProcessRequest {
        place.request(
            script: "cd \"$GU_FOLDER\" && printf '%s\\n' \"$GU_LINES\" | sha256sum --check --strict --quiet\n",
            environment: ["GU_FOLDER": settings.folder, "GU_LINES": lines.joined(separator: "\n")])
    }

    /// Decodes all of it to nowhere.
    func decode(_ chain: ImageChain) -> ProcessRequest {
        place.request([
            "qemu-img", "convert", "-n", "--target-image-opts", chain.source(in: settings.folder),
            "driver=null-co,size=\(chain.top.virtualBytes)",
        ])
    }

    func compare(_ one: ImageChain, _ other: ImageChain) -> ProcessRequest {
        place.request(["qemu-img", "compare", one.source(in: settings.folder), other.source(in: settings.folder)])
    }

    func measure(_ chain: ImageChain) -> ProcessRequest {
        place.request([
            "qemu-img", "measure", "--output=json", "-O", settings.format, chain.source(in: settings.folder),
        ])
    }

    /// Restores to a place of its own, compares, and has the guest's file systems checked.
    func restoreAside(_ chain: ImageChain) -> ProcessRequest {
        place.request(
            script: String(decoding: PackageResources.check_guest_sh, as: UTF8.self),
            environment: ["GU_SOURCE": chain.source(in: settings.folder)])
    }
}
