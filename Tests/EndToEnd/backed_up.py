"""The backup plan of the lab: what it says, what it writes, what hosts do instead, and running it for real."""

import json
import pathlib
import re
import signal
import subprocess
import time

from harness import require_no_secret

def run(checks, lab, groundup):
    folder = groundup.folder / "backups"

    def plan(*arguments):
        done = groundup.run("backup", "plan", "-o", "json", *arguments)
        assert done.returncode in (0, 2), (done.returncode, done.stderr)
        return json.loads(done.stdout)

    def points(name):
        return {point["id"] for point in groundup.json("repository", "show", name)["points"]}

    def the_plan_holds_what_coverage_asks_for():
        made = plan("--application", "shop")
        jobs = {job["host"]: job for job in made["jobs"]}
        assert set(jobs) >= {"app1", "db1", "dc1", "ns1", "web1"}, sorted(jobs)
        assert "vault1" not in jobs or jobs["vault1"]["repository"] == "none", "the vault would back itself up"
        assert jobs["db1"]["dumps"][0]["recipe"] == "postgresql" and jobs["db1"]["repository"] == "shop", jobs["db1"]
        assert "/var/backups/postgresql" in jobs["db1"]["paths"], jobs["db1"]
        assert not any(path.startswith("/var/lib/postgresql") for path in jobs["db1"]["paths"]), jobs["db1"]
        assert jobs["dc1"]["dumps"][0]["recipe"] == "samba-ad-dc", jobs["dc1"]
        assert "/srv/uploads" in jobs["app1"]["paths"], jobs["app1"]
        groups = [job["group"] for job in made["jobs"]]
        assert set(groups) == {"shop"}, groups
        # What lies on the machine of both repositories cannot be backed up into them, and that is said.
        everything = plan()
        assert "/srv/keys" in next(job for job in everything["jobs"] if job["host"] == "app1")["paths"], everything["jobs"]
        left = {subject["asset"]: subject for subject in everything["uncovered"]}
        assert any(asset.startswith("vault1") for asset in left), left

    def it_is_written_for_the_tools_twice_the_same():
        for place in (folder, groundup.folder / "again"):
            done = groundup.run("backup", "plan", "--write", str(place))
            assert done.returncode in (0, 2), done.stderr
        different = subprocess.run(["diff", "-r", folder, groundup.folder / "again"], capture_output=True, text=True)
        assert different.returncode == 0, different.stdout
        units = sorted((folder / "db1/systemd").iterdir())
        assert [unit.suffix for unit in units] == [".service", ".timer"], units
        verified = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
        assert verified.returncode == 0 and "groundup" not in verified.stderr, verified.stderr
        require_no_secret(lab, folder)

    def hosts_do_otherwise_and_it_is_said():
        difference = json.loads(groundup.ok("backup", "plan", "--diff", "-o", "json", code=3).stdout)
        items = {item["host"]: item for item in difference["items"]}
        assert items["db1"]["state"] == "different" and items["db1"]["definedIn"], items["db1"]
        assert any("runs at" in detail or "not compared" in detail for detail in items["db1"]["details"]), items["db1"]
        assert not difference["unread"], difference

    def one_host_is_installed_as_written():
        """db1 gets the files as a person would put them there; then it does what the plan says, and its unit works."""
        password = next(iter(pathlib.Path(lab.path("escrow")).glob("restic-password"))).read_bytes()
        send(lab, folder / "db1/groundup-backup", "/etc/groundup-backup")
        send(lab, folder / "db1/systemd", "/etc/systemd/system")
        subprocess.run(
            ["ssh", "-F", lab.path("ssh_config"), "db1", "umask 077; cat > /etc/groundup-backup/shop.password"],
            input=password, check=True)
        lab.on("db1", "systemctl daemon-reload; systemctl disable -q --now restic-backup.timer; "
               "systemctl mask -q --runtime restic-backup.service 2>/dev/null; "
               "mv /etc/systemd/system/restic-backup.service /root/; systemctl daemon-reload; "
               "systemctl enable -q --now groundup-backup-shop.timer")
        before = points("shop")
        lab.on("db1", "systemctl start groundup-backup-shop.service || { journalctl -n 20 -o cat -u groundup-backup-shop.service; exit 1; }")
        assert len(points("shop") - before) == 1
        difference = json.loads(groundup.run("backup", "plan", "--diff", "-o", "json").stdout)
        item = next(item for item in difference["items"] if item["host"] == "db1")
        assert item["state"] == "same", item
        lab.on("db1", "systemctl disable -q --now groundup-backup-shop.timer; rm -rf /etc/groundup-backup "
               "/etc/systemd/system/groundup-backup-shop.*; mv /root/restic-backup.service /etc/systemd/system/; "
               "systemctl unmask -q --runtime restic-backup.service 2>/dev/null; systemctl daemon-reload; "
               "systemctl enable -q --now restic-backup.timer")

    def the_plan_is_run_and_every_backup_is_proven():
        before = points("shop") | points("infrastructure")
        report = groundup.json("backup", "run", "--application", "shop")
        states = {result["step"]: result["state"] for result in report["results"]}
        assert set(states.values()) == {"done"}, report["results"]
        assert {"dump/db1/postgresql", "dump/dc1/samba-ad-dc", "back-up/db1/shop", "back-up/app1/shop"} <= set(states), states
        new = points("shop") | points("infrastructure")
        made = {result["restorePoint"] for result in report["results"] if "restorePoint" in result}
        assert made == new - before and before <= new, (made, new - before)
        # The dump was made for it, not found there.
        assert int(lab.on("db1", "echo $(($(date +%s) - $(stat -c %Y /var/backups/postgresql/orders.dump)))")) < 120
        lab.on("db1", "runuser -u postgres -- pg_restore --list /var/backups/postgresql/orders.dump | grep -q ledger")
        shown = subprocess.run(
            [groundup.program, "audit", "show", "--state", str(groundup.state), "-o", "json"], check=True,
            capture_output=True, text=True)
        kept = [record for record in json.loads(shown.stdout) if record["kind"] == "backup"]
        assert made <= set(re.findall(r"[0-9a-f]{64}", json.dumps(kept))), kept[:3]

    def what_was_backed_up_is_covered():
        report = json.loads(groundup.run("coverage", "-o", "json").stdout)
        shop = next(application for application in report["applications"] if application["name"] == "shop")
        assert shop["coverage"] == "covered", shop

    def a_failed_dump_and_a_lacking_path_are_told():
        lab.on("db1", "systemctl stop postgresql@15-main.service")
        done = groundup.run("backup", "run", "--host", "db1", "-o", "json")
        lab.on("db1", "systemctl start postgresql@15-main.service")
        states = {result["step"]: result for result in json.loads(done.stdout)["results"]}
        assert done.returncode == 21 and states["dump/db1/postgresql"]["state"] == "failed", (done.returncode, states)
        assert states["back-up/db1/shop"]["state"] == "partial", states["back-up/db1/shop"]
        lab.on("app1", "mv /srv/uploads /srv/uploads.away")
        done = groundup.run("backup", "run", "--host", "app1", "-o", "json")
        lab.on("app1", "mv /srv/uploads.away /srv/uploads")
        result = json.loads(done.stdout)["results"][0]
        assert done.returncode == 21 and "/srv/uploads" in result["detail"], result

    def two_at_once_do_not_mix_and_a_killed_one_is_run_again():
        # Which of two comes first is up to the machine; the other one has to be told so.
        for _ in range(5):
            first = groundup.start("backup", "run", "--host", "dc1", "--host", "ns1")
            time.sleep(1)
            second = groundup.run("backup", "run", "--host", "ns1")
            if second.returncode == 15:
                break
            first.wait()
        assert second.returncode == 15 and "repository infrastructure" in second.stderr, (second.returncode, second.stderr)
        first.send_signal(signal.SIGKILL)
        first.wait()
        groundup.ok("backup", "run", "--host", "ns1", "--host", "dc1")

    for check in (
            the_plan_holds_what_coverage_asks_for, it_is_written_for_the_tools_twice_the_same,
            hosts_do_otherwise_and_it_is_said, one_host_is_installed_as_written,
            the_plan_is_run_and_every_backup_is_proven, what_was_backed_up_is_covered,
            a_failed_dump_and_a_lacking_path_are_told, two_at_once_do_not_mix_and_a_killed_one_is_run_again):
        checks.run(check)


def send(lab, folder, place):
    """Copies what lies in a folder to db1, for root alone."""
    packed = subprocess.run(["tar", "-C", folder, "-c", "."], check=True, stdout=subprocess.PIPE).stdout
    command = f"mkdir -p {place} && tar -C {place} -x --no-same-owner"
    subprocess.run(["ssh", "-F", lab.path("ssh_config"), "db1", command], input=packed, check=True)
