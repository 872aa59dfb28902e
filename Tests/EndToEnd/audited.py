"""The audit record of everything that the other checks did: whole, complete, and any change of a copy found out."""

import shutil
import sqlite3
import subprocess


def run(checks, lab, groundup):
    export = groundup.folder / "audit.jsonl"
    key = groundup.state / "audit/key/id_ed25519.pub"
    anchors = groundup.state / "audit/anchors.jsonl"

    def audit(*arguments):
        return subprocess.run(
            [groundup.program, "audit", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)

    def everything_is_recorded_signed_and_anchored():
        done = audit("verify", "--state", str(groundup.state), "--key", str(key))
        assert done.returncode == 0 and "Not checked" not in done.stdout and "Not signed" not in done.stdout, done.stdout
        shown = audit("show", "--state", str(groundup.state)).stdout
        for what in ("estate-saved", "plan-made", "decided", "media-verified", "run opened", "run finished", "step started"):
            assert what in shown, f"{what} is not recorded"
        with sqlite3.connect(groundup.state / "groundup.sqlite") as database:
            events = database.execute("SELECT count(*) FROM run_event").fetchone()[0]
            records = database.execute(
                "SELECT count(*) FROM (SELECT CAST(record AS TEXT) AS text FROM audit)"
                " WHERE text LIKE '%\"kind\":\"run\"%' OR text LIKE '%\"kind\":\"step\"%'").fetchone()[0]
        assert events == records > 20, (events, records)

    def an_altered_export_is_found_out():
        assert audit("export", "--state", str(groundup.state), "-o", str(export)).returncode == 0
        whole = export.read_bytes()
        assert audit("verify", str(export), "--key", str(key)).returncode == 0
        for place in range(0, len(whole), len(whole) // 12):
            export.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
            done = audit("verify", str(export), "--key", str(key))
            assert done.returncode in (17, 65), f"byte {place}: {done.stdout[-500:]}"
        lines = whole.splitlines(keepends=True)
        export.write_bytes(b"".join(lines[:7] + lines[8:]))
        done = audit("verify", str(export), "--key", str(key))
        assert done.returncode == 17 and "record 7 is missing" in done.stdout, done.stdout[:500]

    def an_altered_copy_of_the_state_is_found_out():
        def altered(statement):
            copy = groundup.folder / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            copy.mkdir()
            with sqlite3.connect(groundup.state / "groundup.sqlite") as source, sqlite3.connect(copy / "groundup.sqlite") as target:
                source.backup(target)
                target.execute("PRAGMA foreign_keys = OFF")
                target.executescript(statement)
            shutil.copytree(groundup.state / "audit/key", copy / "audit/key")
            return audit("verify", "--state", str(copy), "--key", str(key), "--anchors", str(anchors))

        assert altered("SELECT 1").returncode == 0
        for statement, number in (
                ("UPDATE audit SET record = CAST(replace(CAST(record AS TEXT), '\"who\":\"', '\"who\":\"x') AS BLOB) WHERE number = 5", 5),
                ("DELETE FROM audit WHERE number = 9", 9),
                ("UPDATE audit SET number = 100000 WHERE number = 12; UPDATE audit SET number = 12 WHERE number = 13;"
                 " UPDATE audit SET number = 13 WHERE number = 100000", 12),
                ("DELETE FROM audit WHERE number > 20; DELETE FROM audit_seal WHERE number > 20", None)):
            done = altered(statement)
            assert done.returncode == 17, f"{statement}\n{done.stdout}"
            assert number is None or f"record {number} " in done.stdout, f"{statement}\n{done.stdout}"

    for check in (
            everything_is_recorded_signed_and_anchored, an_altered_export_is_found_out,
            an_altered_copy_of_the_state_is_found_out):
        checks.run(check)
