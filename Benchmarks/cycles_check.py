#!/usr/bin/env python3
"""Compares what `groundup-bench cycles` printed with the recorded optimum sizes; ends with 1 on a mismatch.

A size is wrong when it is said to be proved and differs from the recorded optimum, or when it is below it.
"""

import argparse
import collections
import csv
import pathlib
import sys


def recorded(folder):
    """Optimum sizes by file name, from every optimal_solution_sizes.txt below `folder`."""
    truth = {}
    for path in sorted(pathlib.Path(folder).rglob("optimal_solution_sizes.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if len(words) == 2:
                truth[words[0]] = int(words[1])
    return truth


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", help="the CSV; - for standard input")
    parser.add_argument("truth", help="the folder that was measured")
    options = parser.parse_args()
    truth = recorded(options.truth)
    source = sys.stdin if options.results == "-" else open(options.results, encoding="utf-8")
    totals, wrong, above = collections.defaultdict(lambda: [0, 0, 0.0]), [], []
    for row in csv.DictReader(source):
        path = pathlib.PurePath(row["file"])
        size, proved = int(row["size"]), row["proved"] == "true"
        total = totals[str(path.parent)]
        total[0] += 1
        total[1] += proved
        total[2] += float(row["seconds"])
        optimum = truth.get(path.name)
        if optimum is None:
            continue
        if size < optimum or proved and size != optimum:
            wrong.append(f"{path}: {size}{' proved' if proved else ''}, recorded {optimum}")
        elif not proved:
            above.append(f"{path}: {size}, recorded {optimum}, not proved")
    for folder, (graphs, closed, seconds) in sorted(totals.items()):
        print(f"{folder}: {closed}/{graphs} closed, {seconds:.1f} CPU seconds")
    print("\n".join(above))
    print(f"{len(wrong)} mismatches", *wrong, sep="\n  ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
