"""Reaching the hosts of a lab over SSH."""
import subprocess

from .inventory import HOSTS, TimedOut
from .processes import run


def ssh_config(lab, hosts=HOSTS):
    """The text of a lab's ssh configuration. Pure."""
    lines = ["# Reaches the hosts of the lab through its network namespace.",
             "Match originalhost vault1 user backup",
             f"    IdentityFile {lab.state}/vault_key", ""]
    for host in hosts.values():
        lines += [f"Host {host.name}", f"    HostName {host.address}", ""]
    lines += ["Host *", "    User root", f"    IdentityFile {lab.state}/id_ed25519", "    IdentitiesOnly yes",
              f"    UserKnownHostsFile {lab.state}/known_hosts",
              "    GlobalKnownHostsFile /dev/null", "    StrictHostKeyChecking yes",
              "    HostKeyAlgorithms ssh-ed25519",
              "    BatchMode yes", "    ControlMaster no", "    ControlPath none", "    ConnectTimeout 10",
              "    ServerAliveInterval 15", "    LogLevel ERROR",
              f"    ProxyCommand ip netns exec {lab.namespace} nc -N %h %p"]
    return "\n".join(lines) + "\n"


def ssh(lab, host, command, input=None, check=True, timeout=600):
    """Runs a shell command as root on a host."""
    return run("ssh", "-F", lab.ssh_config, host, "--", command, input=input, check=check, timeout=timeout)


def answers(lab, host):
    """Whether a host accepts the lab's key; a connection that hangs, as one into a host that just went down, does not."""
    try:
        return ssh(lab, host, "true", check=False, timeout=15).returncode == 0
    except TimedOut:
        return False


def interactive(lab, host, words):
    """`lab ssh`: input, output and exit status are those of the command."""
    return subprocess.run(["ssh", "-F", str(lab.ssh_config), host, *(["--", *words] if words else [])]).returncode
