"""Destruction, plan, approval, a restore that is killed twenty times, and the comparison from outside."""

import json
import subprocess
import time

from harness import LOST, require_no_secret

KILLS = 20
RESTORE_LIMIT = 1500


def run(checks, lab, groundup, chance):
    """Whether the estate stands in the end."""
    lost = [f"--lost={host}" for host in LOST]
    original = {}

    def the_depot_is_filled_and_verified():
        groundup.ok("media", "fill")
        groundup.ok("media", "verify")

    def a_changed_package_stops_everything():
        package = next((groundup.state / "depot").rglob("postgresql-15_*.deb"))
        genuine = package.read_bytes()
        try:
            package.write_bytes(genuine[:-1] + bytes([genuine[-1] ^ 1]))
            done = groundup.ok("media", "verify", code=11)
            assert package.name in done.stderr, done.stderr
        finally:
            package.write_bytes(genuine)

    def hosts_are_destroyed():
        original.update(lab.fingerprint())
        lab("destroy", "--all-but", "vault1")
        assert len(original) > 3

    def the_same_input_gives_the_same_plan():
        digests = {groundup.json("plan", *lost)["digest"] for _ in range(2)}
        assert len(digests) == 1, digests

    def the_plan_is_explained():
        text = groundup.ok("show").stdout
        assert "bootstrap" in text and "ns1/bind9" in text, text

    def nothing_runs_without_approval():
        groundup.ok("restore", code=12)
        status = json.loads(lab("status", "-o", "json"))["hosts"]
        assert {host["state"] for host in status if host["host"] in LOST} <= {"absent", "destroyed", "gone"}, status

    def a_restore_killed_again_and_again_ends():
        groundup.ok("approve", "--key", str(groundup.folder / "approver"), "--as", "approver@shop.example")
        digest = groundup.json("plan", *lost)["digest"]
        end = time.monotonic() + RESTORE_LIMIT
        # Media are verified before a run is opened, and that takes a while: a kill before proves nothing about runs.
        arguments, kills, code, patience = ["restore"], 0, None, 10
        while code is None:
            assert time.monotonic() < end, f"the restore did not end in {RESTORE_LIMIT} s, after {kills} kills"
            process = groundup.start(*arguments)
            try:
                code = process.wait(timeout=patience + chance.uniform(0.3, 4.5) if kills < KILLS else RESTORE_LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                runs = [run for run in groundup.json("runs") if run["plan"] == digest]
                kills += 1 if runs else 0
                patience = 0 if runs else 2 * patience
                arguments = ["resume", runs[0]["run"]] if runs else ["restore"]
        print(f"        killed {kills} times", flush=True)
        assert code == 0, groundup.run("report").stdout[-4000:]
        assert kills >= KILLS // 2, f"only {kills} kills; the restore was too quick to be proven"

    def the_report_says_that_everything_came_back():
        report = groundup.json("report")
        assert report["comparison"]["complete"], json.dumps(report["comparison"], indent=1)[:4000]
        compared = report["comparison"]["compared"]
        assert all(compared[subject]["same"] > 0 for subject in ("service", "listener", "dependency", "fingerprint"))
        page = groundup.ok("report", "-o", "html").stdout
        assert "<svg" in page and "order-service" in page

    def the_estate_is_the_same_from_outside():
        lab("traffic", "--seconds", "1", "--read-only")
        rebuilt = lab.fingerprint()
        different = {key: (original[key], rebuilt.get(key)) for key in original if original[key] != rebuilt.get(key)}
        assert not different, json.dumps(different, indent=1)[:4000]

    def no_secret_is_written_anywhere():
        require_no_secret(lab, groundup.state, but=["depot"])

    for check in (
            the_depot_is_filled_and_verified, a_changed_package_stops_everything, hosts_are_destroyed,
            the_same_input_gives_the_same_plan, the_plan_is_explained, nothing_runs_without_approval,
            a_restore_killed_again_and_again_ends, the_report_says_that_everything_came_back,
            the_estate_is_the_same_from_outside, no_secret_is_written_anywhere):
        if not checks.run(check) and check is a_restore_killed_again_and_again_ends:
            return False
    return True
