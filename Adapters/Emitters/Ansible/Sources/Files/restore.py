#!/usr/bin/env python3
"""Rebuilds an estate from playbooks, each as soon as what it needs is done.

Ansible runs one task on all hosts before it begins the next, so the order of a restoration cannot be written in one
playbook without making hosts wait for each other. Here every step is a playbook of its own, and this program starts
those whose needs are done: several at once, the first of the schedule first, within the plan's capacities.
What is done is remembered and not run again. It needs Python 3.8 and ansible-playbook 2.12 or later, nothing else.
"""

import argparse
import fcntl
import json
import os
import pathlib
import queue
import re
import shlex
import signal
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
FAILED, USAGE, BUSY = 1, 64, 75


class Plan:
    """The steps as numbers in the order in which they are expected to start."""

    def __init__(self, path):
        data = json.loads(path.read_text())
        self.digest, self.limits, self.steps = data["plan"], data["limits"], data["steps"]
        self.followers = [[] for _ in self.steps]
        for number, step in enumerate(self.steps):
            for need in step["needs"]:
                self.followers[need].append(number)

    def of_host(self, host):
        """The steps of a host, and the shared ones that they need."""
        chosen = {number for number, step in enumerate(self.steps) if step["host"] == host}
        if not chosen:
            raise SystemExit(f"The plan rebuilds no host {host}; it rebuilds: {' '.join(sorted(self.hosts()))}")
        # What a step needs stands before it.
        for number in reversed(range(len(self.steps))):
            if number in chosen:
                chosen.update(need for need in self.steps[number]["needs"] if not self.steps[need]["host"])
        return chosen

    def hosts(self):
        return {step["host"] for step in self.steps if step["host"]}

    def number(self, label):
        for number, step in enumerate(self.steps):
            if step["label"] == label:
                return number
        raise SystemExit(f"There is no step {label}: --list prints them.")


class Run:
    """Decides which steps start: the state is what waits, what is ready, what runs and what failed."""

    def __init__(self, plan, chosen, done, jobs):
        self.plan, self.jobs, self.stopping = plan, jobs, False
        left = {number for number in chosen if number not in done}
        self.waits = {n: sum(need in left for need in plan.steps[n]["needs"]) for n in left}
        self.ready = sorted(number for number, count in self.waits.items() if count == 0)
        self.running, self.failed, self.skipped = set(), set(), set()
        self.free = list(plan.limits)

    def startable(self):
        """The next step that may start now, or None."""
        if self.stopping or len(self.running) >= self.jobs:
            return None
        for number in self.ready:
            if all(self.free[capacity] >= units for capacity, units in self.plan.steps[number]["uses"]):
                return number
        return None

    def start(self, number):
        self.ready.remove(number)
        del self.waits[number]
        self.running.add(number)
        self._take(number, 1)

    def finish(self, number, succeeded):
        """Takes note of an end; returns the steps that will not run because of it."""
        self.running.remove(number)
        self._take(number, -1)
        if not succeeded:
            self.failed.add(number)
            return self._skip(number)
        for follower in self.plan.followers[number]:
            if follower in self.waits:
                self.waits[follower] -= 1
                if self.waits[follower] == 0:
                    self.ready = sorted(self.ready + [follower])
        return []

    def _take(self, number, sign):
        for capacity, units in self.plan.steps[number]["uses"]:
            self.free[capacity] -= sign * units

    def _skip(self, failed):
        skipped, open_ = [], [failed]
        while open_:
            for follower in self.plan.followers[open_.pop()]:
                if follower in self.waits:
                    del self.waits[follower]
                    skipped.append(follower)
                    open_.append(follower)
        self.skipped.update(skipped)
        return skipped


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


def say(text):
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


def go(plan, run, playbooks):
    """Starts what can start until nothing runs any more."""
    def interrupt(*_):
        if run.stopping:
            playbooks.end()
        else:
            run.stopping = True
            say("No more steps are started; those that run are waited for. Interrupt again to end them.")

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    began = {}
    while True:
        number = run.startable()
        if number is not None:
            run.start(number)
            began[number] = time.monotonic()
            say(f"start    {plan.steps[number]['title']}")
            playbooks.start(number)
            continue
        if not run.running:
            return
        try:
            number, succeeded, status = playbooks.ends.get(timeout=1)
        except queue.Empty:
            continue
        skipped, title = run.finish(number, succeeded), plan.steps[number]["title"]
        if succeeded:
            say(f"done     {title} in {time.monotonic() - began[number]:.0f} s")
            continue
        say(f"FAILED   {title}: ansible-playbook exited {status}; its log: {playbooks.log(number)}")
        for line in playbooks.complaint(number):
            print(f"           {line}")
        for other in skipped:
            say(f"skip     {plan.steps[other]['title']}: it waits for the failed one")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("-j", type=int, default=8, metavar="N", dest="jobs", help="steps at once (default 8)")
    parser.add_argument("--only", metavar="HOST", help="rebuild one host alone; what it needs elsewhere has to work")
    parser.add_argument("--from", metavar="LABEL", dest="start", help="run a step and what waits for it again")
    parser.add_argument("--list", action="store_true", help="print the steps and what is done")
    parser.add_argument("--ssh-config", metavar="FILE", help="configuration for ssh")
    parser.add_argument("--secrets-dir", metavar="DIR", help="folder with secrets, named as './step secrets' says")
    parser.add_argument("--state", metavar="DIR", help="what is done, and the logs (default: state beside this file)")
    parser.add_argument("-v", action="store_true", dest="verbose", help="let Ansible say more in the logs")
    options = parser.parse_args()
    if options.jobs < 1:
        parser.error("-j needs a number of 1 or more")
    return options


def environment_for(options, state):
    """What playbooks and the program step find in their environment."""
    environment = dict(os.environ, GU_STATE=str(state), GU_LIMITS="off", ANSIBLE_CONFIG=str(HERE / "ansible.cfg"))
    if options.ssh_config:
        environment["GU_SSH_CONFIG"] = str(pathlib.Path(options.ssh_config).resolve())
    if options.secrets_dir:
        environment["GU_SECRETS_DIR"] = str(pathlib.Path(options.secrets_dir).resolve())
    if options.only:
        environment["GU_NEEDS"] = "off"
    return environment


def ssh_arguments(step, environment):
    """The same configuration of ssh for Ansible as for the steps of the controller."""
    answer = subprocess.run([step, "ssh-config"], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return f"-F {shlex.quote(answer.stdout[:-1])} -o BatchMode=yes"


def main():
    options = arguments()
    plan = Plan(HERE / "parts" / "plan.json")
    state = pathlib.Path(options.state).resolve() if options.state else HERE / "state"
    environment = environment_for(options, state)
    step = str(HERE / "step")
    if options.list:
        sys.exit(subprocess.run([step, "list"], env=environment, check=False).returncode)
    chosen = plan.of_host(options.only) if options.only else set(range(len(plan.steps)))
    # Nothing starts before everything is at hand; this also makes the folder of state, or refuses another plan's.
    check = subprocess.run([step, "check"], env=environment, check=False)
    if check.returncode != 0:
        sys.exit(check.returncode)
    environment["ANSIBLE_SSH_COMMON_ARGS"] = ssh_arguments(step, environment)
    with (state / "ansible.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another run uses {state}.", file=sys.stderr)
            sys.exit(BUSY)
        if options.start:
            plan.number(options.start)
            subprocess.run([step, "forget", options.start], env=environment, check=True)
        done = {n for n, each in enumerate(plan.steps) if (state / "done" / each["label"]).exists()}
        run = Run(plan, chosen, done, options.jobs)
        say(f"{len(chosen)} steps; {len(chosen & done)} of them are done already")
        go(plan, run, Playbooks(plan, state, environment, lock, ["-v"] if options.verbose else []))
    left = len(run.failed) + len(run.skipped) + len(run.waits)
    say(f"{len(chosen) - left} steps done, {len(run.failed)} failed, {len(run.skipped)} skipped, "
        f"{len(run.waits)} not started")
    sys.exit(FAILED if left else 0)


if __name__ == "__main__":
    main()
