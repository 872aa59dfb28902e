"""Layers of the hosts' roots, built once and cached: the base and one per role."""
import os
import shutil

from .cache import clear_work, digest, locked, publish, work_folder
from .inventory import CACHE, HOSTS, SOURCES, LabError
from .machines import mount, remove, run_inside, unmount
from .package import package
from .processes import in_parallel, run, say

SUITE = "bookworm"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
BASE_PACKAGES = ("systemd", "systemd-sysv", "dbus", "openssh-server", "iproute2", "iputils-ping", "python3-minimal",
                 "curl", "ca-certificates", "restic", "less")
PROXIES = ("http_proxy", "https_proxy", "no_proxy")


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
    run("setpriv", "--pdeathsig", "KILL", "mmdebstrap", "--mode=root", "--variant=minbase",
        "--dpkgopt=force-unsafe-io", *options, f"--include={','.join(BASE_PACKAGES)}", SUITE, work, listing,
        timeout=1800)
    for left in ("etc/dpkg/dpkg.cfg.d/99mmdebstrap", "etc/apt/apt.conf.d/99mmdebstrap", "etc/resolv.conf",
                 "etc/hostname", *(str(path.relative_to(work)) for path in work.glob("etc/ssh/ssh_host_*"))):
        (work / left).unlink(missing_ok=True)
    publish(work, final)
    return final


def packages_of(host):
    """Names of the packages of a host's role."""
    return (SOURCES / "hosts" / host / "packages.txt").read_text().split()


def role(host, lower, lists, extra):
    """Path of a host's layer with its packages installed, or None when it needs none."""
    names = packages_of(host)
    return packaged(host, names, lower, lists, extra) if names else None


def packaged(host, names, lower, lists, extra):
    """Path of a layer with these packages installed; built when it is not cached."""
    final = layer(host, names, lower, extra)
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
    install = ["apt-get", "-y", "-q", "--no-install-recommends", *words, "install", *names]
    install += [f"/run/media/{file.name}" for file in extra]
    run_inside(work / "root", f"gu-build-{host}", install, environment, binds)
    refuse.unlink()
    unmount(work)
    for left in ("etc/resolv.conf", "var/cache/debconf/config.dat-old"):
        (work / "upper" / left).unlink(missing_ok=True)
    shutil.rmtree(archives)
    publish(work / "upper", final)
    remove(work)
    return final


def layer(host, names, lower, extra):
    """Where a layer lies; its name tells what it is made of."""
    key = digest("role 1", lower.name, *names, *(file.read_bytes() for file in extra))
    return CACHE / "layers" / f"{host}-{key}"


def layers_of(roles):
    """{host: its layers, the topmost first} for hosts that are not the lab's own, by the packages of each."""
    with locked(CACHE / "lock"):
        CACHE.chmod(0o700)
        clear_work()
        lower = base(sources())
        lists = CACHE / "work" / "lists"
        if not all(layer(host, names, lower, []).exists() for host, names in roles.items()):
            update(lower, lists)
        made = in_parallel(lambda host: packaged(host, roles[host], lower, lists, []), roles, width=2)
        remove(lists)
    return {host: [path, lower] for host, path in made.items()}


def layers():
    """{host: its layers, the topmost first} and the package of the order service; builds what is missing."""
    with locked(CACHE / "lock"):
        CACHE.chmod(0o700)
        clear_work()
        lower, deb = base(sources()), package()
        media = {host: ([deb] if host == "app1" else []) for host in HOSTS}
        missing = [host for host in HOSTS if packages_of(host)
                   and not layer(host, packages_of(host), lower, media[host]).exists()]
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
    binds = [("bind-ro", "/etc/resolv.conf", "/etc/resolv.conf"), ("bind", lists, "/var/lib/apt/lists")]
    words = [f"-o{option}" for option in apt_options()]
    run_inside(work / "root", "gu-build-update", ["apt-get", "-q", *words, "update"], environment, binds)
    remove(work)
