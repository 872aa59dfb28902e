"""The plan in other forms: what each of them rebuilds, without groundup, is the estate that was."""

import json
import shutil
import subprocess
import time

from harness import LOST, require_no_secret

# How each form is run in the folder where it was written.
COMMANDS = {
    "ansible": ["./restore", "-j", "8"],
    "bash": ["bash", "restore.sh"],
    "make": ["make", "-j", "16"],
    "ninja": ["ninja", "-k", "0", "-j", "8"],
}
LIMIT = 1500
# What a killed one has started still runs; the next has to wait, or says so.
BUSY = 75


def run_form(form, folder, chance=None, kills=0):
    """Runs a form to its end; before, kills it several times at moments of chance."""
    end, killed = time.monotonic() + LIMIT, 0
    with (folder / "said").open("w+") as said:
        while True:
            assert time.monotonic() < end, f"{form} did not end in {LIMIT} s"
            process = subprocess.Popen(
                COMMANDS[form], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, cwd=folder)
            try:
                code = process.wait(timeout=chance.uniform(1, 6) if killed < kills else LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
                continue
            if code != BUSY:
                break
        said.seek(0)
        assert code == 0, said.read()[-4000:]
        assert killed >= kills // 2, f"only {killed} kills; it was too quick to be proven"


def run(checks, lab, groundup, chance, everything=False):
    def rebuild(form, hosts, kills=0):
        """Destroys hosts and rebuilds them from what was emitted; compares from outside and as groundup sees it."""
        folder = groundup.folder / f"emitted-{form}"
        groundup.ok(
            "plan", *(f"--lost={host}" for host in hosts), "--emit", form, "--emit", "markdown", "--to", str(folder))
        before = lab.fingerprint()
        lab("destroy", *hosts)
        run_form(form, folder, chance, kills)
        if hosts == LOST:
            lab("traffic", "--seconds", "1", "--read-only")
        after = lab.fingerprint()
        different = {key: (before[key], after.get(key)) for key in before if before[key] != after.get(key)}
        assert not different, json.dumps(different, indent=1)[:4000]
        groundup.ok("compare", *(f"--host={host}" for host in hosts))
        # There is nothing left to do, and what was done has left no secret.
        run_form(form, folder)
        require_no_secret(lab, folder)
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

    def the_emitted_ansible_killed_again_and_again_ends():
        rebuild("ansible", ["db1", "app1"], kills=6)

    def the_emitted_make_killed_again_and_again_ends():
        rebuild("make", ["db1", "app1"], kills=6)

    always = [
        the_emitted_bash_rebuilds_one_host_alone, the_emitted_ansible_rebuilds_hosts_that_need_each_other,
        the_emitted_make_rebuilds_one_host_alone]
    long = [
        the_emitted_ninja_rebuilds_one_host_alone, the_emitted_ansible_rebuilds_everything,
        the_emitted_make_rebuilds_everything, the_emitted_ninja_rebuilds_everything,
        the_emitted_ansible_killed_again_and_again_ends, the_emitted_make_killed_again_and_again_ends]
    for check in always + (long if everything else []):
        checks.run(check)
