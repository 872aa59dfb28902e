"""What trials of recipes on real hosts share: which configuration comes back, and how a step is run and killed."""
import random
import re
import time

from groundup_lab import remote

# What the planner leaves out of the changed files of /etc.
EXCLUDED = re.compile(
    r"/etc/(machine-id|passwd-?|group-?|shadow-?|gshadow-?|subuid-?|subgid-?|hostname|resolv\.conf|fstab|mtab|adjtime"
    r"|ld\.so\.cache|\.pwd\.lock|\.updated|systemd/network/.*|network/.*|alternatives/.*|ssh/ssh_host_.*|rc.\.d/.*)")


def changed_configuration(lab, host, collector):
    """The files of /etc that packages do not bring, as discovery finds them."""
    facts = remote.ssh(lab, host, "sh -s", input=collector.read_text())
    section = facts.split("=== begin configuration\n")[1].split("\n=== ")[0]
    paths = [line[1:].split("\t")[1] for line in section.splitlines()]
    return [path for path in paths if not EXCLUDED.fullmatch(path)]


def run_step(lab, host, text, environment, kills=0):
    """Runs a body as a unit of its own, after it was killed at random moments; returns exit status, output, seconds."""
    exports = "".join(f"export {key}='{value}'\n" for key, value in environment.items())
    remote.ssh(lab, host, "umask 077; cat > /run/body", input=exports + text)
    begin = "systemd-run --quiet --collect --unit=body --service-type=exec"
    for _ in range(kills):
        remote.ssh(lab, host, f"{begin} sh /run/body; sleep {random.uniform(0, 4):.2f}; "
                   "systemctl kill --signal=KILL body 2>/dev/null; while systemctl is-active --quiet body; do sleep 0.1; done")
    start = time.monotonic()
    done = remote.ssh(lab, host, f"{begin} --wait --pipe sh /run/body </dev/null 2>&1", check=False)
    return done.returncode, done.stdout + done.stderr, time.monotonic() - start
