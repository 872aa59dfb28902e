#!/usr/bin/python3
"""Makes up an estate with known circles and deadlocks, and says how many of them groundup finds.

Exit status 0 when all were found and nothing else was, 1 otherwise. What a command cannot do yet is said, not passed over.
"""

import argparse
import collections
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

CONFIGURATION = "version: 1\nestate: synthetic\nhosts: [vault1]\n"


def components(nodes, edges):
    """The strongly connected components of more than one node: Tarjan's algorithm without recursion."""
    index, low, open_nodes, on_stack, found = {}, {}, [], set(), []
    for root in nodes:
        if root in index:
            continue
        path = [(root, iter(edges.get(root, ())))]
        index[root] = low[root] = len(index)
        open_nodes.append(root)
        on_stack.add(root)
        while path:
            node, rest = path[-1]
            for following in rest:
                if following not in index:
                    index[following] = low[following] = len(index)
                    open_nodes.append(following)
                    on_stack.add(following)
                    path.append((following, iter(edges.get(following, ()))))
                    break
                if following in on_stack:
                    low[node] = min(low[node], index[following])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    members = set()
                    while True:
                        member = open_nodes.pop()
                        on_stack.discard(member)
                        members.add(member)
                        if member == node:
                            break
                    if len(members) > 1:
                        found.append(frozenset(members))
    return set(found)


def circular(estate, phases):
    """The circles of hard dependencies of some phases, worked out here and not by groundup."""
    edges = collections.defaultdict(list)
    for dependency in estate["dependencies"]:
        if dependency["strength"] == "hard" and dependency["phase"] in phases:
            edges[dependency["dependent"]].append(dependency["provider"])
    return components([asset["id"] for asset in estate["assets"]], edges)


class Check:
    def __init__(self, groundup, folder):
        self.groundup, self.folder, self.failures = groundup, pathlib.Path(folder), 0
        (self.folder / "groundup.yaml").write_text(CONFIGURATION)
        self.help = subprocess.run([groundup, "--help"], stdout=subprocess.PIPE, text=True, check=True).stdout

    def run(self, *arguments, codes=(0,)):
        """A groundup command: its standard output and processor seconds; `None` when it does not exist yet."""
        if f"  {arguments[0]} " not in self.help:
            print(f"     not checked: this groundup has no command '{arguments[0]}'")
            return None
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(
            [self.groundup, *arguments, "--config", self.folder / "groundup.yaml", "--state", self.folder / "state"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        words = " ".join(str(argument) for argument in arguments)[:60]
        print(f"  groundup {words}: {processor:.1f} s CPU, {time.monotonic() - start:.1f} s, exit {done.returncode}", flush=True)
        if done.returncode not in codes:
            self.say(False, f"exit {done.returncode}, expected {codes}: {done.stderr.strip()[:400]}")
            return None
        return done

    def say(self, holds, text):
        self.failures += 0 if holds else 1
        print(f"{'ok  ' if holds else 'FAIL'} {text}", flush=True)

    def compare(self, what, planted, found):
        missing, extra = planted - found, found - planted
        self.say(not missing and not extra, f"{what}: {len(planted & found)} of {len(planted)} found, {len(extra)} that were not planted")
        for members in list(missing)[:3]:
            print(f"     missing {sorted(members)}")
        for members in list(extra)[:3]:
            print(f"     not planted {sorted(members)}")


def circles_of(truth):
    return {frozenset(circle["members"]) for circle in truth["circles"]}


def deadlocks_of(truth):
    return {frozenset(deadlock["members"]) for deadlock in truth["deadlocks"]}


def broken_by(circle, estate):
    """The members with a named bootstrap, each of which breaks the whole circle on its own; a shorter circle may pass one by."""
    def rest(without):
        edges = collections.defaultdict(list)
        for dependency in estate["dependencies"]:
            if dependency["phase"] != "recover" and dependency["dependent"] in without and dependency["provider"] in without:
                edges[dependency["dependent"]].append(dependency["provider"])
        return components(sorted(without), edges)
    return [member for member in circle["bootstraps"] if not rest(set(circle["members"]) - {member})]


def check_graph(check, estate, truth):
    done = check.run("graph", "-o", "json")
    if done is None:
        return
    graph = json.loads(done.stdout)
    check.compare("circular needs in graph", circles_of(truth), {frozenset(circle["members"]) for circle in graph["circularNeeds"]})
    broken = sum(1 for circle in graph["circularNeeds"] if circle["bootstraps"])
    check.say(broken == len(graph["circularNeeds"]), f"{broken} of {len(graph['circularNeeds'])} circular needs have a bootstrap")
    named = {circle["members"][0]: broken_by(circle, estate) for circle in truth["circles"] if circle["bootstraps"]}
    named = {first: assets for first, assets in named.items() if assets}
    chosen = {circle["members"][0]: [b["asset"] for b in circle["bootstraps"]] for circle in graph["circularNeeds"]}
    used = sum(1 for first, assets in named.items() if set(assets) & set(chosen.get(first, [])))
    check.say(used == len(named), f"{used} of {len(named)} circles that a named bootstrap breaks start there")


def check_coverage(check, truth):
    done = check.run("coverage", "-o", "json", codes=(0, 2))
    if done is None:
        return
    report = json.loads(done.stdout)
    found = {frozenset(f["path"]) for f in report["findings"] if f["rule"] == "circular-recovery"}
    check.compare("recovery deadlocks in coverage", deadlocks_of(truth), found)
    other = [f for f in report["findings"] if f["rule"].endswith("deadlock")]
    check.say(not other, f"{len(other)} deadlocks of other kinds, which were not planted")


def check_deadlocks(check, truth):
    done = check.run("deadlocks", "-o", "json", codes=(0, 2))
    if done is None:
        return
    found = {frozenset(d["assets"]) for d in json.loads(done.stdout)["deadlocks"]}
    check.compare("recovery deadlocks", deadlocks_of(truth), found)
    for deadlock in truth["deadlocks"][:2]:
        lost = [word for host in deadlock["hosts"] for word in ("--lost", host)]
        done = check.run("deadlocks", "-o", "json", *lost, codes=(2,))
        if done is not None:
            found = {frozenset(d["assets"]) for d in json.loads(done.stdout)["deadlocks"]}
            check.compare(f"closed by the loss of {', '.join(deadlock['hosts'])}", {frozenset(deadlock["members"])}, found)


def check_commands(check, truth):
    """Commands that answer about one asset; that they answer is checked, and that they name what was planted."""
    for circle in truth["circles"][:2]:
        first, second = circle["members"][:2]
        for arguments in (["why", first, second], ["impact", first], ["what-if", "--lose", first]):
            done = check.run(*arguments)
            if done is not None:
                check.say(second in done.stdout or arguments[0] != "why", f"{arguments[0]} {first} answers")
    for deadlock in truth["deadlocks"][:2]:
        lost = [word for host in deadlock["hosts"] for word in ("--lost", host)]
        done = check.run("plan", *lost, codes=(0, 13))
        if done is not None:
            check.say(done.returncode == 13, f"a plan through {deadlock['repositories'][0]} is refused")


def check_plans(check, estate, truth):
    """A plan through no deadlock is made, and says how it breaks the circle that it meets."""
    planted = {member.split("/")[0].split(":")[0] for deadlock in truth["deadlocks"] for member in deadlock["members"]}
    for circle in [circle for circle in truth["circles"] if broken_by(circle, estate)][:2]:
        hosts = sorted({member.split("/")[0] for member in circle["members"]} - planted)
        done = check.run("plan", "-o", "json", *(word for host in hosts for word in ("--lost", host)))
        if done is not None:
            chosen = {bootstrap["asset"] for bootstrap in json.loads(done.stdout)["plan"]["bootstraps"]}
            check.say(chosen and chosen <= set(circle["bootstraps"]), f"the plan starts {', '.join(sorted(chosen))} first")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groundup", required=True)
    parser.add_argument("--bench", required=True, help="groundup-bench")
    parser.add_argument("--assets", default=10_000, type=int)
    parser.add_argument("--dependencies", default=100_000, type=int)
    parser.add_argument("--cycles", default=50, type=int)
    parser.add_argument("--deadlocks", default=24, type=int)
    parser.add_argument("--seed", default=1, type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        check = Check(options.groundup, folder)
        document, planted = check.folder / "estate.json", check.folder / "truth.json"
        numbers = [f"--{name}={getattr(options, name)}" for name in ("assets", "dependencies", "cycles", "deadlocks", "seed")]
        with document.open("wb") as output:
            subprocess.run([options.bench, "estate", *numbers, "--truth", planted], stdout=output, check=True)
        estate, truth = json.loads(document.read_text()), json.loads(planted.read_text())
        print(f"estate of {len(estate['assets'])} assets, {len(estate['dependencies'])} dependencies, {document.stat().st_size >> 20} MiB")
        check.compare("circular needs by this script", circles_of(truth), circular(estate, {"start", "run"}))
        check.compare(
            "circles of all phases by this script", circles_of(truth) | deadlocks_of(truth),
            circular(estate, {"start", "run", "recover"}))
        if check.run("estate", "import", document) is not None:
            done = check.run("estate", "export")
            check.say(done is not None and done.stdout == document.read_text(), "the export is the document, byte for byte")
            check_graph(check, estate, truth)
            check_coverage(check, truth)
            check_deadlocks(check, truth)
            check_commands(check, truth)
            check_plans(check, estate, truth)
        print(f"{check.failures} failed")
        return 1 if check.failures else 0


if __name__ == "__main__":
    sys.exit(main())
