"""A run on real hosts that people hold, release, end, try again, go on without, watch, rescue and take back."""

import json
import shutil
import subprocess
import time

from harness import Groundup

LIMIT = 600


def run(checks, lab, groundup):
    approved, on = groundup.approved, lab.on

    def wants(command, *arguments, of=groundup, code=0):
        return of.ok(command, *arguments, "--as", "alice", *(("--evidence",) if command == "done" else ("--because",)),
                     "a test", code=code)

    def states(of=groundup):
        return {step["step"]: step["state"] for step in of.json("report")["steps"]}

    def wait_for(condition, process):
        end = time.monotonic() + LIMIT
        while not condition():
            assert time.monotonic() < end and process.poll() is None, groundup.run("report").stdout[-3000:]
            time.sleep(0.2)

    def newest():
        return next(iter(groundup.json("runs")), {"plan": None, "outcome": None})

    def began(digest):
        process = groundup.start("restore", digest)
        wait_for(lambda: newest()["plan"] == digest and newest().get("outcome") is None, process)
        return process

    def people_steer_a_run():
        lab("destroy", "web1")
        digest = approved("--lost", "web1")
        process = began(digest)
        wants("hold", "start/web1/nginx")
        wants("hold")
        wants("hold", code=64)
        wait_for(lambda: "started" not in states().values(), process)
        time.sleep(1)
        assert process.poll() is None and "start/web1/nginx" not in states(), "a held run goes on"
        wants("release")
        wait_for(lambda: states().get("configure/web1") == "succeeded", process)
        wants("skip", "start/web1/nginx")
        assert process.wait(timeout=LIMIT) in (2, 3, 14), groundup.run("report").stdout[-3000:]
        told = groundup.run("watch", "--no-follow", "--progress", "rawjson")
        events = [json.loads(line) for line in told.stdout.splitlines()]
        assert events[0] == {"type": "version", "format": "groundup-events", "version": "1.0"}, events[0]
        decided = [(event["kind"], event["step"], event["person"]) for event in events if event["type"] == "decided"]
        assert decided == [("hold", "start/web1/nginx", "alice"), ("hold", None, "alice"), ("release", None, "alice"),
                           ("skip", "start/web1/nginx", "alice")], decided
        assert events[-1]["type"] == "finished", events[-1]

    def another_controller_goes_on_from_the_rescue_file():
        lab("destroy", "web1")
        digest = approved("--lost", "web1")
        process = began(digest)
        wait_for(lambda: states().get("provision/web1") == "succeeded", process)
        time.sleep(2.5)
        process.kill()
        process.wait()
        run = newest()["run"]
        rescue = groundup.state / "runs" / run / "rescue"
        done = [line for line in rescue.read_text().splitlines() if line.startswith("succeeded")]
        assert any(line.endswith(" provision/web1") for line in done), rescue.read_text()
        # Another controller: the documents of the first one as they were before the run, and nothing of its journal.
        other = Groundup(groundup.program, groundup.folder / "other")
        other.config = groundup.config
        other.state.mkdir(parents=True)
        shutil.copytree(groundup.state / "depot", other.state / "depot")
        subprocess.run(
            ["python3", "-c", COPY, groundup.state / "groundup.sqlite", other.state / "groundup.sqlite"], check=True)
        finished = other.run("resume", "--rescue", str(rescue))
        assert finished.returncode in (0, 3), finished.stdout[-2000:] + finished.stderr[-3000:]
        again = [entry for entry in other.json("report")["steps"] if entry["step"] == "provision/web1"]
        assert again and again[0]["state"] == "succeeded", again
        # The first one comes back too late: hosts obey the newer controller alone.
        late = groundup.run("resume", run)
        assert late.returncode in (0, 3, 14), late.stderr[-2000:]
        shutil.rmtree(other.folder)

    def another_engine_runs_single_steps():
        lab("destroy", "web1")
        digest = approved("--lost", "web1")
        run = groundup.ok("restore", digest, "--open").stdout.strip()
        plan = groundup.json("show", digest)["steps"]
        first = next(step["id"] for step in plan if not step["needs"])
        last = next(step["id"] for step in plan if step["needs"])
        early = groundup.ok("step", run, last, code=14)
        assert "needs" in early.stderr, early.stderr
        groundup.ok("step", run, first)
        assert "done before" in groundup.ok("step", run, first).stderr
        controller = groundup.run("resume", run)
        assert controller.returncode == 0, controller.stderr[-3000:]

    def a_run_is_given_up_and_its_bodies_end():
        lab("destroy", "web1")
        digest = approved("--lost", "web1")
        process = began(digest)
        wait_for(lambda: "started" in states().values(), process)
        run = newest()["run"]
        wants("cancel", "--run", run)
        assert process.wait(timeout=60) == 14
        assert newest().get("outcome") == "cancelled", newest()
        assert groundup.ok("resume", run, code=15).stderr.count("given up") == 1
        lab("destroy", "web1")
        groundup.ok("restore", approved("--lost", "web1"))
        again = groundup.json("report")["verifications"]
        assert again and all((check["mode"], check["result"]) == ("end", "pass") for check in again), again

    def a_restore_in_place_is_taken_back():
        on("web1", "echo changed > /srv/www/index.html")
        groundup.ok("restore", approved("web1:/srv/www", "--incident", "human-error"))
        assert "changed" not in on("web1", "cat /srv/www/index.html")
        step = next(step for step in states() if step.startswith("set-aside/web1"))
        wants("undo", step)
        assert on("web1", "cat /srv/www/index.html").strip() == "changed"
        wants("undo", step, code=64)
        on("web1", "rm -rf /srv/www && mv /srv/www.undone-* /srv/www")
        # What was discovered in between lists folders that were set aside.
        groundup.ok("discover", "--fingerprint")

    for check in (
            people_steer_a_run, another_controller_goes_on_from_the_rescue_file, another_engine_runs_single_steps,
            a_run_is_given_up_and_its_bodies_end, a_restore_in_place_is_taken_back):
        checks.run(check)


# A state with every document and no run.
COPY = """
import sqlite3, sys
source, target = sqlite3.connect(sys.argv[1]), sqlite3.connect(sys.argv[2])
source.backup(target)
for table in ("run_request", "run_event", "measurement", "run"):
    target.execute(f"DELETE FROM {table}")
target.commit()
"""
