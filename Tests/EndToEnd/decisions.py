"""What people decide, on real hosts: data back in place, a host elsewhere, a hold, an attack, a person locked out."""

import importlib.util
import subprocess
import time

from harness import ROOT

LIMIT = 900


def run(checks, lab, groundup):
    approved, on = groundup.approved, lab.on

    def body(recipe, step):
        spec = importlib.util.spec_from_file_location("bodies", ROOT / "Recipes/Tests/bodies.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.body(recipe, step)

    # What was discovered last before anything is changed.
    home = groundup.json("estate", "list")[0]["digest"]

    def a_mistake_is_undone_in_place():
        before = lab.fingerprint()
        on("db1", "runuser -u postgres -- psql -q -d orders -c 'truncate ledger cascade'")
        on("web1", "rm /srv/www/index.html")
        assert lab.fingerprint() != before
        digest = approved("db1/postgresql", "web1:/srv/www", "--incident", "human-error")
        steps = {step["id"] for step in groundup.json("show", digest)["steps"]}
        assert not any(step.startswith(("provision/", "install/")) for step in steps), steps
        groundup.ok("restore", digest)
        after = lab.fingerprint()
        assert after == before, {key for key in before if before[key] != after.get(key)}
        assert "ledger" not in on("db1", "ls /var/lib/") and "postgresql.before-" in on("db1", "ls /var/lib/")
        on("db1", "rm -rf /var/lib/postgresql.before-* /var/backups/postgresql.before-*")
        on("web1", "rm -rf /srv/www.before-*")

    def a_difference_between_plans_is_told():
        old = approved("--lost", "web1")
        new = groundup.json("plan", "--lost", "web1", "--hold", "web1/nginx=ask first")["digest"]
        difference = groundup.json("plan", "--diff", old[:12], new[:12])
        assert difference["voidedApprovals"] == ["approver@shop.example"], difference
        changed = {(change["subject"], change["name"]) for change in difference["changes"]}
        assert {("hold", "hold/web1/nginx"), ("step", "hold/web1/nginx"), ("step", "start/web1/nginx")} <= changed, changed

    def a_host_comes_back_elsewhere_once_a_person_agrees():
        lab("destroy", "db1", "ns1")
        digest = approved(
            "--lost", "db1", "--lost", "ns1", "--estate", home, "--map", "db1:address=10.77.0.14/24",
            "--hold", "db1/postgresql=the ledger is checked first")
        references = groundup.json("show", digest)["references"]
        assert references and all(reference["old"] == "10.77.0.4" for reference in references), references
        process = groundup.start("restore", digest)
        end = time.monotonic() + LIMIT
        while groundup.run("release", "hold/db1/postgresql", "--as", "alice", "--because", "checked").returncode != 0:
            assert time.monotonic() < end and process.poll() is None, groundup.run("report").stdout[-3000:]
            time.sleep(1)
        # 3: the configuration that names the new address differs from the original, as it has to.
        assert process.wait(timeout=LIMIT) in (0, 3), groundup.run("report").stdout[-3000:]
        report = groundup.json("report")
        states = {step["step"]: step["state"] for step in report["steps"]}
        assert states["verify/shop"] == "succeeded" and states["adapt/ns1/bind9"] == "succeeded", states
        answer = on("app1", "getent hosts db1.shop.example")
        assert answer.startswith("10.77.0.14 "), answer
        changed = {difference["name"] for difference in report["comparison"]["differences"]
                   if difference["subject"] not in ("configuration", "dependency")}
        assert changed <= {"ns1:/var/lib/bind /var/lib/bind/shop.example.zone"}, report["comparison"]

    def and_home_again():
        lab("destroy", "db1", "ns1")
        groundup.ok("restore", approved("--lost", "db1", "--lost", "ns1", "--estate", home))
        assert on("app1", "getent hosts db1.shop.example").startswith("10.77.0.4 ")

    def after_an_attack_older_points_and_new_keys():
        early = groundup.run("plan", "--lost", "dc1", "--incident", "attack", "--before", "2001-01-01T00:00:00Z")
        assert early.returncode == 0 and "2001" not in early.stdout, early.stderr
        assert "no restore point" in groundup.ok("show").stdout.lower(), groundup.ok("show").stdout[-2000:]
        key = on("dc1", "cat /etc/ssh/ssh_host_ed25519_key.pub")
        version = krbtgt()
        before = lab.fingerprint()
        lab("destroy", "dc1")
        digest = approved("--lost", "dc1", "--estate", home, "--incident", "attack", "--before", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
        gaps = {gap["subject"] for gap in groundup.json("show", digest)["gaps"]}
        assert {"isolation", "credentials"} <= gaps, gaps
        done = groundup.run("restore", digest)
        assert done.returncode in (0, 3), done.stdout[-3000:]
        assert on("dc1", "cat /etc/ssh/ssh_host_ed25519_key.pub") != key, "the intruder may know the old key"
        assert krbtgt() >= version + 2, "the key of krbtgt has to be renewed twice"
        after = lab.fingerprint()
        assert after == before, {key for key in before if before[key] != after.get(key)}

    def krbtgt():
        shown = on("dc1", "ldbsearch -H /var/lib/samba/private/sam.ldb '(sAMAccountName=krbtgt)' msDS-KeyVersionNumber 2>/dev/null")
        return int(next(line.split()[1] for line in shown.splitlines() if line.startswith("msDS-KeyVersionNumber")))

    def a_bootstrap_is_leaned_on_and_taken_away():
        hosts = "10.77.0.3 dc1.corp.example dc1\\n10.77.0.2 ns1.shop.example ns1"
        environment = f"GU_HOST=dc1 GU_SERVICE=samba-ad-dc GU_BOOTSTRAP_HOSTS=\"$(printf '{hosts}')\""
        files = "cat /etc/hosts /etc/resolv.conf"
        before = on("dc1", files)

        def apply(step):
            subprocess.run(
                [ROOT / "Lab/lab", "--name", lab.name, "ssh", "dc1", "--", f"{environment} sh -s"], check=True,
                input=body("samba-ad-dc", step), text=True, stdout=subprocess.PIPE)

        on("ns1", "systemctl stop named")
        try:
            apply("bootstrap-apply")
            apply("bootstrap-apply")
            assert "10.77.0.2" in on("dc1", "getent hosts ns1.shop.example"), "static names stand in for the resolver"
            on("dc1", "systemctl restart samba-ad-dc")
        finally:
            on("ns1", "systemctl start named")
        apply("bootstrap-remove")
        apply("bootstrap-remove")
        assert on("dc1", files) == before

    def a_person_who_did_harm_is_locked_out():
        lab("destroy", "dc1")
        digest = approved("--lost", "dc1", "--estate", home, "--incident", "malfeasance", "--person", "bob")
        done = groundup.run("restore", digest)
        assert done.returncode in (0, 3), done.stdout[-3000:]
        shown = on("dc1", "samba-tool user show bob --attributes=userAccountControl")
        control = int(next(line.split()[1] for line in shown.splitlines() if line.startswith("userAccountControl")))
        assert control & 2, shown
        on("dc1", "samba-tool user enable bob")
        groundup.ok("discover", "--fingerprint")

    for check in (
            a_mistake_is_undone_in_place, a_difference_between_plans_is_told,
            a_host_comes_back_elsewhere_once_a_person_agrees, and_home_again, after_an_attack_older_points_and_new_keys,
            a_bootstrap_is_leaned_on_and_taken_away, a_person_who_did_harm_is_locked_out):
        checks.run(check)
