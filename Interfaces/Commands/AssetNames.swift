internal import Contracts
internal import Estate

extension Estate {
    /// The assets that a name on the command line stands for; a host stands for itself and everything on it.
    func assets(named name: String) throws -> [AssetID] {
        let id = AssetID(name)
        guard let asset = asset(id) else {
            throw GroundupError(
                .usage, "There is no asset '\(printable(name))' in the estate.",
                hint: "'groundup graph' lists the assets: host, host/service, host:path.")
        }
        guard asset.kind == .host else { return [id] }
        return [id] + assets.filter { $0.host == id }.map(\.id)
    }
}
