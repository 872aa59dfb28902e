#!/usr/bin/env python3
"""Rebuilds an estate from playbooks, each as soon as what it needs is done.

Ansible runs one task on all hosts before it begins the next, so the order of a restoration cannot be written in one
playbook without making hosts wait for each other. Here every step is a playbook of its own, and this program starts
those whose needs are done: several at once, the first of the schedule first, within the plan's capacities.
What is done is remembered and not run again. It needs Python 3.8 and ansible-playbook 2.12 or later, nothing else.
"""

import argparse
import fcntl
import os
import pathlib
import queue
import shlex
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE / "parts"))

from order import Plan, Run  # noqa: E402  they stand beside this file
from playbooks import Playbooks  # noqa: E402

FAILED, BUSY = 1, 75


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


def holds(plan, state):
    """Tells whether a person still has to release a step, and says so once."""
    told = set()

    def is_held(number):
        step = plan.steps[number]
        if not step["hold"] or (state / "released" / step["label"]).exists():
            return False
        if number not in told:
            told.add(number)
            say(f"HOLD     {step['title']}: {step['hold']}")
            say(f"         To let it run, also while others run: {HERE / 'step'} release {step['label']}")
        return True
    return is_held


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
        run = Run(plan, chosen, done, options.jobs, holds(plan, state))
        say(f"{len(chosen)} steps; {len(chosen & done)} of them are done already")
        go(plan, run, Playbooks(plan, state, environment, lock, ["-v"] if options.verbose else []))
    left = len(run.failed) + len(run.skipped) + len(run.waits)
    say(f"{len(chosen) - left} steps done, {len(run.failed)} failed, {len(run.skipped)} skipped, "
        f"{len(run.waits)} not started")
    sys.exit(FAILED if left else 0)


if __name__ == "__main__":
    main()
