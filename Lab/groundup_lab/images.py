"""Layers of the hosts' roots, built once and cached: the base, one per role, and the package of the order service."""
import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil

from .inventory import CACHE, HOSTS, SOURCES, LabError
from .machines import holders, mount, remove, run_inside, strike, unmount
from .processes import in_parallel, run, say

SUITE = "bookworm"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
BASE_PACKAGES = ("systemd", "systemd-sysv", "dbus", "openssh-server", "iproute2", "iputils-ping", "python3-minimal",
                 "curl", "ca-certificates", "restic", "less")
PROXIES = ("http_proxy", "https_proxy", "no_proxy")


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


def sources():
    """The controller's own sources of Debian packages, as lines of a sources.list."""
    form = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
    lines = run("apt-get", "indextargets", "--format", form, "Created-By: Packages", "Origin: Debian").splitlines()
    found = sorted({f"deb [signed-by={KEYRING}] {line}" for line in lines if line.split()[1].startswith(SUITE)})
    if not found:
        raise LabError(f"no source of Debian {SUITE} packages known to apt: run `apt-get update` first")
    return found


def apt_options():
    """Options of the controller's apt that concern how it fetches, as `-o` words."""
    options = ["DPkg::Options::=--force-unsafe-io", "Dir::Cache::pkgcache=", "Dir::Cache::srcpkgcache="]
    for line in run("apt-config", "dump").splitlines():
        if line.startswith(("Acquire::http", "Acquire::Check", "Acquire::Retries")) and ' "' in line:
            key, _, value = line.rstrip(";").partition(" ")
            options.append(f"{key}={value.strip(chr(34))}")
    return options


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


def package():
    """Builds the package of the order service; the same sources give the same bytes."""
    origin = SOURCES / "order-service"
    key = tree_digest(origin)
    name = "order-service_1.0.0_all.deb"
    final = CACHE / "packages" / key
    if (final / name).exists():
        return final / name
    work = work_folder(f"package-{key}")
    tree = work / "tree"
    for source, target, mode in (
            ("control", "DEBIAN/control", 0o644), ("postinst", "DEBIAN/postinst", 0o755), ("prerm", "DEBIAN/prerm", 0o755),
            ("order_service.py", "usr/lib/order-service/order_service.py", 0o644),
            ("order-service.service", "lib/systemd/system/order-service.service", 0o644)):
        path = tree / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(origin / source, path)
        path.chmod(mode)
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n"
            for path in sorted(tree.rglob("*")) if path.is_file() and "DEBIAN" not in path.parts]
    (tree / "DEBIAN/md5sums").write_text("".join(sums))
    for folder in [tree, *(path for path in tree.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)
    run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, work / name,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"})
    shutil.rmtree(tree)
    publish(work, final)
    return final / name


def base(lines):
    """Path of the base layer; built when it is not cached."""
    key = digest("base 1", *lines, *BASE_PACKAGES)
    final = CACHE / "layers" / f"base-{key}"
    if final.exists():
        return final
    say("lab: building the base layer")
    work = work_folder(final.name)
    work.parent.mkdir(parents=True, exist_ok=True)
    listing = CACHE / "work" / "debian.list"
    listing.write_text("\n".join(lines) + "\n")
    options = [f"--aptopt={option}" for option in apt_options() if option.startswith("Acquire")]
    run("setpriv", "--pdeathsig", "KILL", "mmdebstrap", "--mode=root", "--variant=minbase", "--dpkgopt=force-unsafe-io", *options,
        f"--include={','.join(BASE_PACKAGES)}", SUITE, work, listing, timeout=1800)
    for left in ("etc/dpkg/dpkg.cfg.d/99mmdebstrap", "etc/apt/apt.conf.d/99mmdebstrap", "etc/resolv.conf", "etc/hostname",
                 *(str(path.relative_to(work)) for path in work.glob("etc/ssh/ssh_host_*"))):
        (work / left).unlink(missing_ok=True)
    publish(work, final)
    return final


def packages_of(host):
    """Names of the packages of a host's role."""
    return (SOURCES / "hosts" / host / "packages.txt").read_text().split()


def role(host, lower, lists, extra):
    """Path of a host's layer with its packages installed, or None when it needs none."""
    names = packages_of(host)
    if not names:
        return None
    final = CACHE / "layers" / f"{host}-{role_key(host, lower, extra)}"
    if final.exists():
        return final
    say(f"lab: installing the packages of {host}")
    work = work_folder(final.name)
    archives = work / "archives"
    (archives / "partial").mkdir(parents=True)
    mount(work, [lower])
    refuse = work / "root/usr/sbin/policy-rc.d"
    refuse.write_text("#!/bin/sh\nexit 101\n")
    refuse.chmod(0o755)
    binds = [("bind-ro", "/etc/resolv.conf", "/etc/resolv.conf"), ("bind", lists, "/var/lib/apt/lists"),
             ("bind", archives, "/var/cache/apt/archives")]
    binds += [("bind-ro", file, f"/run/media/{file.name}") for file in extra]
    words = [f"-o{option}" for option in apt_options()]
    environment = {"DEBIAN_FRONTEND": "noninteractive", "LANG": "C.UTF-8"}
    environment |= {name: os.environ[name] for name in PROXIES if name in os.environ}
    run_inside(work / "root", f"gu-build-{host}", ["apt-get", "-y", "-q", "--no-install-recommends", *words, "install", *names,
                                                   *(f"/run/media/{file.name}" for file in extra)], environment, binds)
    refuse.unlink()
    unmount(work)
    for left in ("etc/resolv.conf", "var/cache/debconf/config.dat-old"):
        (work / "upper" / left).unlink(missing_ok=True)
    shutil.rmtree(archives)
    publish(work / "upper", final)
    remove(work)
    return final


def role_key(host, lower, extra):
    """What a role's layer is made of."""
    return digest("role 1", lower.name, *packages_of(host), *(file.read_bytes() for file in extra))


def layers():
    """{host: layers of its packages, the topmost first} and the package of the order service; builds what is missing."""
    with locked(CACHE / "lock"):
        CACHE.chmod(0o700)
        clear_work()
        lower, deb = base(sources()), package()
        media = {host: ([deb] if host == "app1" else []) for host in HOSTS}
        missing = [host for host in HOSTS if packages_of(host)
                   and not (CACHE / "layers" / f"{host}-{role_key(host, lower, media[host])}").exists()]
        lists = CACHE / "work" / "lists"
        if missing:
            update(lower, lists)
        made = in_parallel(lambda host: role(host, lower, lists, media[host]), HOSTS, width=2)
        remove(lists)
    return {host: [layer, lower] if layer else [lower] for host, layer in made.items()}, deb


def update(lower, lists):
    """Fetches the package lists once, for all roles."""
    (lists / "partial").mkdir(parents=True)
    work = work_folder("update")
    mount(work, [lower])
    environment = {name: os.environ[name] for name in PROXIES if name in os.environ}
    run_inside(work / "root", "gu-build-update", ["apt-get", "-q", *(f"-o{option}" for option in apt_options()), "update"],
               environment, [("bind-ro", "/etc/resolv.conf", "/etc/resolv.conf"), ("bind", lists, "/var/lib/apt/lists")])
    remove(work)
