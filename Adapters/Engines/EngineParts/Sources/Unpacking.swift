package import Contracts

extension ProcessRequest {
    /// The request with its output, an archive, unpacked into `folder` on the controller.
    package func unpacked(to folder: String) -> ProcessRequest {
        var request = self
        request.program = "sh"
        request.arguments = ["-c", RestoreParts.text(PackageResources.unpack_sh), "sh", program] + arguments
        request.environment["GU_TO"] = folder
        return request
    }
}
