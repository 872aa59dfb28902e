#!/usr/bin/env python3
"""Writes the seeded random graph that the graph figures are measured on: one edge a line, dependent then provider.

A provider is drawn below its dependent, and twice, so that most edges lead to few foundations; a small share of the
edges, and the same ones turned round, make cycles.
"""

import argparse
import random


def edges(nodes, count, two_way, seed):
    """Yields `count` edges over `nodes` nodes; the share `two_way` of them is followed by its opposite."""
    draw = random.Random(seed).random
    for _ in range(count):
        dependent = 1 + int(draw() * (nodes - 1))
        provider = int(draw() * (1 + int(draw() * dependent)))
        yield dependent, provider
        if draw() < two_way:
            yield provider, dependent


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--nodes", type=int, default=1_000_000)
    parser.add_argument("--edges", type=int, default=5_000_000)
    parser.add_argument("--two-way", type=float, default=0.0005)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with open(options.file, "w", encoding="ascii") as out:
        out.write(f"# {options.nodes} nodes, seed {options.seed}\n")
        for dependent, provider in edges(options.nodes, options.edges, options.two_way, options.seed):
            out.write(f"{dependent} {provider}\n")


if __name__ == "__main__":
    main()
