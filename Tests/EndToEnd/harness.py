"""What the end-to-end checks are written in: the lab, the program, and a list of named checks."""

import json
import pathlib
import subprocess
import sys
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOSTS = ["dc1", "ns1", "db1", "app1", "web1", "vault1"]
LOST = [host for host in HOSTS if host != "vault1"]


class Lab:
    """A lab of its own name, so that it runs beside others."""

    def __init__(self, name):
        self.name = name

    def __call__(self, *arguments, check=True):
        done = subprocess.run(
            [ROOT / "Lab/lab", "--name", self.name, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        if check and done.returncode != 0:
            raise AssertionError(f"lab {' '.join(arguments)} exited {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def on(self, host, command):
        """What a command on a host of the lab prints."""
        return self("ssh", host, "--", command)

    def path(self, name):
        return dict(line.split(None, 1) for line in self("paths").splitlines())[name]

    def fingerprint(self):
        return json.loads(self("fingerprint", "-o", "json"))

    def secrets(self):
        """What must not be written anywhere: passwords and the keys to the backups."""
        files = [path for path in pathlib.Path(self.path("secrets")).iterdir() if path.is_file()]
        files.append(pathlib.Path(self.path("escrow")) / "restic-password")
        secrets = [path.read_bytes().strip() for path in files]
        secrets = [secret for secret in secrets if 8 <= len(secret) <= 200 and b"BEGIN CERT" not in secret]
        assert secrets, "no secret to look for"
        return secrets


def require_no_secret(lab, folder, but=()):
    """Looks into every file below a folder, except below folders of some names."""
    secrets = lab.secrets()
    for path in folder.rglob("*"):
        if path.is_file() and not set(but) & set(path.parts):
            content = path.read_bytes()
            assert not any(secret in content for secret in secrets), f"{path} holds a secret"


class Groundup:
    """The program with a configuration and a state folder of its own."""

    def __init__(self, program, folder):
        self.program = str(pathlib.Path(program).resolve())
        self.folder = folder
        self.config = folder / "groundup.yaml"
        self.state = folder / "state"

    def arguments(self, *arguments, config=None):
        return [self.program, *arguments, "--config", str(config or self.config), "--state", str(self.state)]

    def run(self, *arguments, config=None):
        return subprocess.run(
            self.arguments(*arguments, config=config), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    def ok(self, *arguments, code=0, config=None):
        done = self.run(*arguments, config=config)
        assert done.returncode == code, (
            f"groundup {' '.join(arguments)} exited {done.returncode}, expected {code}:\n{done.stdout[-3000:]}"
            f"\n{done.stderr[-3000:]}")
        return done

    def json(self, *arguments, code=0, config=None):
        return json.loads(self.ok(*arguments, "-o", "json", code=code, config=config).stdout)

    def approved(self, *arguments):
        """The digest of a plan with these wishes that its one approver has approved."""
        digest = self.json("plan", *arguments)["digest"]
        self.ok("approve", digest, "--key", str(self.folder / "approver"), "--as", "approver@shop.example")
        return digest

    def start(self, *arguments):
        return subprocess.Popen(
            self.arguments(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Checks:
    """Runs named checks in order; a failed one does not stop those that do not build on it."""

    def __init__(self):
        self.passed, self.failed = [], []

    def run(self, check, *arguments):
        name = check.__name__.replace("_", " ")
        start = time.monotonic()
        try:
            check(*arguments)
        except Exception as error:  # every failure is reported, whatever it is
            self.failed.append(name)
            text = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
            print(f"FAILED  {name} ({time.monotonic() - start:.1f} s)\n{text}", flush=True)
            return False
        self.passed.append(name)
        print(f"ok      {name} ({time.monotonic() - start:.1f} s)", flush=True)
        return True

    def close(self):
        print(f"{len(self.passed)} passed, {len(self.failed)} failed")
        sys.exit(1 if self.failed or not self.passed else 0)
