"""Machines of an estate that a trial makes for itself: from the packages of each role, lost, and made anew."""
import pathlib
import subprocess

from groundup_lab import credentials, estate, images, inventory, machines, network, remote
from groundup_lab.processes import run, wait_until
from trials import changed_configuration

COLLECTOR = pathlib.Path(__file__).resolve().parents[2] / "Adapters/Sources/LiveHost/Sources/collector.sh"


class Machines:
    """The machines of `hosts` in a lab of their own."""

    def __init__(self, name, hosts, packages, domain, resolver):
        self.lab, self.layers = inventory.Lab(name), {}
        self.hosts, self.packages, self.domain, self.resolver = hosts, packages, domain, resolver

    def prepare(self):
        """An empty lab with its network and keys."""
        self.clean()
        self.layers = images.layers_of(self.packages)
        estate.prepare_state(self.lab)
        estate.raise_limits()
        credentials.key(self.lab.state / "id_ed25519", "lab")
        for name in self.hosts:
            credentials.key(self.lab.state / f"host_{name}", name)
        known = "".join(f"{','.join(host.names)} {(self.lab.state / f'host_{host.name}.pub').read_text()}"
                        for host in self.hosts.values())
        credentials.write(self.lab.state / "known_hosts", known, 0o644)
        credentials.write(self.lab.ssh_config, remote.ssh_config(self.lab, self.hosts), 0o644)
        network.raise_bridge(self.lab)

    def clean(self):
        for name in self.hosts:
            machines.kill(self.lab, name)
        machines.strike(network.processes_in(self.lab.namespace))
        network.unplug(self.lab.namespace)
        machines.remove(self.lab.state)

    def lay(self, host):
        """A root with the software of its role and nothing else; whatever was there is gone."""
        machines.kill(self.lab, host.name)
        machines.remove(self.lab.machine(host.name))
        machines.mount(self.lab.machine(host.name), self.layers[host.name])
        root = self.lab.root(host.name)
        (root / "etc/resolv.conf").unlink(missing_ok=True)
        for path, text in (
                ("hostname", f"{host.name}\n"), ("hosts", "127.0.0.1 localhost\n"), ("machine-id", ""),
                ("resolv.conf", f"search {self.domain}\nnameserver {self.resolver}\noptions timeout:1 attempts:2\n"),
                ("systemd/network/10-host0.network", "[Match]\nName=host0\n\n[Network]\n"
                 f"Address={host.address}/24\nGateway={inventory.GATEWAY}\nLinkLocalAddressing=no\n")):
            (root / "etc" / path).write_text(text)
        (root / "root/.ssh").mkdir(mode=0o700, exist_ok=True)
        (root / "root/.ssh/authorized_keys").write_text((self.lab.state / "id_ed25519.pub").read_text())
        for old in (root / "etc/ssh").glob("ssh_host_*"):
            old.unlink()
        credentials.write(root / "etc/ssh/ssh_host_ed25519_key", (self.lab.state / f"host_{host.name}").read_text())
        run("systemctl", f"--root={root}", "enable", "--quiet", "systemd-networkd.service")

    def boot(self, host):
        machines.boot(self.lab, host)
        wait_until(lambda: remote.answers(self.lab, host.name), 60, f"{host.name} answers ssh")

    def ssh(self, host, command, text=None, check=True):
        return remote.ssh(self.lab, host, command, input=text, check=check)

    def back_up(self, host, data):
        """Keeps what an engine would: the changed configuration and the data, as an archive."""
        paths = changed_configuration(self.lab, host.name, COLLECTOR) + data
        # The keys of sshd come back in any plan; those of root are for people to protect.
        paths += self.ssh(host.name, "ls -d /etc/ssh/ssh_host_* /root/.ssh").split()
        with open(self.lab.state / f"{host.name}.tar", "wb") as archive:
            subprocess.run(["ssh", "-F", self.lab.ssh_config, host.name, "tar -c -C / --numeric-owner --files-from=-"],
                           input="".join(f".{path}\n" for path in paths).encode(), stdout=archive, check=True)

    def rebuild(self, host, unit):
        """Boots a new machine and brings configuration and data back; no service runs."""
        self.boot(host)
        self.ssh(host.name, f"systemctl stop {unit}", check=False)
        with open(self.lab.state / f"{host.name}.tar", "rb") as archive:
            subprocess.run(["ssh", "-F", self.lab.ssh_config, host.name,
                            "tar -x -p -C / --numeric-owner --unlink-first --recursive-unlink"],
                           stdin=archive, check=True)
        self.ssh(host.name, "systemctl reload ssh")
