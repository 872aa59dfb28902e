#!/usr/bin/env python3
"""Times graph algorithms of groundup-bench and of its peers on the same seeded random graph, in the same run.

Every peer runs in a process of its own, so that its peak memory is its own; times are CPU seconds of one thread, the
median of --runs, without reading the file. Peers that this Python cannot import are left out and named. Needs a
virtual environment that somebody made: pip install scipy igraph rustworkx networkx.
"""

import argparse
import importlib.util
import json
import os
import pathlib
import resource
import signal
import statistics
import subprocess
import sys
import time

ALGORITHMS = ["build", "components", "topological order", "reach from one", "feedback arcs"]


def pairs(path):
    """The edge list as two numpy columns."""
    import numpy
    return numpy.loadtxt(path, dtype=numpy.int32, comments="#", ndmin=2).T


def acyclic(rows):
    """The edges that lead to a smaller number: the part of the random graph that has an order."""
    return rows[:, rows[0] > rows[1]]


def scipy(rows, nodes):
    import numpy
    from scipy.sparse import csgraph, csr_array

    def build():
        ones = numpy.ones(rows.shape[1], dtype=numpy.int8)
        return csr_array((ones, (rows[0], rows[1])), shape=(nodes, nodes))

    yield "build", build
    graph = build()
    yield "components", lambda: csgraph.connected_components(graph, directed=True, connection="strong")
    yield "reach from one", lambda: csgraph.breadth_first_order(graph, nodes - 1, return_predecessors=False)


def igraph(rows, nodes):
    import igraph as library

    def build(columns=rows):
        return library.Graph(n=nodes, edges=columns.T, directed=True)

    yield "build", build
    graph, order = build(), build(acyclic(rows))
    yield "components", lambda: graph.connected_components(mode="strong")
    yield "topological order", order.topological_sorting
    yield "reach from one", lambda: graph.subcomponent(nodes - 1, mode="out")
    yield "feedback arcs", lambda: graph.feedback_arc_set(method="eades")


def rustworkx(rows, nodes):
    import rustworkx as library

    def build(columns=rows):
        graph = library.PyDiGraph()
        graph.add_nodes_from(range(nodes))
        graph.add_edges_from_no_data(list(map(tuple, columns.T.tolist())))
        return graph

    yield "build", build
    graph, order = build(), build(acyclic(rows))
    yield "components", lambda: library.strongly_connected_components(graph)
    yield "topological order", lambda: library.topological_sort(order)
    yield "reach from one", lambda: library.descendants(graph, nodes - 1)


def networkx(rows, nodes):
    import networkx as library

    def build(columns=rows):
        graph = library.DiGraph()
        graph.add_nodes_from(range(nodes))
        graph.add_edges_from(columns.T.tolist())
        return graph

    yield "build", build
    graph, order = build(), build(acyclic(rows))
    yield "components", lambda: list(library.strongly_connected_components(graph))
    yield "topological order", lambda: list(library.topological_sort(order))
    yield "reach from one", lambda: library.descendants(graph, nodes - 1)


# What each library has no function for.
LACKS = {"scipy": {"topological order", "feedback arcs"}, "rustworkx": {"feedback arcs"}, "networkx": {"feedback arcs"}}
PEERS = {"scipy": scipy, "igraph": igraph, "rustworkx": rustworkx, "networkx": networkx}


def measure(options):
    """Runs in a process of its own: prints one JSON line for each algorithm of a peer."""
    rows = pairs(options.file)
    nodes = int(rows.max()) + 1
    for name, work in PEERS[options.peer](rows, nodes):
        seconds = []
        for _ in range(1 if name == "feedback arcs" else options.runs):
            start = time.process_time()
            work()
            seconds.append(time.process_time() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"algorithm": name, "seconds": statistics.median(seconds), "peak": peak}), flush=True)


def peer(name, options):
    """The lines of one peer, as far as it came within the time limit."""
    command = [sys.executable, __file__, options.file, "--peer", name, "--runs", str(options.runs)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (options.limit, options.limit))) as process:
        try:
            output, _ = process.communicate(timeout=options.wall)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
    return {line["algorithm"]: line for line in map(json.loads, output.splitlines())}


def ours(options):
    """The same algorithms by groundup-bench; its names differ."""
    names = {"build": "build", "strongly connected components": "components", "topological order, acyclic part": "topological order",
             "reach from the last node": "reach from one", "feedback arcs": "feedback arcs"}
    found = {}
    for _ in range(options.runs):
        done = subprocess.run([options.groundup_bench, "graph", options.file], check=True, stdout=subprocess.PIPE, text=True)
        for line in done.stdout.splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if cells[0] in names:
                found.setdefault(names[cells[0]], []).append((float(cells[1]), int(cells[2])))
    return {name: {"seconds": statistics.median(s for s, _ in runs), "peak": max(p for _, p in runs)}
            for name, runs in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", help="the edge list; made when it does not exist")
    parser.add_argument("--groundup-bench", help="the release build of groundup-bench")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=int, default=90 + 60, help="CPU seconds for one peer, its loading included")
    parser.add_argument("--wall", type=int, default=900, help="seconds for one peer")
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer:
        measure(options)
        return
    if not pathlib.Path(options.file).exists():
        subprocess.run([sys.executable, pathlib.Path(__file__).with_name("graph_random.py"), options.file], check=True)
    results = {"groundup": ours(options)}
    for name in PEERS:
        if importlib.util.find_spec(name) is None:
            print(f"{name} is not installed here and was left out.", file=sys.stderr)
        else:
            results[name] = peer(name, options)
    print("CPU seconds (times groundup's), peak MB of the process so far")
    print(f"| algorithm | {' | '.join(results)} |\n| --- |{' --- |' * len(results)}")
    for algorithm in ALGORITHMS:
        base = results["groundup"].get(algorithm)
        cells = [cell(lines.get(algorithm), base, algorithm, name, options) for name, lines in results.items()]
        print(f"| {algorithm} | {' | '.join(cells)} |")


def cell(line, base, algorithm, name, options):
    if line is None:
        return "-" if algorithm in LACKS.get(name, ()) else f"not within {options.limit} s"
    ratio = f" ({line['seconds'] / base['seconds']:.1f}x)" if base and base["seconds"] > 0 and line is not base else ""
    return f"{line['seconds']:.3f}{ratio}, {line['peak']} MB"


if __name__ == "__main__":
    main()
