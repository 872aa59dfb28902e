/// Names one asset of the estate.
///
/// The text is readable and stable between discoveries: a host is its short name (`app1`), a service is
/// `host/service` (`app1/order-service`), a dataset is `host:path` (`app1:/srv/uploads`), anything outside the
/// collected hosts is `external:address`.
package struct AssetID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The id of a collected host.
    package static func host(_ name: String) -> AssetID { AssetID(name) }

    /// The id of the service `name` that runs on `host`.
    package static func service(_ name: String, on host: AssetID) -> AssetID { AssetID("\(host.text)/\(name)") }

    /// The id of the data below `path` on `host`.
    package static func dataset(_ path: String, on host: AssetID) -> AssetID { AssetID("\(host.text):\(path)") }

    /// The id of something that dependencies reach but that was not collected.
    package static func external(_ address: String) -> AssetID { AssetID("external:\(address)") }

    /// The address or name of something outside the collected hosts; `nil` for every other asset.
    package var externalAddress: String? {
        text.hasPrefix("external:") ? String(text.dropFirst("external:".count)) : nil
    }

    package var description: String { text }

    package static func < (left: AssetID, right: AssetID) -> Bool { left.text < right.text }
}
