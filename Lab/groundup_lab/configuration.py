"""The parts of a groundup configuration that only the lab knows; they follow what `groundup init` writes."""
import hashlib
import json
import pathlib

from .engines import PASSPHRASE
from .inventory import BRIDGE, DOMAIN, HOSTS, LabError

APPROVER = f"approver@{DOMAIN}"


def flow(**pairs):
    """A YAML mapping on one line. Words in quotes are JSON strings, which YAML reads too."""
    written = (f"{key.replace('_', '-')}: {value if isinstance(value, Inline) else json.dumps(str(value))}"
               for key, value in pairs.items() if value is not None)
    return Inline("{" + ", ".join(written) + "}")


class Inline(str):
    """Text that is YAML already."""


def section(name, entries):
    """A list under a key; nothing when it is empty."""
    return [f"{name}:", *(f"  - {entry}" for entry in entries)] if entries else []


def application(lab):
    """The shop: what people use, what may be lost, and how a person would see that it works."""
    login = flow(url=f"https://web1.{DOMAIN}/login", user="alice", password=f"file:{lab.secrets}/alice")
    check = flow(http=f"https://web1.{DOMAIN}/orders", **{"from": "web1"}, expect='"orders"', login=login)
    return flow(name="shop", entries=Inline("[web1/nginx]"), objectives=flow(rpo=Inline("24h"), rto=Inline("1h")),
                verify=Inline(f"[{check}]"))


def repositories(lab):
    """The restic repositories, whose password is known once it has been escrowed; and those of `lab engines`."""
    escrow = lab.escrow / "restic-password"
    names = dict.fromkeys(host.repository for host in HOSTS.values() if host.repository)
    usual = [flow(name=name, engine="restic", url=f"sftp:backup@vault1.{DOMAIN}:/srv/restic/{name}", via="vault1",
                  password=f"file:{escrow}" if escrow.exists() else None) for name in names]
    return usual + (further(lab) if (lab.escrow / PASSPHRASE).exists() else [])


def further(lab):
    """The repositories of pgBackRest and of Borg, and the archives of the domain."""
    cluster = flow(stanza="main", host="db1", data="/var/lib/postgresql/15/main", config="/etc/pgbackrest.conf",
                   user="postgres")
    return [flow(name="cluster", engine="pgbackrest", url=f"ssh://postgres@vault1.{DOMAIN}/srv/pgbackrest", via="vault1",
                 settings=cluster),
            flow(name="uploads", engine="borg", url=f"ssh://borg@vault1.{DOMAIN}/srv/borg/shop", via="vault1",
                 password=f"file:{lab.escrow / PASSPHRASE}"),
            flow(name="domain", engine="samba-backup", url="/srv/domain", via="vault1", settings=flow(host="dc1"))]


def approvers(keys):
    """Approvers whose public keys are in files: `FILE`, or `ROLE=FILE` for one of a role."""
    entries = []
    for written in keys:
        role, _, path = written.rpartition("=")
        try:
            words = pathlib.Path(path).read_text(encoding="utf-8").split()
        except OSError as error:
            raise LabError(f"{path}: {error.strerror}") from None
        if len(words) < 2:
            raise LabError(f"{path}: expected an OpenSSH public key")
        entries.append(flow(
            name=f"{role}@{DOMAIN}" if role else APPROVER, roles=Inline(f"[{role}]") if role else None,
            key=" ".join(words[:2])))
    return entries


def approvals(keys):
    """One approval of each role that is named."""
    roles = [written.rpartition("=")[0] for written in keys if "=" in written]
    return section("approvals", [flow(role=role, count=Inline("1")) for role in roles])


def target(lab):
    """Where hosts are rebuilt: beside the lab's others, in its network."""
    return flow(name="lab", kind="nspawn", settings=flow(
        machines=lab.machines, namespace=lab.namespace, bridge=BRIDGE, host_namespace_prefix=f"{lab.namespace}-",
        authorized_key=lab.state / "id_ed25519.pub", known_hosts=lab.state / "known_hosts"))


def media(lab):
    """The package that no archive offers, pinned by its hash."""
    return [flow(path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
            for path in sorted(lab.media.glob("*.deb"))]


def render(lab, keys=()):
    """The YAML text."""
    lines = [*section("applications", [application(lab)]), *section("repositories", repositories(lab)),
             *section("approvers", approvers(keys)), *approvals(keys), *section("targets", [target(lab)]),
             *section("media", media(lab))]
    return "\n".join(lines) + "\n"


def paths(lab):
    """Names and places of the lab's state."""
    return {"state": lab.state, "ssh_config": lab.ssh_config, "known_hosts": lab.state / "known_hosts",
            "key": lab.state / "id_ed25519", "vault_key": lab.state / "vault_key", "machines": lab.machines,
            "secrets": lab.secrets, "escrow": lab.escrow, "media": lab.media}
