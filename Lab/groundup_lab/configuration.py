"""The parts of a groundup configuration that only the lab knows."""
import hashlib
import json

from .inventory import BRIDGE, GATEWAY, HOSTS, NETWORK_PREFIX


def render(lab):
    """The configuration as YAML. Words in quotes are JSON strings, which YAML reads too."""
    quote = json.dumps
    lines = ["ssh:", f"  config: {quote(str(lab.ssh_config))}", "media:"]
    for path in sorted(lab.media.glob("*.deb")):
        lines += [f"  - path: {quote(str(path))}", f"    sha256: {hashlib.sha256(path.read_bytes()).hexdigest()}"]
    lines += ["targets:", "  - name: lab", "    kind: nspawn", f"    machines: {quote(str(lab.machines))}",
              f"    namespace: {lab.namespace}", f"    bridge: {BRIDGE}", f"    prefix: {lab.namespace}-",
              f"    gateway: {GATEWAY}", f"    prefixLength: {NETWORK_PREFIX}",
              f"    authorizedKey: {quote(str(lab.state / 'id_ed25519.pub'))}",
              f"    knownHosts: {quote(str(lab.state / 'known_hosts'))}", "    hosts:"]
    lines += [f"      {host.name}: {host.address}" for host in HOSTS.values()]
    return "\n".join(lines) + "\n"


def paths(lab):
    """Names and places of the lab's state."""
    return {"state": lab.state, "ssh_config": lab.ssh_config, "known_hosts": lab.state / "known_hosts",
            "key": lab.state / "id_ed25519", "vault_key": lab.state / "vault_key", "machines": lab.machines,
            "secrets": lab.secrets, "escrow": lab.escrow, "media": lab.media}
