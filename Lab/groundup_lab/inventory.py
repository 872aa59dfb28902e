"""What the estate consists of, and where a lab keeps its things. Pure: no input or output."""
import dataclasses
import os
import pathlib
import re

DOMAIN = "shop.example"
NETWORK_PREFIX = 24
GATEWAY = "10.77.0.1"
RESOLVER = "10.77.0.2"
BRIDGE = "br0"
SIZES = ("small", "full")
STATE = pathlib.Path(os.environ.get("GROUNDUP_LAB_STATE", "/var/lib/groundup-lab"))
CACHE = pathlib.Path(os.environ.get("GROUNDUP_LAB_CACHE", "/var/cache/groundup-lab"))
SOURCES = pathlib.Path(__file__).resolve().parent.parent


class LabError(Exception):
    """A failure that is explained to the person at the terminal."""


class TimedOut(LabError):
    """A program that did not end in the time that it was given."""


@dataclasses.dataclass(frozen=True)
class Host:
    """One machine of the estate."""

    name: str
    fqdn: str
    address: str
    repository: str | None  # the restic repository it is backed up to
    services: tuple[str, ...]  # units that matter, for the fingerprint
    dump: str | None = None  # unit that writes a consistent copy before a backup

    @property
    def names(self):
        """Every name the host is known by."""
        return (self.name, self.fqdn, self.address)


HOSTS = {host.name: host for host in (
    Host("ns1", "ns1.shop.example", "10.77.0.2", "infrastructure", ("named.service",)),
    Host("dc1", "dc1.corp.example", "10.77.0.3", "infrastructure",
         ("samba-ad-dc.service", "samba-backup.timer"), "samba-backup.service"),
    Host("db1", "db1.shop.example", "10.77.0.4", "shop",
         ("postgresql@15-main.service", "pg-dump.timer"), "pg-dump.service"),
    Host("app1", "app1.shop.example", "10.77.0.5", "shop", ("order-service.service",)),
    Host("web1", "web1.shop.example", "10.77.0.6", "shop", ("nginx.service",)),
    Host("vault1", "vault1.shop.example", "10.77.0.7", None, ()),
)}
PROTECTED = tuple(host.name for host in HOSTS.values() if host.repository)
COMMON_SERVICES = ("ssh.service", "systemd-networkd.service")

# What `lab protect` adds: data that no backup covers at first.
UNPROTECTED = {"app1": ("/srv/uploads", "/srv/keys", "/var/lib/order-service"), "web1": ("/srv/www", "/usr/local")}


@dataclasses.dataclass(frozen=True)
class Lab:
    """Names and places of one lab."""

    name: str

    def __post_init__(self):
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,23}", self.name) or self.name.endswith("-"):
            raise LabError(f"lab name '{self.name}': expected 1 to 24 of a-z, 0-9 and '-', starting with a letter")

    @property
    def state(self):
        return STATE / self.name

    @property
    def machines(self):
        return self.state / "machines"

    @property
    def namespace(self):
        return f"gu-{self.name}"

    @property
    def ssh_config(self):
        return self.state / "ssh_config"

    @property
    def secrets(self):
        return self.state / "secrets"

    @property
    def escrow(self):
        return self.state / "escrow"

    @property
    def media(self):
        return self.state / "media"

    def machine(self, host):
        return self.machines / host

    def root(self, host):
        return self.machines / host / "root"

    def host_namespace(self, host):
        return f"{self.namespace}-{host}"


def bridge_port(host):
    """Name of the bridge's end of a host's cable; an interface name has at most 15 characters."""
    name = f"v-{host}"
    if len(name) > 15:
        raise LabError(f"interface name '{name}' is longer than 15 characters")
    return name


def chosen(names):
    """Hosts for the names given on a command line; no name means all."""
    unknown = [name for name in names if name not in HOSTS]
    if unknown:
        raise LabError(f"unknown host '{unknown[0]}': expected one of {', '.join(HOSTS)}")
    return [HOSTS[name] for name in (names or HOSTS)]
