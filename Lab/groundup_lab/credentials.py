"""Keys and passwords of a lab: generated, written to files with mode 0600, never shown."""
import os
import secrets
import shutil

from .inventory import HOSTS, PROTECTED
from .processes import run

PASSWORDS = ("restic-password", "orders-database", "administrator", "alice", "bob", "svc-orders")
# The controller keeps these; the repository's password stays on app1 alone, on purpose.
KEPT = tuple(name for name in PASSWORDS if name != "restic-password")
NEEDED = {"dc1": ("administrator", "alice", "bob", "svc-orders"), "db1": ("orders-database",),
          "app1": ("orders-database", "svc-orders", "restic-password"), "vault1": ("restic-password",)}


def write(path, text, mode=0o600):
    """Writes a file that has its mode from the first moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)


def key(path, comment):
    """Makes an ed25519 key pair; returns the public line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path)
    return path.with_name(path.name + ".pub").read_text().strip()


def known_hosts(public_keys):
    """Lines of a known_hosts file for {host name: public key}. Pure."""
    return "".join(f"{','.join(HOSTS[name].names)} {' '.join(line.split()[:2])}\n"
                   for name, line in public_keys.items())


def generate(lab):
    """Makes everything for a new estate: what the controller keeps, and in build/HOST what a host gets."""
    build = lab.state / "build"
    passwords = {name: f"{secrets.token_urlsafe(21)}-aA1" for name in PASSWORDS}
    for name in KEPT:
        write(lab.secrets / name, passwords[name] + "\n")
    lab.secrets.chmod(0o700)
    root_key = key(lab.state / "id_ed25519", "lab")
    vault_key = key(lab.state / "vault_key", "lab controller")
    hosts = write_known_hosts(lab, build)
    restic_keys = {name: key(build / name / "restic_key", f"restic@{name}") for name in PROTECTED}
    for name in HOSTS:
        folder = build / name
        write(folder / "known_hosts", hosts, 0o644)
        write(folder / "authorized_keys", root_key + "\n", 0o644)
        for password in NEEDED.get(name, ()):
            write(folder / password, passwords[password] + "\n")
        folder.chmod(0o700)
    write(build / "vault1" / "backup_authorized", "\n".join([vault_key, *restic_keys.values()]) + "\n", 0o644)
    only = 'restrict,command="cat /srv/keys/restic-password" '
    write(build / "app1" / "keys_authorized",
          "".join(f"{only}{line}\n" for name, line in restic_keys.items() if name != "app1"), 0o644)
    return build


def write_known_hosts(lab, build):
    """Makes the hosts' own keys; returns the lines by which they are known."""
    lines = known_hosts({name: key(build / name / "host_key", f"root@{name}") for name in HOSTS})
    write(lab.state / "known_hosts", lines, 0o644)
    return lines


def keep_authority(lab, build):
    """Keeps the certificate authority that web1 made for itself."""
    for name in ("ca.crt", "ca.key"):
        mode = 0o644 if name == "ca.crt" else 0o600
        write(lab.secrets / name, (build / "web1" / "authority" / name).read_text(), mode)


def forget(build):
    """Deletes what was only needed to set hosts up."""
    shutil.rmtree(build, ignore_errors=True)
