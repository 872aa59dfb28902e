internal import Estate
package import RecoveryPlan

extension ShellText {
    /// Lines `HOST ADDRESS` of the hosts that come back elsewhere, for a configuration of ssh.
    ///
    /// Names and addresses that could mean more than themselves there are left out: such a host is not reached, and its steps
    /// fail, rather than a pattern of ssh being changed.
    package static func movedHosts(_ plan: Plan) -> String {
        plan.movedHosts.filter { isPlain($0.key.text) && isPlain($0.value) }.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: "\n")
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.first != UInt8(ascii: "-")
            && text.utf8.allSatisfy { byte in
                (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
                    || "._-:".utf8.contains(byte)
            }
    }
}
