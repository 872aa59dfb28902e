"""The command line of the lab."""
import argparse
import json
import os
import pathlib
import sys

from . import backup, configuration, damage, engines, estate, fingerprint, gateway, remote
from .inventory import HOSTS, SIZES, Lab, LabError, chosen
from .processes import say


def parser():
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="lab", description="A real six-host estate on one machine.")
    top.add_argument("--name", help="name of the lab (default: shop); several run side by side")
    subs = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, text):
        sub = subs.add_parser(name, help=text, description=text)
        if name not in ("clean", "ssh"):
            sub.add_argument("--name", dest="name_after", help=argparse.SUPPRESS)
        return sub

    sub = command("up", "bring the estate up")
    sub.add_argument("--size", choices=SIZES, default=None, help="rows in the database: small (20 MB), full (300 MB)")
    sub.add_argument("--fresh", action="store_true", help="throw the disks of an earlier `up` away")
    command("down", "shut the estate down, keep its disks")
    sub = command("restart", "boot a host again")
    sub.add_argument("host", metavar="HOST")
    sub.add_argument("--pull", action="store_true", help="pull the plug instead of shutting down in good order")
    command("status", "show the hosts").add_argument("-o", "--output", choices=("table", "json"), default="table")
    sub = command("destroy", "make hosts really gone")
    sub.add_argument("hosts", nargs="*", metavar="HOST")
    sub.add_argument("--all-but", metavar="HOST[,HOST]", help="every host but these")
    sub = command("ssh", "run a command on a host as root")
    sub.add_argument("host")
    sub.add_argument("words", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    clean = command("clean", "remove all labs, or only this one")
    clean.add_argument("--cache", action="store_true", help="and the cached layers")
    clean.add_argument("--only", action="store_true", help="only the lab that --name names")
    sub = command("traffic", "logins, orders and uploads")
    sub.add_argument("--seconds", type=float, default=5)
    sub.add_argument("--read-only", action="store_true", help="logins and looks only: nothing is changed")
    command("backup", "back hosts up now").add_argument("hosts", nargs="*", metavar="HOST")
    sub = command("protect", "back up what was not protected; escrow the repository password")
    sub.add_argument("paths", nargs="*", metavar="HOST:PATH")
    command("engines", "back up with more: db1 with pgBackRest, the uploads of app1 with Borg, dc1 as archives")
    harm = (("encrypt", "overwrite files as ransomware does"), ("corrupt", "flip bits as a dying disk does"))
    for name, text in harm:
        sub = command(name, text)
        sub.add_argument("host")
        sub.add_argument("path")
    sub = command("fingerprint", "what the estate is, seen from outside")
    sub.add_argument("-o", "--output", choices=("json",), default="json")
    sub.add_argument("--compare", metavar="FILE", type=pathlib.Path, help="exit with 1 when it differs from this one")
    sub = command("configuration", "parts of a groundup configuration, as YAML")
    sub.add_argument(
        "--approver", metavar="[ROLE=]FILE", action="append", default=[],
        help="public key of who approves plans; one of each role has to")
    sub = command("paths", "where the lab keeps its things")
    sub.add_argument("-o", "--output", choices=("table", "json"), default="table")
    return top


def up(lab, options):
    recorded = lab.state / "size"
    size = options.size or (recorded.read_text().strip() if recorded.exists() and not options.fresh else "small")
    estate.up(lab, size, options.fresh)


def down(lab, _):
    estate.stop(lab)
    for name in HOSTS:
        estate.machines.unmount(lab.machine(name))


def status(lab, options):
    hosts = estate.status(lab)
    if options.output == "json":
        print(json.dumps({"lab": lab.name, "hosts": hosts}, indent=2))
    else:
        for host in hosts:
            print(f"{host['host']:<8} {host['address']:<12} {host['state']}")


def destroy(lab, options):
    if bool(options.hosts) == bool(options.all_but):
        raise LabError("destroy: name the hosts, or use --all-but HOST")
    kept = {host.name for host in chosen(options.all_but.split(","))} if options.all_but else set()
    names = [host.name for host in chosen(options.hosts) if host.name not in kept]
    estate.destroy(lab, names)
    say(f"lab: destroyed {', '.join(names)}")


def restart(lab, options):
    chosen([options.host])
    estate.restart(lab, options.host, options.pull)


def ssh(lab, options):
    chosen([options.host])
    words = options.words[1:] if options.words[:1] == ["--"] else options.words
    return remote.interactive(lab, options.host, words)


def take_fingerprint(lab, options):
    taken = fingerprint.take(lab)
    if options.compare is None:
        print(json.dumps(taken, indent=2))
        return 3 if taken["missing"] else 0
    found = fingerprint.differences(json.loads(options.compare.read_text()), taken)
    print("\n".join(found) if found else "the same")
    return 1 if found else 0


def show_paths(lab, options):
    places = {name: str(path) for name, path in configuration.paths(lab).items()}
    print(json.dumps(places, indent=2) if options.output == "json" else
          "\n".join(f"{name:<12} {path}" for name, path in places.items()))


def inflict(script):
    return lambda lab, options: print(f"{damage.damage(lab, script, options.host, options.path)} files")


ACTIONS = {
    "up": up, "down": down, "restart": restart, "status": status,
    "destroy": destroy, "ssh": ssh, "fingerprint": take_fingerprint,
    "clean": lambda lab, options: estate.clean(lab) if options.only else estate.clean_all(options.cache),
    "traffic": lambda lab, options: print(json.dumps(gateway.traffic(lab, options.seconds, options.read_only))),
    "backup": lambda lab, options: backup.back_up(lab, options.hosts),
    "protect": lambda lab, options: backup.protect(lab, options.paths),
    "engines": lambda lab, _: engines.engage(lab),
    "encrypt": inflict(damage.ENCRYPT), "corrupt": inflict(damage.CORRUPT),
    "configuration": lambda lab, options: print(configuration.render(lab, options.approver), end=""),
    "paths": show_paths,
}


def main():
    """Runs one command; exit status 0 done, 1 failed or different, 2 wrong use, 3 incomplete fingerprint."""
    options = parser().parse_args()
    try:
        if os.geteuid() != 0:
            raise LabError("the lab needs root: it makes namespaces, mounts and machines")
        lab = Lab(getattr(options, "name_after", None) or options.name or "shop")
        return ACTIONS[options.command](lab, options) or 0
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
