"""The recovery kit: what is in it, what is found when it is altered, and a restore from nothing but the kit.

The machine that opens it is an almost empty root with a mount and a network namespace of its own. From outside it has
only what a real one would: the kit, a person's key, the network of the hosts, and the folder where machines are made.
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tarfile
import tempfile

PERSON = "person.key"


def run(checks, lab, groundup, everything=False):
    """Rebuilds one host from the kit; all of them with `everything`."""
    lost = ["dc1", "ns1", "db1", "app1", "web1"] if everything else ["web1"]
    kit = groundup.folder / "kit.tar"
    state = {}

    def a_kit_is_built():
        with groundup.config.open("a") as file:
            file.write(f"kit: {{recipients: [\"{person_key(groundup.folder)}\"], tools: [netcat-openbsd, procps]}}\n")
        groundup.ok("discover", "--fingerprint")
        groundup.ok("media", "fill")
        state["plan"] = groundup.json("plan", *[f"--lost={host}" for host in lost])["digest"]
        groundup.ok("approve", state["plan"], "--key", str(groundup.folder / "approver"), "--as", "approver@shop.example")
        groundup.ok("kit", "build", "--to", str(kit), "--plan", state["plan"])
        print(f"        {kit.stat().st_size >> 20} MiB", flush=True)

    def it_is_complete_and_holds_no_secret():
        verdict = verify(groundup, kit)
        assert verdict["sound"] and not verdict["problems"], verdict
        secrets = lab.secrets()
        with tarfile.open(kit) as archive:
            for member in archive:
                if not member.name.startswith(("state/depot/", "program/")):
                    content = archive.extractfile(member).read()
                    assert not any(secret in content for secret in secrets), f"{member.name} holds a secret"

    def an_altered_kit_is_found_out():
        size = kit.stat().st_size
        with tarfile.open(kit) as archive:
            places = {member.name: member.offset_data for member in archive if member.size}
            package = next(name for name in places if "/nginx" in name and name.endswith(".deb"))
        tried = [0, 156, places["manifest.json"] + 40, places["manifest.json.sig"] + 100, places["secrets.age"] + 9,
                 places["groundup.yaml"] + 9, places[package] + 99, places["program/groundup"] + 5000, size - 700]
        for place in tried:
            with flipped(kit, place):
                done = groundup_without_state(groundup, "kit", "verify", str(kit))
                assert done.returncode in (18, 65), f"byte {place}: exit {done.returncode}\n{done.stdout}"
        assert verify(groundup, kit)["sound"]

    def a_missing_package_is_found_out():
        short = groundup.folder / "short.tar"
        with tarfile.open(kit) as archive:
            package = next(member for member in archive if re.search(r"/nginx_.*\.deb$", member.name))
        whole = kit.read_bytes()
        short.write_bytes(whole[:package.offset] + whole[package.offset_data + -(-package.size // 512) * 512:])
        done = groundup_without_state(groundup, "kit", "verify", str(short))
        short.unlink()
        assert done.returncode == 18 and "package nginx" in done.stdout and package.name in done.stdout, done.stdout

    def a_change_is_told():
        assert groundup.ok("kit", "drift", str(kit)).stdout.startswith("Nothing changed")
        text = groundup.config.read_text()
        groundup.config.write_text(text + "# a change\n")
        groundup.ok("plan", "--lost=db1")
        changes = groundup.json("kit", "drift", str(kit), code=2)["changes"]
        groundup.config.write_text(text)
        assert any("configuration" in change for change in changes), changes
        assert any("was made since" in change for change in changes), changes

    def a_restore_from_the_kit_alone():
        original = lab.fingerprint()
        lab("destroy", *lost)
        with bare_machine(lab, groundup, kit) as inside:
            print("        " + inside("mkdir /kit && tar -C /kit -xf /given/kit.tar && echo unpacked").strip(), flush=True)
            inside("/kit/prepare")
            inside("/kit/groundup kit verify /given/kit.tar --key /given/groundup.pub")
            said = inside(
                f"/kit/groundup kit open /given/kit.tar --to /recovery --identity /given/{PERSON} --key /given/groundup.pub")
            assert state["plan"][:12] in said, said
            inside("rm -rf /kit")
            done = inside(
                f"/recovery/groundup restore {state['plan'][:12]} --config /recovery/groundup.yaml"
                " --state /recovery/state --progress plain", codes=(0, 3))
            inside("/recovery/groundup audit verify --state /recovery/state")
            secret = (pathlib.Path(lab.path("escrow")) / "restic-password").read_text().strip()
            inside(f"! grep -rqF -e '{secret}' /recovery /var /etc /tmp --exclude-dir=machines --exclude-dir=depot")
        after = lab.fingerprint()
        different = {key for key in original if original[key] != after.get(key)}
        assert not different, f"{different}\n{done[-3000:]}"
        assert "Everything that was compared came back" in done, done[-4000:]

    for check in (
            a_kit_is_built, it_is_complete_and_holds_no_secret, an_altered_kit_is_found_out,
            a_missing_package_is_found_out, a_change_is_told, a_restore_from_the_kit_alone):
        if not checks.run(check) and check is a_kit_is_built:
            return


def person_key(folder):
    """Makes a person's age key; returns its public half."""
    path = folder / PERSON
    if not path.exists():
        subprocess.run(["age-keygen", "-o", path], check=True, stderr=subprocess.DEVNULL)
    return subprocess.run(["age-keygen", "-y", path], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def groundup_without_state(groundup, *arguments):
    return subprocess.run(
        [groundup.program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True)


def verify(groundup, kit):
    done = subprocess.run(
        [groundup.program, "kit", "verify", str(kit), "-o", "json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@contextlib.contextmanager
def flipped(path, place):
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 1]))
        file.flush()
        try:
            yield
        finally:
            file.seek(place)
            file.write(byte)


@contextlib.contextmanager
def bare_machine(lab, groundup, kit):
    """A command runner on a bare Debian system that shares nothing with this one but what the lab's hosts are made of."""
    base = next(pathlib.Path(os.environ.get("GROUNDUP_LAB_CACHE", "/var/cache/groundup-lab")).glob("layers/base-*"))
    lab_state = pathlib.Path(lab.path("state"))
    with tempfile.TemporaryDirectory(prefix="groundup-bare-", dir="/var/tmp") as folder:
        place = pathlib.Path(folder)
        for name in ("upper", "work", "root", "given"):
            (place / name).mkdir()
        os.link(kit, place / "given/kit.tar") if kit.stat().st_dev == place.stat().st_dev else shutil.copy(kit, place / "given/kit.tar")
        shutil.copy(groundup.folder / PERSON, place / "given" / PERSON)
        shutil.copy(groundup.state / "audit/key/id_ed25519.pub", place / "given/groundup.pub")
        machines = lab_state / "machines"
        # What machines stand on has to stay as long as they do; it begins empty, as on a machine that has nothing.
        images = lab_state / "images-of-kit"
        shutil.rmtree(images, ignore_errors=True)
        images.mkdir()
        # Until the end of this process the namespace stays; machines that run in it keep what they need of it.
        setup = f"""
            set -eu
            # Only what is mounted below the new root is its own; networks that are made in it are seen outside, as on a
            # machine that is a hypervisor's.
            mount --make-private /
            mount -t overlay overlay -o lowerdir={base},upperdir={place}/upper,workdir={place}/work {place}/root
            root={place}/root
            mkdir -p $root/given $root/run $root{machines} $root/var/cache/groundup/images
            mount -t tmpfs tmpfs $root/run
            mkdir -p $root/run/netns
            mount --bind {place}/given $root/given
            mount --rbind /run/netns $root/run/netns
            mount --bind {machines} $root{machines}
            mount --bind {images} $root/var/cache/groundup/images
            mount --rbind /proc $root/proc
            mount --rbind /sys $root/sys
            mount --rbind /dev $root/dev
            # A machine's root is the root of its mounts. In a mere chroot the machines that are made in it would see the
            # open files of services with mounts of their own below the path of that folder.
            mkdir $root/outside
            cd $root
            pivot_root . outside
            mount --make-rprivate /outside
            umount -l /outside
            touch /given/ready
            exec sleep infinity
        """
        keeper = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "unchanged", "--net", "sh", "-c", setup], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            while not (place / "given/ready").exists():
                assert keeper.poll() is None, keeper.stderr.read().decode()

            def inside(command, codes=(0,)):
                done = subprocess.run(
                    ["nsenter", f"--target={keeper.pid}", "--mount", "--net", "env", "-i",
                     "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C",
                     "sh", "-c", command],
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=1500)
                assert done.returncode in codes, f"{command}: exit {done.returncode}\n{done.stdout[-4000:]}"
                return done.stdout

            yield inside
        finally:
            keeper.kill()
            keeper.wait()
