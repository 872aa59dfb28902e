#!/usr/bin/python3
"""Detection and false alarms of `groundup inspect`, on real files of Debian packages and encrypted copies of them.

Takes files of every kind from packages (downloaded and unpacked, not installed), encrypts copies with AES-256-CTR in the
ways that malware does, and prints how many are found, with and without the older version, and how many innocent files
raise an alarm. Nothing is fitted to the files: bounds and rules are those of the program.

The ways: full; head4k and head1m, only the first bytes; alt16, every other 16 bytes; int64k, every other 64 KiB with the
first left alone; keephdr, all but the first 512 bytes; base64 of the encrypted bytes; pad, encrypted and doubled with zeros.
"""

import argparse
import base64
import collections
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

# Packages by what they bring: documents, pictures, fonts, archives, programs, databases, sound.
PACKAGES = """
    aptitude-doc-en bash-doc debian-handbook debian-reference-en doc-debian maint-guide developers-reference
    harden-doc debian-policy python3-doc libreoffice-common libreoffice-draw libreoffice-help-en-us
    libreoffice-l10n-de libreoffice-sdbc-hsqldb python3-openpyxl python3-docx libreoffice-style-colibre apache2-doc
    fop-doc libpdfbox-java texlive-latex-recommended-doc latex-cjk-chinese lilypond-doc-pdf gnuplot-doc
    imagemagick-doc graphviz-doc gnome-backgrounds desktop-base adwaita-icon-theme oxygen-icon-theme tango-icon-theme
    gnome-user-docs openclipart-svg fonts-dejavu-core fonts-noto-core fonts-liberation fonts-lato
    fonts-roboto-unhinted fonts-font-awesome fonts-cantarell libjs-jquery-ui libjs-mathjax libjs-bootstrap4
    libcommons-lang3-java libguava-java libspring-core-java libbatik-java libxerces2-java junit4 maven-repo-helper
    libmaven3-core-java coreutils binutils perl-modules-5.36 python3.11-minimal libpython3.11-stdlib ruby3.1 git
    vim-runtime emacs-common mime-support iso-codes tzdata locales gettext-base manpages manpages-dev manpages-de
    linux-doc sound-theme-freedesktop timidity-daemon freepats frozen-bubble-data fortunes hunspell-en-us wordnet-base
    sqlite3-doc spatialite-bin libgeos-doc gdal-data proj-data python3-matplotlib python-matplotlib-data r-base-core
    r-cran-mass octave-doc libc6 libstdc++6 libgtk-3-common busybox antiword catdoc docx2txt erlang-examples
    gnumeric-doc tcl8.6-doc nsis libole-storage-lite-perl libspreadsheet-parseexcel-perl unoconv
    texlive-fonts-extra-links
""".split()
MOST_OF_A_SUFFIX = 400
SMALLEST, LARGEST = 1 << 10, 8 << 20
WAYS = ["full", "head4k", "head1m", "alt16", "int64k", "keephdr", "base64", "pad"]
STRUCTURED = {"zip", "gzip", "png", "jpeg", "gif", "pdf", "ole-document", "elf", "tar", "sqlite", "text"}


def sh(*command, **more):
    return subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, **more)


def fetch(work, packages):
    """Downloads and unpacks; packages that this Debian does not have are said and left out."""
    debs, tree = work / "debs", work / "unpacked"
    debs.mkdir(parents=True, exist_ok=True)
    tree.mkdir(exist_ok=True)
    missing = []
    for package in packages:
        if (tree / package).exists():
            continue
        done = sh("apt-get", "download", "-qq", package, cwd=debs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        archives = list(debs.glob(f"{package}_*.deb"))
        if done.returncode != 0 or not archives:
            missing.append(package)
            continue
        sh("dpkg", "-x", archives[0], tree / package, check=True)
        archives[0].unlink()
    if missing:
        print(f"not in this Debian: {' '.join(missing)}", flush=True)
    return tree


def choose(tree, most, smallest=SMALLEST):
    """Distinct regular files, a limited number of each suffix so that no kind drowns the others."""
    seen, counts, chosen = set(), collections.Counter(), []
    for path in sorted(tree.rglob("*"), key=lambda path: hashlib.sha256(os.fsencode(path.relative_to(tree))).digest()):
        if path.is_symlink() or not path.is_file() or not smallest <= path.stat().st_size <= LARGEST:
            continue
        suffix = path.suffix.lower()
        if counts[suffix] >= most:
            continue
        digest = hashlib.sha256(path.read_bytes()).digest()
        if digest not in seen:
            seen.add(digest)
            counts[suffix] += 1
            chosen.append(path)
    return chosen


def lay_out(files, tree, place):
    """Copies under numbered folders, so that every file keeps its own name and none hides another."""
    shutil.rmtree(place, ignore_errors=True)
    names = []
    for number, path in enumerate(files):
        name = f"{number // 500:03}/{number:05}/{path.name}"
        target = place / name
        target.parent.mkdir(parents=True)
        shutil.copyfile(path, target)
        names.append(name)
    return names


def cipher(data, key, number):
    """AES-256-CTR by openssl; a counter of its own for each file."""
    nonce = hashlib.sha256(f"{number}".encode()).hexdigest()[:32]
    return subprocess.run(
        ["openssl", "enc", "-aes-256-ctr", "-K", key, "-iv", nonce], input=data, stdout=subprocess.PIPE, check=True).stdout


def encrypted(way, data, stream):
    """`data` as malware leaves it; `stream` is as many encrypted bytes."""
    if way == "full":
        return stream
    if way in ("head4k", "head1m"):
        size = 4096 if way == "head4k" else 1 << 20
        return stream[:size] + data[size:]
    if way in ("alt16", "int64k"):
        size = 16 if way == "alt16" else 64 << 10
        first = 0 if way == "alt16" else 1
        out = bytearray(data)
        for place in range(first * size, len(data), 2 * size):
            out[place:place + size] = stream[place:place + size]
        return bytes(out)
    if way == "keephdr":
        return data[:512] + stream[512:]
    if way == "base64":
        return base64.encodebytes(stream)
    return stream + bytes(len(stream))


def inspect(groundup, folder, older=None):
    """The verdict of every file by its name below the folder."""
    more = ["--against", older] if older else []
    done = sh(groundup, "inspect", folder, *more, "-o", "json", stdout=subprocess.PIPE)
    if done.returncode not in (0, 19):
        sys.exit(f"groundup inspect {folder} exited {done.returncode}")
    report = json.loads(done.stdout)
    prefix = f"{folder}/"
    return {file["path"].removeprefix(prefix).replace("\\\\", "\\"): file for file in report["files"]}


def alarm(file):
    return file["verdict"] in ("bad", "suspicious")


def percent(part, whole):
    return "-" if whole == 0 else f"{100 * part / whole:.2f} %"


def false_alarms(files, show):
    table = collections.Counter(file["verdict"] for file in files.values())
    alarms = {name: file for name, file in files.items() if alarm(file)}
    print(f"\n### False alarms on {len(files)} files\n")
    print("| verdict | files | share |\n| --- | ---: | ---: |")
    for verdict in ("clean", "not-judged", "suspicious", "bad"):
        print(f"| {verdict} | {table[verdict]} | {percent(table[verdict], len(files))} |")
    print(f"\nfalse alarms: {len(alarms)} of {len(files)}, {percent(len(alarms), len(files))}")
    for name, file in list(alarms.items())[:show]:
        print(f"  {file['verdict']} {name}: {file['reason']}")


def detection(groundup, work, original, names, before):
    print("\n### Detection\n")
    print("| way | changed files | found | bad | structured types | with the older version |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    key = hashlib.sha256(b"groundup corpus").hexdigest()
    for way in WAYS:
        place = work / f"encrypted-{way}"
        shutil.rmtree(place, ignore_errors=True)
        changed = []
        for number, name in enumerate(names):
            data = (original / name).read_bytes()
            result = encrypted(way, data, cipher(data, key, number))
            target = place / name
            target.parent.mkdir(parents=True)
            target.write_bytes(result)
            if result != data:
                changed.append(name)
        print(row(way, inspect(groundup, place), inspect(groundup, place, original), changed, before), flush=True)
        shutil.rmtree(place)


def row(way, alone, beside, changed, before):
    structured = [name for name in changed if before[name]["kind"] in STRUCTURED]
    found = sum(alarm(alone[name]) for name in changed)
    bad = sum(alone[name]["verdict"] == "bad" for name in changed)
    of_structured = sum(alarm(alone[name]) for name in structured)
    compared = sum(alarm(beside[name]) for name in changed)
    return (f"| {way} | {len(changed)} | {percent(found, len(changed))} | {percent(bad, len(changed))} | "
            f"{percent(of_structured, len(structured))} of {len(structured)} | {percent(compared, len(changed))} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groundup", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path, help="a folder that keeps what was downloaded")
    parser.add_argument("--encrypted", type=int, default=3000, help="how many files are encrypted")
    parser.add_argument("--files", type=pathlib.Path, help="a folder to take files from instead of packages")
    parser.add_argument("--show", type=int, default=40, help="how many false alarms are named")
    options = parser.parse_args()
    groundup, work = pathlib.Path(options.groundup).resolve(), options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    tree = options.files.resolve() if options.files else fetch(work, PACKAGES)
    everything = choose(tree, most=1 << 30, smallest=1)
    original = work / "original"
    lay_out(everything, tree, original)
    false_alarms(inspect(groundup, original), options.show)
    some = choose(tree, MOST_OF_A_SUFFIX)[:options.encrypted]
    names = lay_out(some, tree, original)
    detection(groundup, work, original, names, inspect(groundup, original))
    shutil.rmtree(original)


if __name__ == "__main__":
    main()
