internal import Contracts
internal import Estate
internal import Formats
internal import Foundation
internal import RecoveryPlan

extension HostMapping {
    /// `db1:name=db9.shop.example,address=10.88.0.4/24,gateway=10.88.0.1`; each part may be absent, but not all.
    init(written: String) throws {
        func wrong(_ problem: String) -> GroundupError {
            GroundupError(
                .usage, "--map \(printable(written)): \(problem).",
                hint: "Write it as db1:name=db9.shop.example,address=10.88.0.4/24,gateway=10.88.0.1.")
        }
        let parts = written.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw wrong("expected a host, a colon and what changes") }
        var values: [String: String] = [:]
        for pair in parts[1].split(separator: ",") {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, ["name", "address", "gateway"].contains(sides[0]) else {
                throw wrong("'\(printable(String(pair)))' is not name=, address= or gateway=")
            }
            guard values.updateValue(sides[1], forKey: sides[0]) == nil else {
                throw wrong("\(sides[0]) is given twice")
            }
        }
        if let name = values["name"], !ConfigurationDocument.isHostName(name) {
            throw wrong("'\(name)' is no host name")
        }
        let address = try values["address"].map { try Self.address($0, wrong) }
        let gateway = try values["gateway"].map { try Self.address($0, wrong).text }
        guard values["name"] != nil || address != nil else { throw wrong("neither a name nor an address is given") }
        self.init(
            host: AssetID(parts[0]), fullName: values["name"], address: address?.text, prefixLength: address?.prefix,
            gateway: gateway)
    }

    private static func address(
        _ text: String, _ wrong: (String) -> GroundupError
    ) throws -> (text: String, prefix: Int?) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let longest = isAddress(parts[0], AF_INET, length: 4) ? 32 : isAddress(parts[0], AF_INET6, length: 16) ? 128 : 0
        let prefix = parts.count == 2 ? Int(parts[1]) : nil
        guard longest > 0, parts.count == 1 || prefix.map({ (0...longest).contains($0) }) == true else {
            throw wrong("'\(printable(text))' is no address")
        }
        return (parts[0], prefix)
    }

    private static func isAddress(_ text: String, _ family: Int32, length: Int) -> Bool {
        var bytes = [UInt8](repeating: 0, count: length)
        return inet_pton(family, text, &bytes) == 1
    }
}
