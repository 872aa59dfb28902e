"""Faults in the middle of a restore: the network, hosts that restart, terminals that go away."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import time

import terminals
from harness import ROOT

LIMIT = 600
# Longer than ssh needs to notice, shorter than the patience of a run.
CUT_SECONDS = 45

# Stops a body that runs on a host, so that it cannot end before the fault; prints its unit.
FREEZE = r"""
for unit in $(systemctl list-units --no-legend --plain 'groundup-*' | cut -d ' ' -f 1); do
    systemctl kill --signal=STOP "$unit" 2> /dev/null || continue
    group=$(systemctl show --property=ControlGroup --value "$unit")
    for process in $(cat "/sys/fs/cgroup/systemd$group/cgroup.procs" "/sys/fs/cgroup$group/cgroup.procs" 2> /dev/null); do
        [ "$(cat "/proc/$process/comm")" != timeout ] || { echo "$unit"; exit 0; }
    done
    systemctl kill --signal=CONT "$unit"
done
exit 1
"""


def run(checks, lab, groundup, everything=False):
    def until(found, process, every=0.2):
        """Waits for what `found` returns; the run has to go on meanwhile."""
        end = time.monotonic() + LIMIT
        while True:
            value = found()
            if value:
                return value
            assert time.monotonic() < end and process.poll() is None, groundup.run("report").stdout[-3000:]
            time.sleep(every)

    def on(host, script):
        """What a script printed on a host; None when it failed or the host does not answer."""
        done = subprocess.run(
            ["ssh", "-F", lab.path("ssh_config"), host, script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        return done.stdout if done.returncode == 0 else None

    def ends_well(process):
        assert process.wait(timeout=LIMIT) in (0, 3), groundup.run("report").stdout[-3000:]
        states = {step["state"] for step in groundup.json("report")["steps"]}
        assert states == {"succeeded"}, states

    def failures():
        """What failed in the newest run and was tried again."""
        told = groundup.run("watch", "--no-follow", "--progress", "rawjson").stdout.splitlines()
        return [event for event in map(json.loads, told) if event["type"] == "failed"]

    def link(host, state):
        subprocess.run(
            ["ip", "-n", f"gu-{lab.name}-{host}", "link", "set", "host0", state], check=True, stdin=subprocess.DEVNULL)

    def a_network_that_is_cut_for_a_while_costs_nothing_but_time():
        lab("destroy", "app1")
        process = groundup.start("restore", groundup.approved("--lost", "app1"))
        until(lambda: on("app1", "systemctl list-units --no-legend 'groundup-*' | grep ."), process)
        link("app1", "down")
        try:
            time.sleep(CUT_SECONDS)
        finally:
            link("app1", "up")
        ends_well(process)

    def restarts_within_a_step(says, *how):
        lab("destroy", "web1")
        process = groundup.start("restore", groundup.approved("--lost", "web1"))
        unit = until(lambda: on("web1", FREEZE), process).strip()
        # The session that began it stays for a second; were it cut, the same attempt would be begun again.
        time.sleep(2)
        lab("restart", "web1", *how)
        ends_well(process)
        lost = [failure for failure in failures() if failure["outcome"] == "lost"]
        assert len(lost) == 1 and lost[0]["step"].replace("/", "-") in unit, (unit, failures())
        assert says in " ".join(lost[0]["lastLines"]), lost
        assert lost[0]["retryAfterSeconds"] is not None, lost

    def a_host_that_loses_power_within_a_step_makes_it_again():
        restarts_within_a_step("gone without a result", "--pull")

    def a_host_that_is_restarted_in_good_order_within_a_step_makes_it_again():
        restarts_within_a_step("shut down or restarted")

    def a_host_that_restarts_while_data_is_streamed_to_it_gets_it_again():
        lab("destroy", "db1")
        process = groundup.start("restore", groundup.approved("--lost", "db1"))
        bodies = until(lambda: streaming("db1"), process, every=0.02)
        tell(bodies, signal.SIGSTOP)
        restart = subprocess.Popen(
            [ROOT / "Lab/lab", "--name", lab.name, "restart", "db1", "--pull"], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: not lab_runs("db1"), process, every=0.02)
        tell(bodies, signal.SIGCONT)
        assert restart.wait(timeout=LIMIT) == 0
        ends_well(process)
        # Whichever step it was: its stream broke, and it was made again.
        assert failures() and all("/db1" in failure["step"] for failure in failures()), failures()

    def tell(processes, number):
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def streaming(host):
        """The processes of a step on the controller that unpacks data on a host just now; none when there is none."""
        found, is_unpacking = [], False
        for entry in pathlib.Path("/proc").iterdir():
            try:
                environment = (entry / "environ").read_bytes().split(b"\0") if entry.name.isdigit() else []
                words = (entry / "cmdline").read_bytes().split(b"\0") if environment else []
            except OSError:
                continue
            if f"GU_HOST={host}".encode() in environment and any(
                    word.startswith(f"GU_SCRATCH={groundup.state}".encode()) for word in environment):
                found.append(int(entry.name))
                is_unpacking = is_unpacking or (words[0] == b"ssh" and words[-2].startswith(b"tar -x -C / "))
        return found if is_unpacking else []

    def lab_runs(host):
        done = subprocess.run(
            ["ip", "netns", "pids", f"gu-{lab.name}-{host}"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        return bool(done.stdout.strip())

    def a_terminal_that_is_closed_stops_nothing():
        lab("destroy", "web1")
        digest = groundup.approved("--lost", "web1")
        terminal = terminals.Terminal(groundup.arguments("restore", digest))
        terminal.wait_for("provision/web1")
        watcher = terminals.Terminal(groundup.arguments("watch"))
        watcher.wait_for("web1")
        terminal.close()
        watcher.close()
        assert watcher.process.wait(timeout=60) != 0, "a watcher ends with its terminal"
        assert terminal.process.poll() is None, "the run ended with its terminal"
        ends_well(terminal.process)
        assert groundup.json("runs")[0]["outcome"] == "succeeded"

    def a_reader_that_hangs_and_then_goes_away_stops_nothing():
        lab("destroy", "web1")
        digest = groundup.approved("--lost", "web1")
        unread = terminals.Unread(groundup.arguments("restore", digest, "--progress", "rawjson"))

        def has_gone_on():
            newest = next(iter(groundup.json("runs")), {})
            if newest.get("plan") != digest:
                return False
            return any(step["state"] == "succeeded" for step in groundup.json("report")["steps"])

        until(has_gone_on, unread.process)
        unread.close()
        ends_well(unread.process)

    always = [
        a_network_that_is_cut_for_a_while_costs_nothing_but_time, a_host_that_loses_power_within_a_step_makes_it_again,
        a_terminal_that_is_closed_stops_nothing, a_reader_that_hangs_and_then_goes_away_stops_nothing]
    long = [
        a_host_that_is_restarted_in_good_order_within_a_step_makes_it_again,
        a_host_that_restarts_while_data_is_streamed_to_it_gets_it_again]
    for check in always + (long if everything else []):
        checks.run(check)
