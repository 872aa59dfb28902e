"""Objectives, history and the forms that monitoring reads, over real repositories of the lab."""

import re
import subprocess


def run(checks, lab, groundup):
    usual = groundup.config.read_text()
    page, metrics = groundup.folder / "coverage.html", groundup.folder / "groundup.prom"
    snapshots = "/srv/restic/shop/snapshots"

    def coverage(*arguments):
        done = groundup.run("coverage", *arguments)
        assert done.returncode in (0, 2), (done.returncode, done.stderr)
        return done.stdout

    def rules(severity):
        report = groundup.json("coverage", code=2)
        return {finding["rule"]: finding for finding in report["findings"] if finding["severity"] == severity}

    def objectives_are_judged_and_nothing_passes_without_data():
        text = groundup.config.read_text()
        wanted = ('objectives: {rpo: 24h, rto: 2h, retention: 14d, keep: {last: 1, daily: 7}, window: "00:00-23:59", '
                  'max-duration: 1h, growth: 50%, restore-test: {V3: 30d}}')
        text, count = re.subn(r"objectives: \{[^}]*\}", wanted, text)
        assert count, "no application has objectives"
        groundup.config.write_text(text)
        report = groundup.json("coverage", code=2)
        states = {(result["rule"], result["state"]) for result in report["objectives"]}
        assert ("stale-restore-point", "met") in states, states
        # Points of minutes, no run, no durations: none of these may be called met.
        for rule in ("recovery-point-forecast", "growth-over-objective", "backup-too-long", "measured-over-objective"):
            assert {state for name, state in states if name == rule} == {"unknown"}, (rule, states)
        assert {state for name, state in states if name == "restore-test-overdue"} == {"breached"}, states
        assert all(result["basis"] for result in report["objectives"]), "an objective rests on nothing"

    def a_deleted_restore_point_is_an_alarm():
        assert "vanished-restore-point" not in rules("critical")
        lab.on("vault1", f"ls -t {snapshots} | head -1 | tee /root/victim; mv {snapshots}/$(cat /root/victim) /root/taken")
        victim = lab.on("vault1", "cat /root/victim").strip()
        for _ in range(2):
            finding = rules("critical")["vanished-restore-point"]
            assert victim[:8] in finding["message"], finding
        gone = groundup.json("coverage", code=2)["gone"]
        assert [point["restorePoint"] for point in gone] == [victim], gone

    def every_form_tells_it():
        done = groundup.run("coverage", "--nagios", "--html", str(page), "--prometheus", str(metrics))
        assert done.returncode == 2 and done.stdout.startswith("COVERAGE CRITICAL - "), (done.returncode, done.stdout)
        assert len(done.stdout.splitlines()) == 1 and "vanished-restore-point" in done.stdout, done.stdout
        assert 'groundup_findings{rule="vanished-restore-point",severity="critical"} 1' in metrics.read_text()
        with open(metrics, "rb") as file:
            checked = subprocess.run(["promtool", "check", "metrics"], stdin=file, capture_output=True, text=True)
        assert checked.returncode == 0 and not checked.stderr, checked.stderr
        text = page.read_text()
        assert "vanished-restore-point" in text and "Objectives of " in text and "<svg" in text

    def a_restore_point_that_is_back_is_no_alarm():
        lab.on("vault1", f"mv /root/taken {snapshots}/$(cat /root/victim)")
        assert "vanished-restore-point" not in rules("critical")
        assert groundup.json("coverage", code=2)["gone"] == []

    def a_monitor_gets_its_line_when_nothing_can_be_found_out():
        done = groundup.run("coverage", "--nagios", config=groundup.folder / "absent.yaml")
        assert done.returncode == 3 and done.stdout.startswith("COVERAGE UNKNOWN - "), (done.returncode, done.stdout)

    def a_killed_look_leaves_the_history_whole():
        before = coverage("-o", "json")
        for seconds in ("0.2", "0.6", "1.0", "1.4"):
            subprocess.run(
                ["timeout", "-s", "KILL", seconds, *groundup.arguments("coverage")], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = coverage("-o", "json")
        assert '"gone":[]' in before and '"gone":[]' in after, "a killed look lost a restore point"

    for check in (
            objectives_are_judged_and_nothing_passes_without_data, a_deleted_restore_point_is_an_alarm,
            every_form_tells_it, a_restore_point_that_is_back_is_no_alarm,
            a_monitor_gets_its_line_when_nothing_can_be_found_out, a_killed_look_leaves_the_history_whole):
        checks.run(check)
    # What follows is judged by the objectives that it expects.
    groundup.config.write_text(usual)
