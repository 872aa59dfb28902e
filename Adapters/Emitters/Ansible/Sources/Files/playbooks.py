"""How a step's playbook is run, and what it complains about."""

import os
import pathlib
import queue
import re
import signal
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent.parent


class Playbooks:
    """Runs the playbooks of steps, each in a session of its own, and tells the ends in a queue."""

    def __init__(self, plan, state, environment, lock, verbose):
        self.plan, self.state, self.environment = plan, state, environment
        self.lock, self.verbose = lock, verbose
        self.ends, self.processes = queue.Queue(), {}

    def log(self, number):
        return self.state / "logs" / f"{self.plan.steps[number]['label']}.ansible.log"

    def start(self, number):
        label = self.plan.steps[number]["label"]
        command = ["ansible-playbook", "-i", str(HERE / "inventory.yml"), str(HERE / "playbooks" / f"{label}.yml")]
        with self.log(number).open("ab") as log:
            # The lock goes along: while anything of a killed run goes on, no other run begins.
            self.processes[number] = subprocess.Popen(
                command + self.verbose, cwd=HERE, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, pass_fds=[self.lock.fileno()])
        threading.Thread(target=self._wait, args=(number, label), daemon=True).start()

    def _wait(self, number, label):
        status = self.processes[number].wait()
        step = [str(HERE / "step")]
        subprocess.run(step + ["close", label, "failed"], env=self.environment, check=False)
        # The mark decides, not what Ansible thinks of its tasks.
        marked = subprocess.run(step + ["done", label], env=self.environment, check=False).returncode == 0
        self.ends.put((number, status == 0 and marked, status))

    def end(self):
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)

    def complaint(self, number):
        """The last lines of a step's log, without control characters."""
        text = self.log(number).read_text(errors="replace")
        lines = [re.sub(r"[^\x20-\x7e]", "?", line) for line in text.splitlines() if line.strip()]
        return [line[:400] for line in lines if "fatal:" in line or "ERROR" in line][-3:] or lines[-3:]
