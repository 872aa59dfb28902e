"""The package of the order service."""
import hashlib
import os
import shutil

from .cache import publish, tree_digest, work_folder
from .inventory import CACHE, SOURCES
from .processes import run

NAME = "order-service_1.0.0_all.deb"
FILES = (("control", "DEBIAN/control", 0o644), ("postinst", "DEBIAN/postinst", 0o755), ("prerm", "DEBIAN/prerm", 0o755),
         ("order_service.py", "usr/lib/order-service/order_service.py", 0o644),
         ("connections.py", "usr/lib/order-service/connections.py", 0o644),
         ("order-service.service", "lib/systemd/system/order-service.service", 0o644))


def package():
    """Path of the package, built when it is not cached; the same sources give the same bytes."""
    origin = SOURCES / "order-service"
    key = tree_digest(origin)
    final = CACHE / "packages" / key
    if (final / NAME).exists():
        return final / NAME
    work = work_folder(f"package-{key}")
    tree = work / "tree"
    for source, target, mode in FILES:
        path = tree / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin / source, path)
        path.chmod(mode)
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n"
            for path in sorted(tree.rglob("*")) if path.is_file() and "DEBIAN" not in path.parts]
    (tree / "DEBIAN/md5sums").write_text("".join(sums))
    for folder in [tree, *(path for path in tree.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)
    run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, work / NAME,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"})
    shutil.rmtree(tree)
    publish(work, final)
    return final / NAME
