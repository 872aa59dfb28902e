"""The plan in other forms: what each of them rebuilds, without groundup, is the estate that was."""

import json
import shutil
import subprocess

from harness import LOST

# How each form is run in the folder where it was written.
COMMANDS = {
    "ansible": ["./restore", "-j", "8"],
    "bash": ["bash", "restore.sh"],
    "make": ["make", "-j", "16"],
    "ninja": ["ninja", "-k", "0", "-j", "8"],
}
LIMIT = 1500


def run(checks, lab, groundup, everything=False):
    def rebuild(form, hosts):
        """Destroys hosts and rebuilds them from what was emitted; compares from outside and as groundup sees it."""
        folder = groundup.folder / f"emitted-{form}"
        lost = [f"--lost={host}" for host in hosts]
        groundup.ok("plan", *lost, "--emit", form, "--emit", "markdown", "--to", str(folder))
        before = lab.fingerprint()
        lab("destroy", *hosts)
        done = subprocess.run(
            COMMANDS[form], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            cwd=folder, timeout=LIMIT)
        assert done.returncode == 0, done.stdout[-4000:]
        if hosts == LOST:
            lab("traffic", "--seconds", "1", "--read-only")
        after = lab.fingerprint()
        different = {key: (before[key], after.get(key)) for key in before if before[key] != after.get(key)}
        assert not different, json.dumps(different, indent=1)[:4000]
        groundup.ok("compare", *(f"--host={host}" for host in hosts))
        again = subprocess.run(
            COMMANDS[form], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            cwd=folder, timeout=LIMIT)
        assert again.returncode == 0, again.stdout[-4000:]
        shutil.rmtree(folder)

    def the_emitted_bash_rebuilds_one_host_alone():
        rebuild("bash", ["web1"])

    def the_emitted_ansible_rebuilds_hosts_that_need_each_other():
        rebuild("ansible", ["db1", "app1"])

    def the_emitted_make_rebuilds_one_host_alone():
        rebuild("make", ["ns1"])

    def the_emitted_ninja_rebuilds_one_host_alone():
        rebuild("ninja", ["web1"])

    def the_emitted_ansible_rebuilds_everything():
        rebuild("ansible", LOST)

    def the_emitted_make_rebuilds_everything():
        rebuild("make", LOST)

    def the_emitted_ninja_rebuilds_everything():
        rebuild("ninja", LOST)

    some = [
        the_emitted_bash_rebuilds_one_host_alone, the_emitted_ansible_rebuilds_hosts_that_need_each_other,
        the_emitted_make_rebuilds_one_host_alone, the_emitted_ninja_rebuilds_one_host_alone]
    all_hosts = [
        the_emitted_ansible_rebuilds_everything, the_emitted_make_rebuilds_everything,
        the_emitted_ninja_rebuilds_everything]
    for check in some + (all_hosts if everything else []):
        checks.run(check)
