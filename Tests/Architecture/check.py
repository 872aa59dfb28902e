#!/usr/bin/python3
"""Checks what the parts of the program may see, from `swift package describe` and the sources themselves."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORE_LIBRARIES = {"HeapModule"}
# What several adapters of one kind do in the same way; it is no adapter, and only they may see it.
SHARED = {"PlanForms": "Adapters/Emitters/", "EngineParts": "Adapters/Engines/"}
ONLY_IN = {
    "GRDB": {"Store"}, "Subprocess": {"Host"}, "Yams": {"Formats"}, "ArgumentParser": {"Commands", "groundup-bench"}}


def describe():
    with tempfile.TemporaryDirectory() as scratch:
        text = subprocess.run(
            ["swift", "package", "--scratch-path", scratch, "describe", "--type", "json"],
            cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(text)["targets"]


def layer(path):
    return path.split("/")[0]


def seen_by(target):
    return set(target.get("target_dependencies", [])), set(target.get("product_dependencies", []))


class Checks:
    def __init__(self):
        self.passed, self.failures = 0, []

    def expect(self, condition, message):
        if condition:
            self.passed += 1
        else:
            self.failures.append(message)


def check_layers(checks, targets):
    path = {target["name"]: target["path"] for target in targets}
    core = {name for name, where in path.items() if layer(where) == "Core"}
    adapters = {
        name for name, where in path.items()
        if layer(where) == "Adapters" and where.endswith("Sources") and name not in SHARED}
    for target in targets:
        name, where = target["name"], target["path"]
        ours, products = seen_by(target)
        if name in core:
            checks.expect(ours <= core, f"{name} is Core and may see only Core, not {sorted(ours - core)}.")
            checks.expect(products <= CORE_LIBRARIES, f"{name} is Core and may not use {sorted(products)}.")
        elif name == "Contracts":
            checks.expect(ours <= core, f"Contracts may see only Core, not {sorted(ours - core)}.")
        elif name in adapters:
            allowed = core | {"Contracts", "Formats", "Host"}
            allowed |= {shared for shared, folder in SHARED.items() if where.startswith(folder)}
            checks.expect(ours <= allowed, f"{name} is an adapter and may not see {sorted(ours - allowed)}.")
        elif name in SHARED:
            checks.expect(ours <= core | {"Contracts"}, f"{name} may see only Core and Contracts, not {sorted(ours)}.")
        elif name == "Orchestration":
            checks.expect(not ours & adapters, f"Orchestration may not see the adapters {sorted(ours & adapters)}.")
        if target["type"] != "test":
            for product, owners in ONLY_IN.items():
                checks.expect(
                    product not in products or name in owners, f"{product} belongs to {sorted(owners)}, not {name}.")
    return path, core, adapters


def check_imports(checks, path, core):
    foundation = re.compile(r"^\s*(?:\w+ )?import (Foundation|Glibc|Dispatch)\w*", re.M)
    for name in sorted(core):
        for source in (ROOT / path[name]).rglob("*.swift"):
            found = foundation.search(source.read_text())
            checks.expect(found is None, f"{source.relative_to(ROOT)} is Core and imports {found and found.group(1)}.")


def check_builtins(checks, adapters):
    listed = (ROOT / "Interfaces/Builtins/Builtins.swift").read_text()
    for name in sorted(adapters):
        checks.expect(re.search(rf"import {name}\b", listed), f"{name} is not in Interfaces/Builtins/Builtins.swift.")


def check_folders(checks, path):
    for sources in ROOT.glob("Adapters/**/Sources"):
        where = str(sources.relative_to(ROOT))
        if where.count("/") > 3 or not any(sources.glob("*.swift")):
            continue
        checks.expect(where in path.values(), f"{where} is no target of Package.swift.")


def main():
    targets = describe()
    checks = Checks()
    path, core, adapters = check_layers(checks, targets)
    check_imports(checks, path, core)
    check_builtins(checks, adapters)
    check_folders(checks, path)
    for failure in checks.failures:
        print(f"architecture: {failure}", file=sys.stderr)
    print(f"{checks.passed} passed, {len(checks.failures)} failed")
    return 1 if checks.failures or checks.passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
