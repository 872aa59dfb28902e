"""How people decide: incidents, approvals of two roles, what does not count, a preflight that fails, and the start."""

import contextlib
import json
import pathlib
import sqlite3
import subprocess
import time

from harness import HOSTS

OPERATOR, SECURITY = "operator@shop.example", "security@shop.example"


def run(checks, lab, groundup):
    config = groundup.folder / "approvals.yaml"
    escrow = pathlib.Path(lab.path("escrow")) / "restic-password"
    known = {}

    def ok(*arguments, code=0):
        return groundup.ok(*arguments, code=code, config=config)

    def read(*arguments, code=0):
        return groundup.json(*arguments, code=code, config=config)

    def key(name):
        return str(groundup.folder / name.split("@")[0])

    def signed(name, *arguments, code=0):
        return ok(*arguments, "--key", key(name), "--as", name, code=code)

    def opened(kind, name, *arguments):
        return ok("incident", "open", kind, "--because", "a page is gone", "--as", name, *arguments).stdout.strip()

    def two_people_with_different_roles_are_named():
        for name in (OPERATOR, SECURITY):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key(name)], check=True)
        text = subprocess.run(
            [groundup.program, "init", "--ssh-config", lab.path("ssh_config"), "--estate", "shop", *HOSTS],
            check=True, stdout=subprocess.PIPE, text=True).stdout
        roles = [f"--approver={name.split('@')[0]}={key(name)}.pub" for name in (OPERATOR, SECURITY)]
        config.write_text(text + lab("configuration", *roles))

    def an_incident_is_opened_and_planned_under():
        known["before"] = lab.fingerprint()
        lab("ssh", "web1", "--", "rm /srv/www/index.html")
        known["incident"] = opened("human-error", "carol", "--scope", "web1:/srv/www", "--evidence", "T-1", "T-2")
        shown = read("incident", "show", known["incident"])
        assert shown["openedBy"] == "carol" and shown["evidence"] == ["T-1", "T-2"], shown
        assert known["incident"] in [incident["id"] for incident in read("incident", "list")]
        plan = read("plan", "--under", known["incident"])
        known["plan"] = plan["digest"]
        assert plan["plan"]["incident"]["record"] == known["incident"] and plan["plan"]["requestedBy"] == "carol", plan["plan"]
        assert plan["plan"]["scope"] == ["web1:/srv/www"], plan["plan"]["scope"]

    def who_asks_may_not_approve():
        digest = read("plan", "--under", opened("human-error", OPERATOR, "--scope", "web1:/srv/www"))["digest"]
        assert "may not approve" in signed(OPERATOR, "approve", digest, code=12).stderr

    def one_of_two_roles_is_not_enough():
        signed(OPERATOR, "approve", known["plan"])
        state = read("approvals", known["plan"], code=12)
        missing = [requirement for requirement in state["requirements"] if not requirement["approvedBy"]]
        assert [(need["role"], need["candidates"]) for need in missing] == [("security", [SECURITY])], state
        ok("restore", known["plan"], code=12)

    def a_rejection_blocks_until_it_is_withdrawn():
        signed(SECURITY, "approve", known["plan"])
        signed(SECURITY, "reject", known["plan"], "--because", "not yet")
        assert "not yet" in ok("restore", known["plan"], code=12).stderr
        signed(SECURITY, "approve", known["plan"], "--withdraw", "--because", "checked")
        assert read("approvals", known["plan"], code=12)["rejections"] == []

    def an_approval_ends():
        signed(SECURITY, "approve", known["plan"], "--valid", "1s")
        end = time.monotonic() + 20
        while "ended" not in (shown := groundup.run("approvals", known["plan"], config=config).stdout):
            assert time.monotonic() < end, shown
            time.sleep(0.2)
        ok("restore", known["plan"], code=12)

    def a_statement_is_signed_on_another_machine():
        done = ok("approve", known["plan"], "--print", "--as", SECURITY)
        assert "ssh-keygen -Y sign -n groundup-plan" in done.stderr and known["plan"] in done.stderr, done.stderr
        exact = subprocess.run(
            [*groundup.arguments("show", known["plan"], "--exact", config=config)], check=True, stdout=subprocess.PIPE)
        digest = subprocess.run(["sha256sum"], input=exact.stdout, check=True, stdout=subprocess.PIPE).stdout.decode()
        assert digest.startswith(known["plan"]), digest
        statement, altered = groundup.folder / "statement.txt", groundup.folder / "altered.txt"
        statement.write_text(done.stdout)
        subprocess.run(
            ["ssh-keygen", "-q", "-Y", "sign", "-n", "groundup-plan", "-f", key(SECURITY), statement], check=True)
        for old, new in (("role security", "role operator"), ("decision approve", "decision withdraw")):
            altered.write_text(done.stdout.replace(old, new))
            ok("approve", "--statement", str(altered), "--signature", f"{statement}.sig", code=12)
        ok("approve", "--statement", str(statement), "--signature", f"{statement}.sig")
        assert read("approvals", known["plan"])["sufficient"]

    def nothing_starts_without_what_it_needs():
        right = config.read_text()
        wrong = groundup.folder / "wrong-password"
        wrong.write_text("nonsense\n")
        config.write_text(right.replace(str(escrow), str(wrong)))
        failed = read("preflight", known["plan"], code=16)["findings"]
        assert {finding["check"] for finding in failed if finding["verdict"] == "failed"} == {"repositories"}, failed
        ok("restore", known["plan"], code=16)
        config.write_text(right)
        hidden = escrow.rename(escrow.with_suffix(".hidden"))
        try:
            done = ok("restore", known["plan"], code=16)
            assert "secrets" in done.stderr and str(escrow) in done.stderr, done.stderr
        finally:
            hidden.rename(escrow)
        assert not [run for run in read("runs") if run["plan"] == known["plan"]], "no run was opened"
        history = read("preflight", "--history")
        assert [record["ready"] for record in history[:3]] == [False] * 3, history[:3]

    def a_changed_depot_voids_approvals():
        digest = read("plan", "--lost", "web1", "--as", "carol")["digest"]
        for name in (OPERATOR, SECURITY):
            signed(name, "approve", digest)
        manifest = groundup.state / "depot/depot.json"
        genuine = manifest.read_bytes()
        changed = json.loads(genuine)
        changed["unavailable"].append("another")
        try:
            manifest.write_text(json.dumps(changed, sort_keys=True, separators=(",", ":")))
            assert "depot" in ok("restore", digest, code=12).stderr
        finally:
            manifest.write_bytes(genuine)
        checked = read("preflight", digest)
        assert any(f["check"] == "media" and f["verdict"] == "passed" for f in checked["findings"]), checked

    def a_plan_altered_by_one_byte_does_not_start():
        with contextlib.closing(sqlite3.connect(groundup.state / "groundup.sqlite")) as database:
            document = database.execute("select document from plan where digest = ?", [known["plan"]]).fetchone()[0]
            position = document.index(b"rm ") if b"rm " in document else len(document) // 2
            for bytes_now, code in ((document[:position] + b"R" + document[position + 1:], 12), (document, 0)):
                with database:
                    database.execute("update plan set document = ? where digest = ?", [bytes_now, known["plan"]])
                ok("show", known["plan"], code=code)

    def approved_by_both_it_starts():
        ok("restore", known["plan"])
        after = lab.fingerprint()
        assert after == known["before"], {name for name in after if after[name] != known["before"].get(name)}
        lab("ssh", "web1", "--", "rm -rf /srv/www.before-*")
        # What was set aside is gone again, and the newest estate has to say so.
        ok("discover", "--fingerprint")

    def nothing_begins_under_a_closed_incident():
        ok("incident", "close", known["incident"], "--because", "the page is back", "--as", "carol")
        assert "closed" in ok("plan", "--under", known["incident"], code=13).stderr
        assert "closed" in ok("restore", known["plan"], code=12).stderr

    for check in (
            two_people_with_different_roles_are_named, an_incident_is_opened_and_planned_under, who_asks_may_not_approve,
            one_of_two_roles_is_not_enough, a_rejection_blocks_until_it_is_withdrawn, an_approval_ends,
            a_statement_is_signed_on_another_machine, nothing_starts_without_what_it_needs,
            a_changed_depot_voids_approvals, a_plan_altered_by_one_byte_does_not_start, approved_by_both_it_starts,
            nothing_begins_under_a_closed_incident):
        checks.run(check)
