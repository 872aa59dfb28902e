"""What the estate is, seen from outside and without groundup, so that an original and a rebuilt one can be compared."""
import json
import re

from . import gateway, remote
from .inventory import COMMON_SERVICES, HOSTS, LabError
from .processes import in_parallel

PEOPLE = ("alice", "bob", "svc-orders")
QUESTIONS = ["ns1.shop.example A", "db1.shop.example A", "app1.shop.example A", "web1.shop.example A",
             "vault1.shop.example A", "www.shop.example A", "nowhere.shop.example A", "dc1.corp.example A",
             "_ldap._tcp.corp.example SRV", "_kerberos._udp.corp.example SRV", "5.0.77.10.in-addr.arpa PTR"]
TABLES = ("orders", "ledger")
CHECKSUM = "sum(('x' || substr(md5(t::text), 1, 16))::bit(64)::bigint::numeric)"
HASHES = "cd {} && find . -type f -print0 | sort -z | xargs -0r sha256sum"
FOLDERS = (("app1", "/srv/uploads"), ("web1", "/srv/www"))
EPHEMERAL = 32768


def listeners(text):
    """Sorted "protocol address:port process" from `ss -H -tulnp`. Pure. Ports the kernel chose are left out."""
    found = set()
    for line in text.splitlines():
        words = line.split()
        if len(words) < 6:
            continue
        address, _, port = words[4].rpartition(":")
        process = re.search(r'\(\("([^"(\[]+)', line)
        if port.isdigit() and int(port) < EPHEMERAL:
            found.add(f"{words[0]} {address}:{port} {process[1] if process else '?'}")
    return sorted(found)


def tables(lab):
    """Rows and checksum of every table, and how many ledger rows contradict their own checksum."""
    parts = [f"SELECT '{name}', count(*), coalesce({CHECKSUM}, 0) FROM {name} AS t" for name in TABLES]
    parts.append("SELECT 'ledger_contradictions', count(*), 0 FROM ledger AS t WHERE checksum <> ledger_checksum(t)")
    text = remote.ssh(lab, "db1", "cd / && runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 -d orders -f -",
                      input=" UNION ALL ".join(parts) + ";\n")
    lines = (line.split("|") for line in text.splitlines())
    rows = {name: (int(count), checksum) for name, count, checksum in lines}
    return {"tables": {name: {"rows": rows[name][0], "checksum": rows[name][1]} for name in TABLES},
            "ledger_contradictions": rows["ledger_contradictions"][0]}


def files(lab, host, folder):
    """{path: sha256} of every file below a folder."""
    pairs = (line.split("  ", 1) for line in remote.ssh(lab, host, HASHES.format(folder)).splitlines())
    return {path: checksum for checksum, path in pairs}


def services(lab, host):
    """{unit: "enabled active"} of the units that matter on a host."""
    units = sorted(COMMON_SERVICES + host.services + (("restic-backup.timer",) if host.repository else ()))
    return {unit: remote.ssh(lab, host.name, f"systemctl is-enabled {unit}; systemctl is-active {unit}", check=False)
            .stdout.replace("\n", " ").strip() for unit in units}


def take(lab):
    """The fingerprint; what could not be read is named in `missing`."""
    whole, missing = {}, {}

    def part(name, look):
        try:
            whole[name] = look()
        except (LabError, ValueError) as error:
            missing[name] = str(error)

    jobs = {"database": lambda: tables(lab),
            "people": lambda: sorted(remote.ssh(lab, "dc1", "samba-tool user list").split()),
            "logins": lambda: gateway.logins(lab, PEOPLE), "names": lambda: gateway.resolve(lab, QUESTIONS)}
    for host, folder in FOLDERS:
        jobs[f"files {host}:{folder}"] = lambda host=host, folder=folder: files(lab, host, folder)
    for host in HOSTS.values():
        jobs[f"services {host.name}"] = lambda host=host: services(lab, host)
        jobs[f"listeners {host.name}"] = lambda host=host: listeners(remote.ssh(lab, host.name, "ss -H -tulnp"))
    in_parallel(lambda name: part(name, jobs[name]), jobs, width=6)
    return {**dict(sorted(whole.items())), "missing": missing}


def differences(before, after, path=""):
    """Lines naming every leaf that is not the same in two fingerprints. Pure."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [line for key in sorted(before.keys() | after.keys())
                for line in differences(before.get(key), after.get(key), f"{path}/{key}")]
    return [] if before == after else [f"{path}: {json.dumps(before)} -> {json.dumps(after)}"]
