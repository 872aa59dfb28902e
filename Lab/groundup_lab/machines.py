"""One machine: its root (an overlay of shared layers), its boot, its end."""
import os
import pathlib
import shutil
import signal
import subprocess

from . import network
from .inventory import SOURCES, LabError
from .processes import run, say, wait_until

POWER_OFF = signal.SIGRTMIN + 4
ENTER_GROUP = SOURCES / "groundup_lab" / "enter-group.sh"


def mounts_below(folder):
    """Mount points at or below a folder, the innermost first."""
    found = []
    with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as file:
        for line in file:
            point = line.split()[4].encode().decode("unicode_escape")
            if point == str(folder) or point.startswith(f"{folder}/"):
                found.append(point)
    return sorted(found, key=len, reverse=True)


def mount(machine, lower):
    """Mounts the root of a machine over read-only layers (the topmost first)."""
    for part in ("root", "upper", "work"):
        (machine / part).mkdir(parents=True, exist_ok=True)
    (machine / "lower").write_text(":".join(map(str, lower)) + "\n")
    if not mounts_below(machine / "root"):
        options = f"lowerdir={':'.join(map(str, lower))},upperdir={machine}/upper,workdir={machine}/work"
        options += ",index=off,redirect_dir=off,metacopy=off"
        run("mount", "-t", "overlay", "overlay", "-o", options, machine / "root")


def mount_again(machine):
    """Mounts the root of an existing machine; one without a `lower` file has a plain root."""
    recorded = machine / "lower"
    if recorded.exists():
        mount(machine, recorded.read_text().strip().split(":"))


def unmount(folder):
    """Unmounts everything below a folder."""
    for point in mounts_below(folder):
        if run("umount", point, check=False).returncode != 0:
            run("umount", "--lazy", point)


def remove(folder):
    """Deletes a folder and what is mounted in it."""
    unmount(folder)
    shutil.rmtree(folder, ignore_errors=True)
    if pathlib.Path(folder).exists():
        run("rm", "-rf", "--one-file-system", folder)


def control_groups(name):
    """Folders of a control group `name` in the hierarchies that systemd uses (named, unified)."""
    found = []
    with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as file:
        for line in file:
            left, _, right = line.partition(" - ")
            kind, _, options = right.split()[:3]
            if kind == "cgroup2" or (kind == "cgroup" and "name=systemd" in options.split(",")):
                found.append(pathlib.Path(left.split()[4]) / name)
    return found


def grouped(name, argv):
    """A command line that runs in a control group of its own.

    Machines in one group would see and kill each other's services.
    """
    if os.path.isdir("/run/systemd/system"):
        return ["systemd-run", "--scope", "--quiet", "--collect", "-p", "Delegate=yes", f"--unit={name}", *argv]
    groups = control_groups(name)
    for group in groups:
        group.mkdir(exist_ok=True)
    return ["/bin/sh", str(ENTER_GROUP), *(str(group / "cgroup.procs") for group in groups), "--", *argv]


def remove_groups(name):
    """Removes the emptied control groups of a machine."""
    def emptied(group):
        for folder, _, _ in os.walk(group, topdown=False):
            try:
                os.rmdir(folder)
            except OSError:
                return False
        return True
    for group in control_groups(name):
        wait_until(lambda: emptied(group), 10, f"control group {group} is empty", every=0.05)


def nspawn(root, name):
    """Words common to every start of systemd-nspawn."""
    return ["systemd-nspawn", "--quiet", f"--directory={root}", f"--machine={name}", "--register=no", "--keep-unit",
            "--timezone=off", "--link-journal=no"]


def run_inside(root, name, argv, environment=None, binds=()):
    """Runs one command in a root that is not booted; it shares this machine's network."""
    words = nspawn(root, name) + ["--resolv-conf=off", "--console=pipe"]
    words += [f"--setenv={key}={value}" for key, value in (environment or {}).items()]
    words += [f"--{mode}={source}:{point}" for mode, source, point in binds]
    try:
        return run(*grouped(name, words + ["--", *argv]), timeout=1200)
    finally:
        remove_groups(name)


def boot(lab, host):
    """Starts systemd in the machine's root, apart from this process: it lives on when the caller ends."""
    name = lab.host_namespace(host.name)
    network.plug_in(lab, host)
    words = nspawn(lab.root(host.name), name) + [
        f"--hostname={host.name}", f"--network-namespace-path=/run/netns/{name}", "--capability=CAP_NET_ADMIN",
        "--resolv-conf=off", "--boot"]
    with open(lab.machine(host.name) / "console.log", "ab") as console:
        subprocess.Popen(grouped(name, words), stdin=subprocess.DEVNULL, stdout=console, stderr=console,
                         start_new_session=True, cwd="/")


def holders(folder):
    """Ids of the systemd-nspawn processes whose root is the folder or lies below it."""
    found = []
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            words = pathlib.Path(entry.path, "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if os.path.basename(words[0]) != "systemd-nspawn":
            continue
        roots = [word.removeprefix("--directory=") for word in words if word.startswith("--directory=")]
        roots += [following for word, following in zip(words, words[1:]) if word in ("-D", "--directory")]
        if any(pathlib.Path(root).is_relative_to(folder) for root in roots):
            found.append(int(entry.name))
    return found


def strike(processes):
    """Kills processes."""
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass


def first_process(lab, host):
    """Id (out here) of process 1 of a booted machine, or None."""
    for process in network.processes_in(lab.host_namespace(host)):
        try:
            with open(f"/proc/{process}/status", encoding="utf-8") as file:
                inner = next((line.split()[-1] for line in file if line.startswith("NSpid:")), "")
        except OSError:
            continue
        if inner == "1":
            return process
    return None


def alive(lab, host):
    """Whether anything of the machine still runs."""
    return bool(holders(lab.root(host)) or network.processes_in(lab.host_namespace(host)))


def power_off(lab, host, seconds=40):
    """Shuts a machine down in good order; kills what is left after `seconds`."""
    first = first_process(lab, host)
    if first is not None:
        os.kill(first, POWER_OFF)
        try:
            wait_until(lambda: not alive(lab, host), seconds, f"{host} powered off")
        except LabError:
            say(f"{host}: did not power off within {seconds} s, killed")
    kill(lab, host)


def kill(lab, host):
    """Ends a machine at once, as a power failure would, and takes its mounts, namespace and control groups away."""
    def struck():
        strike(holders(lab.root(host)) + network.processes_in(lab.host_namespace(host)))
        return not alive(lab, host)
    wait_until(struck, 20, f"{host}: all processes ended")
    unmount(lab.machine(host))
    network.unplug(lab.host_namespace(host))
    remove_groups(lab.host_namespace(host))
