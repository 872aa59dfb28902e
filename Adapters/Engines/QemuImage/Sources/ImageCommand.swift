import Contracts
import Foundation

/// Builds the calls for one folder of images; images are named by absolute paths or by their whole chains.
struct ImageCommand: Sendable {
    let settings: ImageSettings
    private let shell: EngineShell

    init(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        settings = try ImageSettings(repository)
        shell = try EngineShell(repository, sshConfiguration: sshConfiguration)
    }

    func version() -> ProcessRequest { shell.command(["qemu-img", "--version"]) }

    func images() -> ProcessRequest {
        shell.request(
            String(decoding: PackageResources.list_images_sh, as: UTF8.self),
            ["GU_FOLDER": settings.folder])
    }

    /// The structure of one image alone; with its plain name what its header names would be opened, too.
    func check(_ image: DiskImage) -> ProcessRequest {
        shell.command([
            "qemu-img", "check", "--output=json", ImageChain.source(of: [image], in: settings.folder),
        ])
    }

    /// The checksums that somebody keeps beside the images; nothing when there are none.
    func checksums() -> ProcessRequest {
        shell.request(
            "if [ -f \"$GU_SUMS\" ]; then cat \"$GU_SUMS\"; fi\n", ["GU_SUMS": sums])
    }

    private var sums: String { "\(settings.folder)/SHA256SUMS" }

    /// - Parameter lines: of `SHA256SUMS`, each of an image of this folder.
    func compare(checksums lines: [String]) -> ProcessRequest {
        shell.request(
            "cd \"$GU_FOLDER\" && printf '%s\\n' \"$GU_LINES\" | sha256sum --check --strict --quiet\n",
            ["GU_FOLDER": settings.folder, "GU_LINES": lines.joined(separator: "\n")])
    }

    /// Decodes all of it to nowhere.
    func decode(_ chain: ImageChain) -> ProcessRequest {
        shell.command([
            "qemu-img", "convert", "-n", "--target-image-opts", chain.source(in: settings.folder),
            "driver=null-co,size=\(chain.top.virtualBytes)",
        ])
    }

    func compare(_ one: ImageChain, _ other: ImageChain) -> ProcessRequest {
        shell.command(["qemu-img", "compare", one.source(in: settings.folder), other.source(in: settings.folder)])
    }

    func measure(_ chain: ImageChain) -> ProcessRequest {
        shell.command([
            "qemu-img", "measure", "--output=json", "-O", settings.format, chain.source(in: settings.folder),
        ])
    }

    /// Restores to a place of its own, compares, and has the guest's file systems checked.
    func restoreAside(_ chain: ImageChain) -> ProcessRequest {
        shell.request(
            String(decoding: PackageResources.check_guest_sh, as: UTF8.self),
            ["GU_SOURCE": chain.source(in: settings.folder)])
    }
}
