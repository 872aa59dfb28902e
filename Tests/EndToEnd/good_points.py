"""An attack and damaged backups of four engines: all of it found, the right points chosen, the lab restored from them.

db1 is archived continuously by pgBackRest, the uploads of app1 are in restic and in Borg, the domain of dc1 in archives of
samba-tool and, as a dump, in restic. A tenth of the uploads is encrypted three days "ago"; then a pack of restic is
overwritten, a snapshot damaged, a segment of the database's log taken away, an archive of Borg deleted and the newest archive
of the domain overwritten in its middle.
"""

import datetime
import hashlib
import io
import json
import pathlib
import random
import re
import shutil
import subprocess
import tarfile
import time

from assess import configure
from harness import Groundup
from inspected import collect, encrypt

UPLOADS = "/srv/uploads"
BORG = "set -a; . /etc/borg/environment; set +a; export BORG_BASE_DIR=/var/cache/borg; borg"
RESTIC = "set -a; . /etc/restic/environment; set +a; restic --no-cache"
DOMAIN = "dc1:/var/lib/samba"
ARCHIVES = "/srv/domain"
PGBACKREST = "cd / && runuser -u postgres -- pgbackrest --stanza=main"
ATTACK = 3  # days ago


class Uploads:
    """What lies in the uploads on one day after another: a mirror here, brought to app1 and backed up there."""

    def __init__(self, lab, folder, chance):
        self.lab, self.chance, self.folder = lab, chance, folder / "mirror"
        self.folder.mkdir(parents=True)
        self.pool = collect(folder / "pool", chance, each=6)
        chance.shuffle(self.pool)
        self.now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        self.locked, self.originals = set(), {}
        for _ in range(len(self.pool) // 2):
            self.add()

    def add(self):
        path = self.pool.pop()
        path.rename(self.folder / path.name)

    def day(self, ago, change=lambda: None, new=3, twice=True):
        """One day: a few new files, what happens, and a backup by each engine, or by restic alone, with the time of that day."""
        for _ in range(new):
            self.add()
        change()
        self.bring()
        taken = self.now - datetime.timedelta(days=ago, hours=2)
        self.lab.on("app1", f"{RESTIC} backup --quiet --files-from /etc/restic/paths --time '{taken:%Y-%m-%d %H:%M:%S}'")
        if not twice:
            return
        # An hour later, so that the newest point of all is one of Borg.
        later = taken + datetime.timedelta(hours=1)
        self.lab.on("app1", f"{BORG} create --timestamp {later:%Y-%m-%dT%H:%M:%S} ::day-{ago} {UPLOADS}")

    def bring(self):
        """Makes the uploads on app1 those of the mirror."""
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for path in sorted(self.folder.iterdir()):
                archive.add(path, path.name)
        script = f"rm -rf {UPLOADS}/* && tar -C {UPLOADS} -x --no-same-owner -f - && chown -R order-service: {UPLOADS}"
        subprocess.run(["ssh", "-F", self.lab.path("ssh_config"), "app1", script], input=packed.getvalue(), check=True)

    def encrypt_tenth(self):
        files = sorted(self.folder.iterdir())
        chosen = self.chance.sample([path for path in files if path.stat().st_size >= 2048], len(files) // 10)
        for number, path in enumerate(chosen):
            self.originals[f"{UPLOADS}/{path.name}"] = digest(path)
            encrypt(path, number, to=f"{path}.locked")
            self.locked.add(f"{UPLOADS}/{path.name}.locked")

    def good(self):
        """What a perfect restoration brings back: the originals, and everything that came later."""
        rest = {f"{UPLOADS}/{path.name}": digest(path) for path in self.folder.iterdir() if path.suffix != ".locked"}
        return rest | self.originals


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(checks, lab, outer, seed=20261125):
    groundup = Groundup(outer.program, outer.folder / "good-points")
    groundup.state.mkdir(parents=True)
    groundup.config = groundup.folder / "groundup.yaml"
    for name in ("approver", "approver.pub"):
        shutil.copy(outer.folder / name, groundup.folder / name)
    shutil.copytree(outer.state / "depot", groundup.state / "depot")
    known = {}
    on = lab.on

    def orders():
        return int(on("db1", "cd / && runuser -u postgres -- psql -XAtq orders -c 'select count(*) from orders'"))

    def archived():
        """Every change so far is in the archive, and a commit stands behind it."""
        for _ in range(2):
            on("db1", "cd / && runuser -u postgres -- psql -XAtq orders -c 'select txid_current(), pg_switch_wal()'")
        time.sleep(2)

    def archive_with(person):
        """Makes an account and an archive that holds it; the name of that."""
        on("dc1", f"samba-tool user create {person} --random-password && systemctl start domain-archive.service")
        return on("vault1", f"ls {ARCHIVES}").split()[-1]

    def coverage(page=None):
        arguments = ["--html", str(groundup.folder / page)] if page else []
        done = groundup.run("coverage", "-o", "json", *arguments)
        assert done.returncode in (0, 2), done.stderr
        return json.loads(done.stdout)

    def subject(report, asset):
        return next(each for each in report["data"] if each["subject"] == asset)

    def four_engines_are_set_up():
        lab("protect")
        lab("engines")
        # What restic holds of the domain is a dump from before both of them were made.
        lab("backup", "db1", "web1", "dc1", "ns1")
        known["before"], known["after"] = archive_with("dora"), archive_with("emil")
        # A newer restore point, of the same old dump.
        on("dc1", "systemctl start restic-backup.service")
        # The history that follows is all that there is of app1.
        taken = [each["id"] for each in json.loads(on("app1", f"{RESTIC} snapshots --host app1 --json"))]
        on("app1", f"{RESTIC} forget --quiet --prune {' '.join(taken)} && {BORG} delete --glob-archives '*'")
        uploads = known["uploads"] = Uploads(lab, groundup.folder / "uploads", random.Random(seed))
        big = uploads.folder / "holiday.bin"
        uploads.day(8, twice=False)
        # A file of one day only: what is stored of it is in no other point.
        packs = on("vault1", PACKS).split()
        uploads.day(7, lambda: big.write_bytes(random.Random(seed).randbytes(300_000)), new=0, twice=False)
        known["pack"] = next(path for path in on("vault1", PACKS).split() if path not in packs)
        uploads.day(6, big.unlink)
        uploads.day(4)
        uploads.day(ATTACK, uploads.encrypt_tenth)
        uploads.day(1)
        configure(lab, groundup)
        groundup.ok("discover")

    def continuous_backups_count_as_coverage():
        lab("traffic", "--seconds", "2")
        archived()
        known["orders"] = orders()
        known["moment"] = on("db1", "date -u +%Y-%m-%dT%H:%M:%SZ").strip()
        time.sleep(1)
        lab("traffic", "--seconds", "1")
        archived()
        report = coverage("before.html")
        cluster = subject(report, "db1:/var/lib/postgresql")
        assert (cluster["coverage"], cluster["repository"]) == ("covered", "cluster"), cluster
        assert orders() > known["orders"]
        domain = subject(report, DOMAIN)
        assert (domain["coverage"], domain["repository"], domain["restorePoint"]) == ("covered", "domain", known["after"]), domain

    def backups_are_damaged():
        vault = {}
        # A second backup, of which a segment of the log goes: it is no good, and nothing behind the gap can be had.
        on("vault1", "systemctl start pgbackrest-backup.service")
        lab("traffic", "--seconds", "1")
        archived()
        told = json.loads(on("vault1", f"{PGBACKREST} info --output=json"))[0]["backup"][-1]
        vault["backup"], segment = told["label"], told["archive"]["start"]
        on("vault1", f"ls /srv/pgbackrest/archive/main/15-1/{segment[:16]}/{segment}-* && "
                     f"rm /srv/pgbackrest/archive/main/15-1/{segment[:16]}/{segment}-*")
        vault["segment"] = segment
        snapshots = json.loads(on("app1", f"{RESTIC} snapshots --host app1 --json"))
        by_day = {(known["uploads"].now - when(each["time"])).days: each["id"] for each in snapshots}
        first, second = by_day[8], by_day[7]
        vault["broken"], vault["unreadable"] = second, first
        on("vault1", f"chmod u+w {known['pack']} && "
                     f"dd if=/dev/urandom of={known['pack']} bs=4096 count=8 seek=4 conv=notrunc status=none")
        on("vault1", f"f=/srv/restic/shop/snapshots/{first}; chmod u+w $f; truncate -s 100 $f")
        on("app1", f"{BORG} delete ::day-6")
        on("vault1", f"f={ARCHIVES}/{known['after']}; s=$(stat -c %s $f); "
                     "dd if=/dev/urandom of=$f bs=1 count=16 seek=$((s / 2)) conv=notrunc status=none")
        known.update(vault)

    def all_of_it_is_found():
        report = coverage("damaged.html")
        findings = {}
        for finding in report["findings"]:
            findings.setdefault(finding["rule"], []).append(finding["message"])
        told = json.dumps(report)
        assert known["segment"] in told and known["backup"] in told, "the missing segment is not told"
        gone = {(point["repository"]) for point in report["gone"]}
        assert "uploads" in gone, report["gone"]
        assert any("shop" in text for text in findings.get("incomplete-repository", [])), findings.keys()
        done = groundup.run("repository", "verify", "shop", "--depth", "V2")
        assert done.returncode == 2, "restic's overwritten pack was not found: " + done.stderr
        hit = [line.split()[0] for line in done.stdout.splitlines() if " damaged " in line]
        assert hit == [known["broken"][:12]], done.stdout
        done = groundup.run("repository", "verify", "cluster")
        assert done.returncode != 0 and known["segment"] in done.stdout + done.stderr, done.stdout + done.stderr
        groundup.ok("repository", "verify", "uploads")
        done = groundup.run("repository", "verify", "domain")
        assert done.returncode != 0 and known["after"] in done.stdout, done.stdout + done.stderr
        done = groundup.ok("repository", "verify", "domain", "--point", known["before"], "--depth", "working")
        assert "objects (0 errors)" in done.stdout, done.stdout

    def the_right_points_are_chosen():
        # What a check of the repository found is enough for a plan.
        assert domain_of(groundup.json("plan", "--lost", "dc1")["digest"]) == known["before"]
        done = groundup.run("points", "--host", "app1", "--host", "db1", "-o", "json")
        assert done.returncode == 19, done.stderr
        answer = json.loads(done.stdout)
        lineages = {(each["repository"], each["host"]): each for each in answer["lineages"]}
        restic, borg = lineages["shop", "app1"], lineages["uploads", "app1"]
        states = {point["id"]: point["state"] for point in restic["points"]}
        assert known["unreadable"] not in states and states[known["broken"]] == "broken", states
        assert [state.endswith(" bad") for state in states.values()] == [False] * 3 + [True] * 2, states
        assert [point["state"].endswith(" bad") for point in borg["points"]] == [False, True, True], borg["points"]
        before = next(offer for offer in borg["offers"] if offer["question"] == "before-compromise")
        assert before["point"] == borg["points"][0]["id"], before
        brought = {path for part in borg["composite"]["older"] for path in part["paths"]}
        assert brought <= set(known["uploads"].originals) and len(brought) >= 0.8 * len(known["uploads"].originals), brought
        archives = groundup.json("points", "--repository", "domain", code=19)["lineages"][0]["points"]
        assert [(point["id"] == known["after"], point["state"]) for point in archives] == [
            (False, "clean"), (False, "clean"), (True, "broken")], archives
        windows = lineages["cluster", "db1"]["windows"]
        assert len(windows) == 1 and known["segment"] in windows[0]["end"], windows
        assert windows[0]["earliest"] < known["moment"] <= windows[0]["latest"], (windows, known["moment"])
        assert "members" in answer["set"] or "none" in answer["set"], answer["set"]

    def domain_of(digest):
        """The archive that a plan takes the domain from."""
        points = {point["dataset"]: point for point in groundup.json("show", digest)["restorePoints"]}
        assert points[DOMAIN]["repository"] == "domain", points[DOMAIN]
        return points[DOMAIN]["point"]

    def a_moment_that_cannot_be_had_is_refused():
        late = (when(known["moment"]) + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        refused = groundup.ok("plan", "--lost", "db1", "--at", late, code=13)
        assert known["segment"] in refused.stderr, refused.stderr
        early = groundup.ok("plan", "--lost", "db1", "--at", "2020-01-01T00:00:00Z", code=13)
        assert "db1:/var/lib/postgresql" in early.stderr, early.stderr

    def the_lab_is_restored_from_them():
        wishes = ["--lost", "db1", "--lost", "app1", "--lost", "dc1", "--at", known["moment"], "--composite", f"app1:{UPLOADS}"]
        lab("destroy", "db1", "app1", "dc1")
        digest = groundup.approved(*wishes)
        plan = groundup.json("show", digest)
        chosen = {(point["dataset"], point["repository"]): point for point in plan["restorePoints"]}
        cluster = chosen["db1:/var/lib/postgresql", "cluster"]
        assert cluster["moment"] == cluster["dataFrom"] == int(when(known["moment"]).timestamp()), cluster
        assert (f"app1:{UPLOADS}", "uploads") in chosen, chosen.keys()
        assert domain_of(digest) == known["before"]
        steps = {step["id"] for step in plan["steps"]}
        assert "restore-data/db1/postgresql" not in steps and f"leave-out-1/app1:{UPLOADS}" in steps, steps
        done = groundup.run("restore", digest)
        assert done.returncode in (0, 2, 3), groundup.run("report").stdout[-4000:] + done.stderr[-2000:]

    def what_came_back_is_good():
        assert orders() == known["orders"], (orders(), known["orders"])
        lines = on("app1", f"cd {UPLOADS} && sha256sum *").splitlines()
        found = {f"{UPLOADS}/{line.split(None, 1)[1]}": line.split()[0] for line in lines}
        good = known["uploads"].good()
        wrong = {path for path in good if found.get(path) not in (None, good[path])}
        missing = set(good) - set(found)
        # The service itself keeps a log there.
        strange = set(found) - set(good) - {f"{UPLOADS}/index.log"}
        assert not wrong, wrong
        # What no detector tells from good data comes back encrypted; it is few, and was told apart by nobody.
        assert len(strange) <= 0.2 * len(known["uploads"].locked) and strange <= known["uploads"].locked, strange
        assert len(missing) <= 0.2 * len(known["uploads"].locked), missing
        people = on("dc1", "samba-tool user list").split()
        assert "dora" in people and "emil" not in people, people
        lab("traffic", "--seconds", "1")

    def the_estate_is_protected_again():
        # restic looks for the snapshot that it goes on from, and stops at one that it cannot read.
        on("vault1", "find /srv/restic/shop/snapshots -size -200c -type f -delete")
        on("db1", "sed -i '/^archive_mode/d' /var/lib/postgresql/15/main/postgresql.auto.conf && "
                  "systemctl restart postgresql@15-main.service")
        on("vault1", f"{PGBACKREST} --type=full backup")
        lab("backup", "app1", "db1")
        on("app1", "systemctl start borg-backup.service")
        on("dc1", "systemctl start domain-archive.service")
        lab("traffic", "--seconds", "1")
        archived()
        groundup.ok("discover")
        report = coverage("after.html")
        cluster = subject(report, "db1:/var/lib/postgresql")
        assert (cluster["coverage"], cluster["repository"]) == ("covered", "cluster"), cluster
        assert subject(report, f"app1:{UPLOADS}")["coverage"] == "covered"
        domain = subject(report, DOMAIN)
        newest = on("vault1", f"ls {ARCHIVES}").split()[-1]
        assert newest > known["after"] and (domain["coverage"], domain["restorePoint"]) == ("covered", newest), domain

    for check in (
            four_engines_are_set_up, continuous_backups_count_as_coverage, backups_are_damaged, all_of_it_is_found,
            the_right_points_are_chosen, a_moment_that_cannot_be_had_is_refused, the_lab_is_restored_from_them,
            what_came_back_is_good, the_estate_is_protected_again):
        if not checks.run(check):
            break


def when(text):
    """A moment as tools print it, with as many digits of a second as they like."""
    return datetime.datetime.fromisoformat(re.sub(r"\.\d+", "", text.replace("Z", "+00:00")))


# The packs of restic, the largest first.
PACKS = "find /srv/restic/shop/data -type f -printf '%s %p\\n' | sort -rn | cut -d' ' -f2"
