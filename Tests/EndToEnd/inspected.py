"""Content that is inspected: a tenth of a folder encrypted, names that are no text, what cannot be read.

Needs no lab: files of this machine's own packages, encrypted by openssl as malware would.
"""

import collections
import hashlib
import json
import os
import pathlib
import random
import shutil
import socket
import subprocess

SUFFIXES = {
    ".gz", ".png", ".svg", ".html", ".txt", ".py", ".so", ".json", ".xml", ".jar", ".zip", ".pdf", ".mo", ".ttf", ".c", ".h",
    ".css", ".js", ".md", ".pl", ".pm", ".sh", ".xz", ".jpg", ".gif", ".conf", ".pyc", ".yaml", "",
}


def inspect(groundup, *arguments, code):
    done = subprocess.run(
        [groundup.program, "inspect", *arguments, "-o", "json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    assert done.returncode == code, f"exit {done.returncode}, expected {code}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return json.loads(done.stdout) if done.stdout else done.stderr.decode()


def collect(folder, chance, each=40):
    """Real files of many kinds below numbered folders, a limited number of each suffix."""
    found = collections.defaultdict(list)
    for top in ("/usr/share", "/usr/lib/python3", "/usr/lib/x86_64-linux-gnu", "/usr/bin"):
        for path in pathlib.Path(top).rglob("*"):
            suffix = path.suffix.lower()
            if suffix in SUFFIXES and not path.is_symlink() and path.is_file() and 200 < path.stat().st_size < 3 << 20:
                found[suffix].append(path)
    number = 0
    for suffix in sorted(found):
        for path in chance.sample(sorted(found[suffix]), min(each, len(found[suffix]))):
            target = folder / f"{number // 100}" / f"{number}-{path.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            number += 1
    return sorted(path for path in folder.rglob("*") if path.is_file())


def encrypt(path, number, to=None):
    subprocess.run(
        ["openssl", "enc", "-aes-256-ctr", "-K", "5a" * 32, "-iv", hashlib.sha256(b"%d" % number).hexdigest()[:32],
         "-in", path, "-out", to or f"{path}.new"], check=True)
    if to:
        path.unlink()
    else:
        os.replace(f"{path}.new", path)


def alarms(report):
    return {file["path"] for file in report["files"] if file["verdict"] in ("bad", "suspicious")}


def run(checks, groundup, chance=None):
    chance = chance or random.Random(7)
    folder = groundup.folder / "content"
    older, now = folder / "older", folder / "now"
    older.mkdir(parents=True)
    files = collect(older, chance)
    shutil.copytree(older, now)
    victims = chance.sample([now / path.relative_to(older) for path in files], len(files) // 10)

    def innocent_files_raise_no_alarm():
        assert len(files) > 300, f"only {len(files)} files to judge"
        report = inspect(groundup, str(older), code=0)
        assert len(report["files"]) == len(files) and report["counts"]["clean"] > 0.8 * len(files), report["counts"]
        same = inspect(groundup, str(now), "--against", str(older), code=0)
        assert same["missing"] == 0 and all(
            file["evidence"][0]["rule"] != "became-invalid" for file in same["files"] if file["evidence"])

    def a_tenth_that_is_encrypted_is_found_exactly():
        for number, path in enumerate(victims):
            encrypt(path, number)
        expected = {str(path) for path in victims}
        for arguments in ([str(now)], [str(now), "--against", str(older)]):
            report = inspect(groundup, *arguments, code=19)
            found = alarms(report)
            assert found == expected, f"missed {sorted(expected - found)[:5]}, innocent {sorted(found - expected)[:5]}"
        digests = {file["path"]: file["sha256"] for file in report["files"]}
        assert all(digests[str(path)] == hashlib.sha256(path.read_bytes()).hexdigest() for path in victims)

    def a_suffix_that_swallows_files_is_found():
        renamed = folder / "renamed"
        shutil.copytree(older, renamed)
        names = [renamed / path.relative_to(older) for path in files][:60]
        for number, path in enumerate(names):
            encrypt(path, number, to=path.with_name(f"{path.name}.zz9"))
        report = inspect(groundup, str(renamed), "--against", str(older), code=19)
        assert report["tree"][0]["suffix"] == "zz9" and report["tree"][0]["renamed"] == 60, report["tree"]
        assert alarms(report) == {f"{path}.zz9" for path in names}
        shutil.rmtree(renamed)

    def hostile_names_and_special_files_are_told():
        odd = folder / "odd"
        odd.mkdir()
        for name in (b"new\nline.txt", b"not\xffutf8.txt", b"esc\x1b[31m.txt", "right\u202eleft.txt".encode(), b"back\\slash.txt"):
            pathlib.Path(os.fsdecode(os.fsencode(odd) + b"/" + name)).write_text("A plain text.\n")
        (odd / "link.txt").symlink_to("/etc/passwd")
        os.mkfifo(odd / "pipe.txt")
        with socket.socket(socket.AF_UNIX) as endpoint:
            endpoint.bind(str(odd / "socket.txt"))
        report = inspect(groundup, str(odd), code=0)
        shown = {file["path"].rsplit("/", 1)[1] for file in report["files"]}
        assert shown == {"new\\x0aline.txt", "not\\xffutf8.txt", "esc\\x1b[31m.txt", "right\\xe2\\x80\\xaeleft.txt",
                         "back\\\\slash.txt"}, shown
        assert bytes.fromhex(report["files"][0]["pathHex"]).startswith(os.fsencode(odd))
        assert {entry["path"].rsplit("/", 1)[1]: entry["reason"] for entry in report["skipped"]} == {
            "link.txt": "A symbolic link is not followed.", "pipe.txt": "A pipe is not opened.",
            "socket.txt": "A socket is not opened."}
        table = subprocess.run([groundup.program, "inspect", "--all", odd], stdout=subprocess.PIPE, check=True).stdout
        assert b"\x1b" not in table and b"\xff" not in table and table.count(b"\n") == 11, table

    def what_cannot_be_read_is_not_judged():
        closed = folder / "closed"
        closed.mkdir(mode=0o755)
        (closed / "secret.txt").write_text("A plain text.\n")
        (closed / "secret.txt").chmod(0)
        (closed / "inner").mkdir(mode=0)
        for path in (groundup.folder, folder):
            path.chmod(0o755)
        program = folder / "groundup"
        shutil.copyfile(groundup.program, program)
        program.chmod(0o755)
        done = subprocess.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program, "inspect", closed, "-o", "json"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        report = json.loads(done.stdout)
        # Nothing could be judged, and nothing passes because of that.
        assert done.returncode == 2, done
        assert report["files"][0]["verdict"] == "not-judged" and "Permission denied" in report["files"][0]["reason"], report
        assert report["skipped"][0]["hidesContent"] and "Permission denied" in report["skipped"][0]["reason"], report

    def nothing_is_no_pass():
        (folder / "empty").mkdir()
        assert "There is no file" in inspect(groundup, str(folder / "empty"), code=2)
        assert "cannot be inspected" in inspect(groundup, str(folder / "absent"), code=64)
        assert "symbolic link" in inspect(groundup, str(folder / "odd/link.txt"), code=64)

    for check in (
            innocent_files_raise_no_alarm, a_tenth_that_is_encrypted_is_found_exactly, a_suffix_that_swallows_files_is_found,
            hostile_names_and_special_files_are_told, what_cannot_be_read_is_not_judged, nothing_is_no_pass):
        checks.run(check)
    shutil.rmtree(folder)
