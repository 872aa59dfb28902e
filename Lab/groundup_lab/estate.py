"""The life of an estate: made once and kept as cached layers, brought up from them, taken down, destroyed."""
import pathlib
import shutil

from . import backup, cache, credentials, gateway, images, machines, network, remote
from .inventory import (CACHE, DOMAIN, GATEWAY, HOSTS, NETWORK_PREFIX, RESOLVER, SOURCES, STATE, LabError)
from .processes import in_parallel, run, say, wait_until

MAKERS = ("credentials.py", "inventory.py", "estate.py")  # code that decides what a new estate holds
KEPT = ("id_ed25519", "id_ed25519.pub", "vault_key", "vault_key.pub", "known_hosts", "secrets", "media")


def up(lab, size, fresh):
    """Brings the lab up; an estate which is already there, whole and of that size, keeps its disks."""
    with cache.locked(STATE / f".{lab.name}.lock"):
        raise_limits()
        if not fresh and intact(lab, size):
            start(lab, [host for host in HOSTS.values() if not machines.first_process(lab, host.name)])
        else:
            clean(lab)
            create(lab, size)
        say(f"lab: {lab.name} is up")


def intact(lab, size):
    """Whether a finished estate of that size is on disk with all its machines."""
    record = lab.state / "size"
    return record.exists() and record.read_text().strip() == size and all(
        (lab.machine(name) / "lower").exists() or (lab.root(name) / "etc").exists() for name in HOSTS)


def create(lab, size):
    """Makes a new estate out of cached layers; makes those first when they are missing."""
    layers, deb = images.layers()
    key = cache.digest(size, *(layer.name for host in HOSTS for layer in layers[host]),
                        cache.tree_digest(SOURCES / "hosts"),
                        *((SOURCES / "groundup_lab" / name).read_bytes() for name in MAKERS))
    filled = CACHE / "estates" / f"{size}-{key}"
    with cache.locked(CACHE / "estates.lock"):
        if not filled.exists():
            fill(lab, size, layers, deb, filled)
    prepare_state(lab)
    for name in KEPT:
        copy(filled / "state" / name, lab.state / name)
    credentials.write(lab.ssh_config, remote.ssh_config(lab), 0o644)
    for host in HOSTS:
        machines.mount(lab.machine(host), [filled / "machines" / host, *layers[host]])
    start(lab, HOSTS.values())
    gateway.traffic(lab, 2)
    backup.back_up(lab, ())
    (lab.state / "size").write_text(size + "\n")


def fill(lab, size, layers, deb, filled):
    """Sets all hosts up, runs them once with traffic and a backup, and keeps their disks as layers."""
    say("lab: setting up the hosts")
    prepare_state(lab)
    copy(deb, lab.media / deb.name)
    build = credentials.generate(lab)
    credentials.write(lab.ssh_config, remote.ssh_config(lab), 0o644)
    for host in HOSTS:
        machines.mount(lab.machine(host), layers[host])
    slowest_first = sorted(HOSTS.values(), key=lambda host: host.name != "db1")
    in_parallel(lambda host: set_up(lab, host, size, build), slowest_first, width=3)
    credentials.keep_authority(lab, build)
    credentials.forget(build)
    say("lab: first start")
    start(lab, HOSTS.values())
    gateway.traffic(lab, 3)
    backup.back_up(lab, ())
    stop(lab)
    work = filled.with_name(f".{filled.name}")
    machines.remove(work)
    for host in HOSTS:
        (work / "machines").mkdir(parents=True, exist_ok=True)
        shutil.move(lab.machine(host) / "upper", work / "machines" / host)
        machines.remove(lab.machine(host))
    (work / "state").mkdir()
    for name in KEPT:
        copy(lab.state / name, work / "state" / name)
    cache.publish(work, filled)


def set_up(lab, host, size, build):
    """Copies a host's files into its root and runs its set-up scripts there."""
    root = lab.root(host.name)
    parts = ["common"] + (["protected"] if host.repository else []) + [host.name]
    environment = {"HOST": host.name, "FQDN": host.fqdn, "ADDRESS": host.address, "PREFIX_LENGTH": NETWORK_PREFIX,
                   "GATEWAY": GATEWAY, "RESOLVER": RESOLVER, "DOMAIN": DOMAIN, "SIZE": size,
                   "REPOSITORY": host.repository or "", "LANG": "C.UTF-8"}
    binds = [("bind", build / host.name, "/run/lab"), ("bind-ro", SOURCES / "hosts", "/run/lab-scripts")]
    for part in parts:
        tree = SOURCES / "hosts" / part / "root"
        if tree.is_dir():
            run("cp", "-r", "--no-preserve=mode,ownership", f"{tree}/.", root)
        if (SOURCES / "hosts" / part / "setup.sh").exists():
            machines.run_inside(root, lab.host_namespace(host.name), ["/bin/sh", f"/run/lab-scripts/{part}/setup.sh"],
                                environment, binds)


def start(lab, hosts):
    """Boots hosts, the name server first, and waits until the estate serves."""
    hosts = sorted(hosts, key=lambda host: host.name != "ns1")
    network.raise_bridge(lab)
    for host in hosts:
        machines.kill(lab, host.name)
        machines.mount_again(lab.machine(host.name))
        machines.boot(lab, host)
    in_parallel(lambda host: wait_until(lambda: remote.answers(lab, host.name), 60, f"{host.name} answers ssh"), hosts)
    wait_until(lambda: gateway.healthy(lab), 90, "the shop answers 200 at https://web1/health", every=0.5)
    for name, state in in_parallel(lambda host: (host.name, settled(lab, host.name)), hosts).values():
        if state != "running":
            failed = remote.ssh(lab, name, "systemctl --failed --no-legend --plain", check=False).stdout.strip()
            raise LabError(f"{name}: the system is '{state}', expected 'running'\n{failed}")


def restart(lab, name, pull):
    """Ends a machine, in good order or as a power failure would, boots it again and waits until it answers."""
    if not machines.first_process(lab, name):
        raise LabError(f"{name} does not run; 'lab up' starts it")
    (machines.kill if pull else machines.power_off)(lab, name)
    machines.mount_again(lab.machine(name))
    machines.boot(lab, HOSTS[name])
    # Its interface is another one now; neighbours look for the old one for a while.
    wait_until(lambda: remote.answers(lab, name), 90, f"{name} answers ssh")
    say(f"lab: restarted {name}")


def settled(lab, host):
    """State of a host's systemd once the boot is over."""
    return remote.ssh(lab, host, "systemctl is-system-running --wait", check=False, timeout=90).stdout.strip()


def stop(lab):
    """Shuts all machines down in good order and takes the network away."""
    in_parallel(lambda name: machines.power_off(lab, name), HOSTS)
    drop_network(lab)


def drop_network(lab):
    """Deletes the lab's namespaces with what still runs in them (forgotten ssh connections)."""
    machines.strike(network.processes_in(lab.namespace))
    for name in sorted(network.namespaces(), reverse=True):
        if name == lab.namespace or name in {lab.host_namespace(host) for host in HOSTS}:
            network.unplug(name)


def destroy(lab, names):
    """Makes machines really gone: process, root, namespace, cable."""
    for name in names:
        machines.kill(lab, name)
        machines.remove(lab.machine(name))


def clean(lab):
    """Removes everything of a lab, whatever state an earlier run left it in."""
    for name in HOSTS:
        machines.kill(lab, name)
    drop_network(lab)
    machines.remove(lab.state)


def clean_all(with_cache):
    """Removes all labs; if asked, the cached layers too."""
    from .inventory import Lab
    for folder in sorted(STATE.glob("*")) if STATE.exists() else []:
        if folder.is_dir():
            say(f"lab: removing {folder.name}")
            clean(Lab(folder.name))
    if STATE.exists():
        shutil.rmtree(STATE)
    cache.clear_work()
    if with_cache:
        machines.remove(CACHE)


def prepare_state(lab):
    """Makes the empty state folder."""
    lab.state.mkdir(parents=True, exist_ok=True)
    lab.state.chmod(0o700)
    for folder in (lab.machines, lab.secrets, lab.media):
        folder.mkdir(exist_ok=True)


def copy(source, target):
    """Copies a file or folder with modes."""
    machines.remove(target) if target.is_dir() else target.unlink(missing_ok=True)
    shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)


def raise_limits():
    """Six systemds need more inotify instances than a small machine grants."""
    limit = pathlib.Path("/proc/sys/fs/inotify/max_user_instances")
    if int(limit.read_text()) < 4096:
        limit.write_text("4096\n")


def status(lab):
    """What is there of every host."""
    def look(host):
        if machines.first_process(lab, host.name):
            state = settled(lab, host.name) if remote.answers(lab, host.name) else "unreachable"
        else:
            state = "stopped" if lab.machine(host.name).exists() else "absent"
        return {"host": host.name, "address": host.address, "state": state}
    return list(in_parallel(look, HOSTS.values()).values())


