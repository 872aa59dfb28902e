#!/usr/bin/python3
"""Rebuilds every service of a lab by its recipe alone, each step killed several times, and compares with the original.

Usage: rebuild.py [--name NAME] [--kills N] [HOST...]. Needs root and two cores for about four minutes. The lab of that
name (default `recipes`) is brought up anew, protected and backed up first, and stays up. Hosts come from their cached layers:
software as freshly installed, no data. Exit status 1 when a step failed or something is different.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Lab"), str(pathlib.Path(__file__).parent)]

from bodies import body  # noqa: E402
from groundup_lab import inventory, machines, remote  # noqa: E402
from groundup_lab.processes import wait_until  # noqa: E402
from trials import changed_configuration, run_step  # noqa: E402

RESTORE = ROOT / "Adapters/Engines/Restic/Sources/restore-paths.sh"
COLLECTOR = ROOT / "Adapters/Sources/LiveHost/Sources/collector.sh"
# Host: recipe, unit, listeners, data, dumps, folders to restore, steps. In an order in which each finds what it needs.
SERVICES = {
    "ns1": ("bind9", "named.service", "udp 10.77.0.2 53", "/var/lib/bind", "", ["/var/lib/bind"], ("start", "verify")),
    "dc1": ("samba-ad-dc", "samba-ad-dc.service", "tcp 10.77.0.3 389", "/var/lib/samba", "/var/backups/samba",
            ["/var/backups/samba"], ("restore-data", "start", "verify", "verify-full")),
    "db1": ("postgresql", "postgresql@15-main.service", "tcp 0.0.0.0 5432", "/var/lib/postgresql",
            "/var/backups/postgresql", ["/var/backups/postgresql"], ("restore-data", "start", "verify")),
    "app1": ("generic-service", "order-service.service", "tcp 0.0.0.0 8080", "/srv/uploads", "",
             ["/srv/uploads", "/srv/keys", "/var/lib/order-service"], ("start", "verify")),
    "web1": ("nginx", "nginx.service", "tcp 0.0.0.0 80\ntcp 0.0.0.0 443", "/srv/www", "", ["/srv/www"],
             ("start", "verify")),
}


def lab_command(lab, *words, check=True):
    return subprocess.run([ROOT / "Lab/lab", "--name", lab.name, *words], check=check, stdout=subprocess.PIPE, text=True)


def replace(lab, host):
    """A machine of that name with the packages of its role, stopped services and nothing else."""
    machine, root = lab.machine(host.name), lab.root(host.name)
    keys = {file.name: file.read_bytes() for file in (root / "etc/ssh").glob("ssh_host_*")}
    machines.kill(lab, host.name)
    layers = [layer for layer in (machine / "lower").read_text().strip().split(":") if "/layers/" in layer]
    machines.remove(machine)
    machines.mount(machine, layers)
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    for path, text in (("hostname", f"{host.name}\n"), ("resolv.conf", "search shop.example\nnameserver 10.77.0.2\n"),
                       ("hosts", f"127.0.0.1 localhost\n{host.address} {host.fqdn} {host.name}\n"), ("machine-id", ""),
                       ("systemd/network/10-host0.network", "[Match]\nName=host0\n\n[Network]\n"
                        f"Address={host.address}/24\nGateway=10.77.0.1\nLinkLocalAddressing=no\n")):
        (root / "etc" / path).write_text(text)
    (root / "root/.ssh").mkdir(mode=0o700, exist_ok=True)
    (root / "root/.ssh/authorized_keys").write_text((lab.state / "id_ed25519.pub").read_text())
    for old in (root / "etc/ssh").glob("ssh_host_*"):
        old.unlink()
    for name, content in keys.items():  # the other hosts know it by these
        (root / "etc/ssh" / name).write_bytes(content)
        (root / "etc/ssh" / name).chmod(0o600)
    subprocess.run(["systemctl", f"--root={root}", "enable", "--quiet", "systemd-networkd.service"], check=True)
    if host.name == "app1":  # what the step `accounts` would do
        subprocess.run(["chroot", root, "useradd", "--system", "--user-group", "--home-dir", "/srv/keys", "keys"], check=True)
    machines.boot(lab, host)
    wait_until(lambda: remote.answers(lab, host.name), 60, f"{host.name} answers ssh")
    # Installing does not start services; a boot of the layer does.
    units = SERVICES[host.name][1] + (" smbd nmbd winbind" if host.name == "dc1" else "")
    remote.ssh(lab, host.name, f"systemctl stop {units}", check=False)


def restore_paths(lab, host, paths):
    """Brings paths of the newest restore point onto a host."""
    program = lab.state / "ssh"
    program.write_text('#!/bin/sh\nexec ssh -F "$GU_SSH_CONFIG" "$@"\n')
    program.chmod(0o755)
    repository = f"sftp:backup@vault1.shop.example:/srv/restic/{host.repository}"
    password = lab.escrow / "restic-password"
    transport = f"sftp.command=ssh -F {lab.ssh_config} -l backup vault1 -s sftp"
    listed = subprocess.run(
        ["restic", "--no-cache", "--no-lock", "--repo", repository, "--password-file", password, "-o", transport,
         "snapshots", "--host", host.name, "--latest", "1", "--json"], check=True, stdout=subprocess.PIPE, text=True).stdout
    environment = {
        "PATH": "/usr/bin:/bin", "GU_HOST": host.name, "GU_REPOSITORY": repository, "GU_VIA": "vault1",
        "GU_SNAPSHOT": re.findall(r'"id":"([0-9a-f]{64})"', listed)[-1], "GU_PATHS": "\n".join(paths),
        "GU_REPOSITORY_PASSWORD": str(password), "GU_SSH": str(program), "GU_SSH_CONFIG": str(lab.ssh_config)}
    start = time.monotonic()
    subprocess.run(["sh", RESTORE], env=environment, check=True, stdout=subprocess.DEVNULL)
    print(f"{host.name:5} restored {len(paths)} path(s) in {time.monotonic() - start:.1f} s", flush=True)


def step(lab, host, name, kills):
    """Runs a body as a unit of its own, after it was killed at random moments; returns whether it succeeded."""
    recipe, unit, listeners, data, dumps, _, _ = SERVICES[host.name]
    environment = {"GU_HOST": host.name, "GU_FULL_NAME": host.fqdn, "GU_ADDRESS": host.address, "GU_SERVICE": recipe,
                   "GU_UNIT": unit, "GU_PACKAGE": "", "GU_LISTENERS": listeners, "GU_DATA_PATHS": data,
                   "GU_DUMP_PATHS": dumps, "GU_RUN": "test"}
    status, said, seconds = run_step(lab, host.name, body(recipe, name), environment, kills)
    print(f"{host.name:5} {recipe}/{name}: exit status {status} in {seconds:.1f} s after {kills} kills", flush=True)
    if status != 0:
        print(said, flush=True)
    return status == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--name", default="recipes")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("hosts", nargs="*", metavar="HOST")
    options = parser.parse_args()
    lab = inventory.Lab(options.name)
    hosts = [inventory.HOSTS[name] for name in SERVICES if name in (options.hosts or SERVICES)]
    for words in (["up", "--size", "small", "--fresh"], ["protect"], ["backup"]):
        lab_command(lab, *words)
    before = lab.state / "before.json"
    before.write_text(lab_command(lab, "fingerprint", "-o", "json").stdout)
    configuration = {host.name: changed_configuration(lab, host.name, COLLECTOR) for host in hosts}
    for host in hosts:
        replace(lab, host)
        restore_paths(lab, host, configuration[host.name])
        for folder in SERVICES[host.name][5]:
            restore_paths(lab, host, [folder])
    good = [step(lab, host, name, options.kills) for host in hosts for name in SERVICES[host.name][6]]
    if {"ns1", "dc1"} <= {host.name for host in hosts}:
        SERVICES["ns1"] = (*SERVICES["ns1"][:6], ("verify-full",))
        good.append(step(lab, inventory.HOSTS["ns1"], "verify-full", 0))
    for host in hosts:
        remote.ssh(lab, host.name, "systemctl start timers.target")
    compared = lab_command(lab, "fingerprint", "--compare", str(before), check=False)
    print(compared.stdout, end="")
    print("the same as before" if compared.returncode == 0 else "DIFFERENT from before")
    return 0 if all(good) and compared.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
