"""Restore points that are judged: a history of real restic snapshots in which a tenth of the files is encrypted.

Needs no lab: files of this machine's own packages, encrypted by openssl as malware would.
"""

import json
import os
import pathlib
import random
import shutil
import subprocess

from inspected import collect, encrypt

CONFIGURATION = """\
version: 1
estate: "points"
hosts: []
repositories:
  - {{name: vault, engine: restic, url: "{repository}", password: "file:{password}"}}
"""


class History:
    """Daily snapshots of a folder that changes a little; what is done on one day is told by a function."""

    def __init__(self, folder, chance):
        self.folder = pathlib.Path(folder)
        self.chance = chance
        self.source = self.folder / "srv"
        self.source.mkdir()
        self.pool = collect(self.folder / "pool", chance, each=14)
        chance.shuffle(self.pool)
        self.day = 0
        password = self.folder / "password"
        password.write_text("correct horse\n")
        password.chmod(0o600)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "RESTIC_REPOSITORY": str(self.folder / "repository"),
            "RESTIC_PASSWORD_FILE": str(password)}
        self.restic("init")
        for _ in range(len(self.pool) * 3 // 5):
            self.add()
        self.file = self.folder / "groundup.yaml"
        self.file.write_text(CONFIGURATION.format(repository=self.folder / "repository", password=password))

    def restic(self, *arguments):
        done = subprocess.run(
            ["restic", *arguments], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def add(self):
        path = self.pool.pop()
        path.rename(self.source / path.name)

    def snapshot(self, change=lambda: None):
        self.day += 1
        for _ in range(3):
            self.add()
        change()
        self.restic("backup", "--host", "app1", "--time", f"2026-11-{self.day:02d} 03:00:00", str(self.source))

    def encrypt_tenth(self):
        files = sorted(self.source.iterdir())
        chosen = self.chance.sample([path for path in files if path.stat().st_size >= 2048], len(files) // 10)
        for number, path in enumerate(chosen):
            encrypt(path, number, to=f"{path}.locked")
        return {f"{path}.locked" for path in chosen}

    def ids(self):
        return [point["id"] for point in json.loads(self.restic("snapshots", "--json"))]

    def points(self, groundup, code, *arguments):
        done = subprocess.run(
            [groundup.program, "points", "--config", self.file, "--state", self.folder / "state", "-o", "json", *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.returncode == code, f"exit {done.returncode}, expected {code}\n{done.stderr.decode()[-2000:]}"
        return json.loads(done.stdout)["lineages"][0], done.stderr.decode()


def offer(lineage, question):
    return next(each for each in lineage["offers"] if each["question"] == question)


def judged_history(groundup, folder, seed):
    """An attack on the seventh of nine days, and a pack that is overwritten."""
    history = History(folder, random.Random(seed))
    for _ in range(6):
        history.snapshot()
    good, _ = history.points(groundup, 0)
    assert offer(good, "newest-good")["point"] == history.ids()[-1], good["offers"]
    locked = set()
    history.snapshot(lambda: locked.update(history.encrypt_tenth()))
    history.snapshot()
    history.snapshot()
    ids = history.ids()
    bad, progress = history.points(groundup, 19)
    states = [point["state"] for point in bad["points"]]
    assert states[:6] == ["clean"] * 6 and all(state.endswith(" bad") for state in states[6:]), states
    found = int(states[6].split()[0])
    assert found >= len(locked) * 0.95, f"{found} of {len(locked)} encrypted files were found"
    named = {entry["path"] for entry in bad["points"][6]["condemned"]}
    assert named <= locked, f"condemned without reason: {named - locked}"
    assert {alarm["rule"] for alarm in bad["points"][6]["alarms"]} >= {"churn-renames", "churn-new-suffix"}, bad["points"][6]
    assert not bad["points"][8]["alarms"], "the days after an attack change as little as ever"
    # The point next to the damage looks clean, and cannot be told from one that the detector missed.
    assert offer(bad, "newest-good")["point"] == ids[4], offer(bad, "newest-good")
    assert offer(bad, "before-compromise")["point"] == ids[5]
    brought = {path for part in bad["composite"]["older"] for path in part["paths"]}
    assert {f"{path}.locked" for path in brought} <= locked and len(brought) >= len(locked) * 0.8, bad["composite"]
    # Nothing is read twice, and what a person knows of the intruder counts.
    again, _ = history.points(groundup, 19, "--compromised-at", "2026-11-03T12:00:00Z", "--dwell", "1d")
    assert offer(again, "before-compromise")["point"] == ids[1]
    return f"seed {seed}: {found} of {len(locked)} encrypted files condemn 3 of 9 points; {len(brought)} originals are brought back"


def damaged_repository(groundup, folder, seed):
    """A pack that was overwritten: its points are broken, never clean."""
    history = History(folder, random.Random(seed))
    history.snapshot()
    data = pathlib.Path(history.environment["RESTIC_REPOSITORY"]) / "data"
    pack = max((path for path in data.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    pack.chmod(0o600)
    with open(pack, "r+b") as file:
        file.seek(pack.stat().st_size // 3)
        file.write(b"\0" * 4096)
    lineage, _ = history.points(groundup, 19)
    assert lineage["points"][0]["state"] == "broken", lineage["points"]
    assert "point" not in offer(lineage, "newest-good"), lineage["offers"]


def run(checks, groundup):
    for check in (judged_history, damaged_repository):
        folder = groundup.folder / check.__name__
        folder.mkdir()
        checks.run(check, groundup, folder, 20261125)
        shutil.rmtree(folder)
