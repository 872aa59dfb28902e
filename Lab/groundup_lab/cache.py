"""The cache of layers: keys of what things are made of, locks, folders to build in."""
import contextlib
import fcntl
import hashlib
import os
import pathlib

from .inventory import CACHE
from .machines import holders, remove, strike


def digest(*parts):
    """A short key for what something is made of."""
    whole = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()[:16]


def tree_digest(*folders):
    """A key for names, modes and contents of all files in folders."""
    parts = []
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                parts += [path.relative_to(folder), path.stat().st_mode & 0o111, path.read_bytes()]
    return digest(*parts)


@contextlib.contextmanager
def locked(path):
    """Holds a lock file; a second lab waits for the first to finish building."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def publish(work, final):
    """Makes a finished folder visible under its final name."""
    remove(final)
    final.parent.mkdir(parents=True, exist_ok=True)
    os.rename(work, final)


def work_folder(name):
    """A new folder to build in; its name is not that of an earlier, killed run, which may still write there."""
    return CACHE / "work" / f"{name}.{os.getpid()}"


def clear_work():
    """Removes what killed runs left half-built."""
    strike(holders(CACHE / "work"))
    remove(CACHE / "work")
