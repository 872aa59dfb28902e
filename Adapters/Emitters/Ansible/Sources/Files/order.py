"""Which steps may start: values only, no processes and no files but the plan."""

import json


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

    def __init__(self, plan, chosen, done, jobs, is_held):
        self.plan, self.jobs, self.is_held, self.stopping = plan, jobs, is_held, False
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
            uses = self.plan.steps[number]["uses"]
            if all(self.free[capacity] >= units for capacity, units in uses) and not self.is_held(number):
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
