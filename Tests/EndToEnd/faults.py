"""Faults in the middle of a restore."""

import subprocess
import time

LIMIT = 600
# Longer than ssh needs to notice, shorter than the patience of a run.
CUT_SECONDS = 45


def run(checks, lab, groundup):
    def running(host, process):
        """Waits until a step runs on a host."""
        end = time.monotonic() + LIMIT
        while True:
            assert time.monotonic() < end and process.poll() is None, groundup.run("report").stdout[-3000:]
            done = subprocess.run(
                ["ssh", "-F", lab.path("ssh_config"), host, "systemctl list-units --no-legend 'groundup-*' | grep -q ."],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if done.returncode == 0:
                return
            time.sleep(0.2)

    def link(host, state):
        subprocess.run(
            ["ip", "-n", f"gu-{lab.name}-{host}", "link", "set", "host0", state], check=True, stdin=subprocess.DEVNULL)

    def a_network_that_is_cut_for_a_while_costs_nothing_but_time():
        lab("destroy", "app1")
        process = groundup.start("restore", groundup.approved("--lost", "app1"))
        running("app1", process)
        link("app1", "down")
        try:
            time.sleep(CUT_SECONDS)
        finally:
            link("app1", "up")
        assert process.wait(timeout=LIMIT) in (0, 3), groundup.run("report").stdout[-3000:]
        states = {step["state"] for step in groundup.json("report")["steps"]}
        assert states == {"succeeded"}, states

    for check in (a_network_that_is_cut_for_a_while_costs_nothing_but_time,):
        checks.run(check)
