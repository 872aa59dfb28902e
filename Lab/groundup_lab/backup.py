"""Backups of the estate, run by the hosts themselves; and the advice that groundup gives about them, followed."""
import shlex

from . import remote
from .credentials import write
from .inventory import HOSTS, UNPROTECTED, LabError, chosen
from .processes import in_parallel, say


def back_up(lab, names):
    """On each host: the dump, then the backup; raises when any of them fails."""
    hosts = [host for host in chosen(names) if host.repository]
    failures = [text for text in in_parallel(lambda host: one(lab, host), hosts).values() if text]
    if failures:
        raise LabError("\n".join(failures))
    say(f"lab: backed up {', '.join(host.name for host in hosts)}")


def one(lab, host):
    """Backs one host up; what went wrong, or nothing."""
    for unit in filter(None, (host.dump, "restic-backup.service")):
        command = f"systemctl start {unit} || {{ journalctl -q -n 8 -o cat -u {unit}; exit 1; }}"
        done = remote.ssh(lab, host.name, command, check=False, timeout=900)
        if done.returncode != 0:
            return f"{host.name}: {unit} failed\n{(done.stdout + done.stderr).strip()}"
    return None


def protect(lab, extra):
    """Adds unprotected paths (the known ones, or HOST:PATH given) to what is backed up, and escrows the password."""
    wanted = {host: list(paths) for host, paths in UNPROTECTED.items()}
    if extra:
        wanted = {}
        for item in extra:
            host, colon, path = item.partition(":")
            if not colon or host not in HOSTS or not path.startswith("/") or "\n" in path:
                raise LabError(f"'{item}': expected HOST:/PATH with a host of the lab")
            wanted.setdefault(host, []).append(path)
    for host, paths in wanted.items():
        for path in paths:
            line = shlex.quote(path)
            present = f"grep -qxF -e {line} /etc/restic/paths"
            remote.ssh(lab, host, f"{present} || printf '%s\\n' {line} >> /etc/restic/paths")
            say(f"lab: {host}:{path} will be backed up")
    target = lab.escrow / "restic-password"
    write(target, remote.ssh(lab, "app1", "cat /srv/keys/restic-password"))
    lab.escrow.chmod(0o700)
    say(f"lab: the password of the repositories is escrowed in {target}")
