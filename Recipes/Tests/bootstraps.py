#!/usr/bin/python3
"""Rebuilds two real circles by their recipes: neither starts by itself, both do by their bootstraps, which are taken away.

A hypervisor manager (hv1, Ganeti) looks names up with a guest that it starts (dns1, BIND). A secret store (kms1, Barbican)
keeps its secrets in a database (db1, PostgreSQL) whose key wants a passphrase from that store. All four are lost at once.

Usage: bootstraps.py [--name NAME] [--kills N] [--keep] [--groundup PROGRAM]. Needs root; a lab of that name (default
`circles`) of its own. With the program, it also has to discover both circles and name these bootstraps.
The guest is a machine of its own, which is switched on when the manager says that it runs, and not before. Exit status 1
when something starts that must not, or does not start that must, or is different afterwards.
"""
import argparse
import json
import pathlib
import secrets
import sys
import time

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Lab"), str(pathlib.Path(__file__).parent)]

from bodies import body  # noqa: E402
from groundup_lab import cache, inventory  # noqa: E402
from groundup_lab.processes import in_parallel, run, say, wait_until  # noqa: E402
from trial_machines import Machines  # noqa: E402
from trials import run_step  # noqa: E402

CIRCLES = pathlib.Path(__file__).parent / "circles"
DOMAIN, RESOLVER = "virt.example", "10.77.0.13"
HOSTS = {name: inventory.Host(name, f"{name}.{DOMAIN}", f"10.77.0.{number}", None, ())
         for name, number in (("hv1", 12), ("dns1", 13), ("db1", 14), ("kms1", 15))}
PACKAGES = {"hv1": ["ganeti", "ganeti-os-noop"], "dns1": ["bind9"], "db1": ["postgresql-15"],
            "kms1": ["barbican-api", "python3-psycopg2", "uwsgi-plugin-python3"]}
# Host: recipe, unit, listeners, data, dumps, what comes back from the backup.
SERVICES = {
    "hv1": ("ganeti", "ganeti.service", "tcp 0.0.0.0 1811", "/var/lib/ganeti", "", "/var/lib/ganeti"),
    "dns1": ("bind9", "named.service", f"udp {RESOLVER} 53", "/var/lib/bind", "", "/var/lib/bind"),
    "db1": ("postgresql", "postgresql@15-main.service", "tcp 0.0.0.0 5432", "/var/lib/postgresql",
            "/var/backups/postgresql", "/var/backups/postgresql"),
    "kms1": ("barbican", "barbican-api.service", "tcp 0.0.0.0 9311", "/var/lib/barbican",
             "/var/backups/barbican", "/var/backups/barbican"),
}


class Trial(Machines):
    """One estate with its circles, and what was found wrong with it."""

    def __init__(self, name, kills, groundup):
        super().__init__(name, HOSTS, PACKAGES, DOMAIN, RESOLVER)
        self.kills, self.groundup, self.failures = kills, groundup, []

    # The estate before its loss

    def set_up(self):
        """Makes all four hosts, each by its script, in the order in which people would have made them."""
        for host in HOSTS.values():
            self.lay(host)
        in_parallel(self.boot, HOSTS.values())
        for name in HOSTS:
            self.ssh(name, "mkdir -m 700 /run/circle")
        password, passphrase = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        for name in ("db1", "kms1"):
            self.ssh(name, "umask 077; cat > /run/circle/password", password + "\n")
        for file in ("dns1.zone", "reverse.zone"):
            self.ssh("dns1", f"cat > /run/circle/{file}", (CIRCLES / file).read_text())
        for name in ("dns1", "hv1", "db1", "kms1"):
            say(f"circles: setting up {name}")
            self.ssh(name, "sh -s", (CIRCLES / f"{name}.sh").read_text())
        self.ssh("kms1", "cat > /run/circle/keep-secret.py", (CIRCLES / "keep-secret.py").read_text())
        for secret in ("other-1", "other-2"):
            self.ssh("kms1", f"python3 /run/circle/keep-secret.py {secret}", secrets.token_urlsafe(24))
        where = self.ssh("kms1", "python3 /run/circle/keep-secret.py db1-key", passphrase).strip()
        self.ssh("db1", "umask 077; cat > /run/circle/passphrase", passphrase + "\n")
        self.ssh("db1", f"sh -s -- {where}", (CIRCLES / "lock-database.sh").read_text())
        self.circle_is_closed()
        self.ssh("db1", "sh -s", (CIRCLES / "dump-database.sh").read_text())
        self.ssh("kms1", "python3 -", (CIRCLES / "copy-storage.py").read_text())
        # Under way when the copy is made, and not to be carried out a second time.
        self.ssh("hv1", "gnt-debug delay --submit 900")

    def discover(self):
        """What the program sees of both circles; that dns1 is a guest of hv1, a person has to say."""
        folder = self.lab.state / "groundup"
        folder.mkdir()

        def ask(*words):
            return run(self.groundup, *words, "--config", folder / "groundup.yaml", "--state", folder / "state")
        (folder / "groundup.yaml").write_text(
            run(self.groundup, "init", "--estate", "virt", "--ssh-config", self.lab.ssh_config))
        ask("discover")
        found = [(bootstrap["asset"], bootstrap["name"], bootstrap["without"])
                 for circle in json.loads(ask("graph", "-o", "json"))["circularNeeds"] for bootstrap in circle["bootstraps"]]
        expected = [("kms1/barbican", "copy-of-its-storage", ["db1/postgresql"])]
        self.expect(found == expected, f"discovered bootstraps: expected {expected}, found {found}")
        told = ask("what-if", "--add", "dns1,runs-on,hv1/ganeti")
        self.expect("bootstrap 'names-of-its-own'" in told and "hv1/ganeti starts without dns1/bind9" in told,
                    f"the circle of the guest is not broken by the manager's bootstrap: {told}")

    # The loss and the way back

    def lose(self):
        for host in HOSTS.values():
            self.lay(host)

    def stand_up(self, host):
        """A new machine with its configuration and data back, on which no service runs."""
        self.rebuild(host, SERVICES[host.name][1])

    def step(self, host, name, fails=False, kills=None):
        """Runs a body; `fails` says that it has to. Returns what it said."""
        recipe, unit, listeners, data, dumps, _ = SERVICES[host]
        about = HOSTS[host]
        environment = {"GU_HOST": host, "GU_FULL_NAME": about.fqdn, "GU_ADDRESS": about.address, "GU_SERVICE": recipe,
                       "GU_UNIT": unit, "GU_PACKAGE": "", "GU_LISTENERS": listeners, "GU_DATA_PATHS": data,
                       "GU_DUMP_PATHS": dumps, "GU_RUN": "test"}
        if name.startswith("bootstrap-"):
            circle = {"hv1": ("dns1", "hv1"), "kms1": ("db1", "kms1")}[host]
            environment["GU_BOOTSTRAP_HOSTS"] = "\n".join(
                f"{HOSTS[other].address} {HOSTS[other].fqdn} {other}" for other in circle)
        kills = 0 if fails else self.kills if kills is None else kills
        status, said, seconds = run_step(self.lab, host, body(recipe, name), environment, kills)
        print(f"{host:5} {recipe}/{name}: exit status {status} in {seconds:.1f} s after {kills} kills"
              + (", as it has to" if fails and status else ""), flush=True)
        self.expect((status != 0) == fails, f"{host} {name}: exit status {status}\n{said}")
        return said

    def expect(self, holds, what):
        if not holds:
            print(f"WRONG: {what}", flush=True)
            self.failures.append(what)

    def guest_runs(self):
        """Whether the manager says that dns1 runs."""
        return self.ssh("hv1", "test -e /run/ganeti/fake-hypervisor/dns1.virt.example", check=False).returncode == 0

    def nothing_starts_by_itself(self):
        said = self.step("hv1", "start", fails=True)
        self.expect("hv1.virt.example" in said, f"hv1 does not say which name it misses: {said}")
        # Ganeti itself reports success, and none of what decides runs.
        active = self.ssh("hv1", "systemctl restart ganeti; sleep 1; /usr/lib/ganeti/daemon-util check ganeti-luxid",
                          check=False).returncode
        self.expect(active != 0, "hv1: luxid runs although nobody answers its name")
        self.step("hv1", "verify", fails=True)
        self.expect(not self.guest_runs(), "hv1: the guest runs already")
        self.step("kms1", "start", fails=True)
        # The unit of the store is active, and nobody answers.
        self.ssh("kms1", "systemctl restart barbican-api")
        answer = self.ssh("kms1", "curl -s -m 20 -o /dev/null -w '%{http_code}' http://127.0.0.1:9311/", check=False)
        self.expect(answer.stdout.strip() in ("", "000", "500"), f"kms1 serves without its storage: {answer.stdout}")
        self.step("kms1", "verify", fails=True)
        self.ssh("hv1", "systemctl stop ganeti")
        self.ssh("kms1", "systemctl stop barbican-api")

    def names_come_back(self):
        self.step("hv1", "bootstrap-apply")
        self.step("hv1", "start")
        self.step("hv1", "verify")
        under_way = self.ssh("hv1", "gnt-job list --no-headers --output=status").split()
        aside = self.ssh("hv1", "ls /var/lib/ganeti/queue.before-restore 2>/dev/null || true").split()
        self.expect(set(under_way) <= {"success"} and len(aside) == 1, f"hv1: jobs {under_way}, set aside {aside}")
        self.expect(self.guest_runs(), "hv1: its guest is not started although the bootstrap waits for it")
        self.step("hv1", "verify-full", fails=True)
        # The manager has switched it on.
        self.stand_up(HOSTS["dns1"])
        self.step("dns1", "start")
        self.step("dns1", "verify")
        self.step("hv1", "bootstrap-remove")
        self.expect("groundup" not in self.ssh("hv1", "cat /etc/hosts"), "hv1: something is left in /etc/hosts")
        self.step("hv1", "verify-full")
        self.step("hv1", "verify", kills=0)

    def secrets_come_back(self):
        self.step("db1", "restore-data")
        self.step("db1", "start", fails=True)
        self.step("kms1", "restore-data")
        self.step("kms1", "start", fails=True)
        self.step("kms1", "bootstrap-apply")
        self.step("kms1", "start")
        self.step("kms1", "verify")
        self.step("kms1", "verify-full", fails=True)
        self.expect(self.writing_is_refused(), "kms1: it takes a secret while it runs on the copy")
        # Before the database is there, the copy stays.
        self.step("kms1", "bootstrap-remove", fails=True)
        self.step("kms1", "verify", kills=0)
        self.step("db1", "start")
        self.step("db1", "verify")
        self.step("kms1", "bootstrap-remove")
        left = self.ssh("kms1", "ls -d /etc/barbican/barbican.conf.d /var/lib/barbican/groundup* 2>/dev/null || true")
        self.expect(left == "", f"kms1: something is left of the bootstrap: {left}")
        self.step("kms1", "verify-full")
        self.step("kms1", "verify", kills=0)
        self.circle_is_closed()

    def circle_is_closed(self):
        """Each works with the other: the key of the database opens with the passphrase that the store keeps in it."""
        self.ssh("db1", "systemctl reload postgresql@15-main")
        asked = "timeout 20 openssl s_client -connect 127.0.0.1:5432 -starttls postgres </dev/null 2>/dev/null"

        def answers():
            return "subject=CN = db1.virt.example" in self.ssh("db1", asked, check=False).stdout
        wait_until(answers, 20, "db1: TLS with its own key")

    def a_storage_of_its_own_is_loaded(self, expected):
        """The copy is also what a store is restored from that keeps its secrets in a file beside it."""
        part = "/etc/barbican/barbican.conf.d/own.conf"
        self.ssh("kms1", f"mkdir -p {part.rpartition('/')[0]}; cat > {part}",
                 "[DEFAULT]\nsql_connection = sqlite:////var/lib/barbican/own.sqlite\n")
        self.step("kms1", "restore-data")
        self.step("kms1", "start")
        self.step("kms1", "verify", kills=0)
        self.step("kms1", "verify-full", kills=0)
        found = self.fingerprints()["kms1"]
        self.expect(found == expected, f"kms1 on its own file: expected {expected}, found {found}")

    def writing_is_refused(self):
        asked = ("curl -s -o /dev/null -w '%{http_code}' -H 'X-Project-Id: virt' -H 'Content-Type: application/json' "
                 "-d '{\"name\":\"x\",\"payload\":\"x\",\"payload_content_type\":\"text/plain\"}' "
                 "http://127.0.0.1:9311/v1/secrets")
        return self.ssh("kms1", asked).strip() not in ("200", "201")

    def fingerprints(self):
        return {name: run_step(self.lab, name, body(SERVICES[name][0], "fingerprint"), {})[:2]
                for name in ("hv1", "db1", "kms1")}

    def run(self):
        self.prepare()
        self.set_up()
        before = self.fingerprints()
        for name, (status, said) in before.items():
            self.expect(status == 0 and said.count("\t") >= 1, f"{name}: no fingerprint: {said}")
        in_parallel(lambda host: self.back_up(host, [SERVICES[host.name][5]]), HOSTS.values())
        if self.groundup:
            self.discover()
        self.lose()
        begun = time.monotonic()
        in_parallel(self.stand_up, [HOSTS[name] for name in ("hv1", "db1", "kms1")])
        self.nothing_starts_by_itself()
        self.names_come_back()
        self.secrets_come_back()
        for name, found in self.fingerprints().items():
            self.expect(found == before[name], f"{name}: expected {before[name]}, found {found}")
        print(f"rebuilt in {time.monotonic() - begun:.0f} s")
        self.a_storage_of_its_own_is_loaded(before["kms1"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--name", default="circles")
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="leave the lab")
    parser.add_argument("--groundup", metavar="PROGRAM", help="has to discover the circles")
    options = parser.parse_args()
    trial = Trial(options.name, options.kills, options.groundup)
    with cache.locked(inventory.STATE / f".{options.name}.lock"):
        try:
            trial.run()
        finally:
            if not options.keep:
                trial.clean()
    print("both circles were broken and closed again" if not trial.failures else f"{len(trial.failures)} WRONG")
    return 1 if trial.failures else 0


if __name__ == "__main__":
    sys.exit(main())
