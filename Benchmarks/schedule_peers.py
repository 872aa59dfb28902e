#!/usr/bin/env python3
"""groundup beside OR-Tools CP-SAT: the same files, the same time, one worker each, one after the other in the same run.

    python3 -m venv VENV && VENV/bin/pip install ortools
    VENV/bin/python schedule_peers.py GROUNDUP_BENCH DIR --seconds 2 --every 10 [--bestknown BESTKNOWN.csv]

groundup counts processor seconds. CP-SAT stops by the clock, after --patience times as many seconds; of what it finds only
what it had found within its processor seconds counts. On a busy machine raise --patience, or it gets less than groundup; the
table shows what each of them used.
"""
import argparse
import csv
import io
import pathlib
import resource
import subprocess
import time

from ortools.sat.python import cp_model

from schedule_verify import critical_path, known_answers, read_problem


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class UntilProcessorTime(cp_model.CpSolverSolutionCallback):
    """Remembers the best makespan that was found before the processor time was over."""

    def __init__(self, end):
        super().__init__()
        self.end, self.best = end, None

    def on_solution_callback(self):
        if processor_seconds() <= self.end or self.best is None:
            self.best = int(self.objective_value)
        else:
            self.stop_search()


def solve(problem, seconds, patience):
    """The makespan that CP-SAT finds, the processor seconds it took, and whether it proved it."""
    durations, uses, successors, capacities = problem
    begin = processor_seconds()
    model = cp_model.CpModel()
    horizon = sum(durations)
    starts = [model.new_int_var(0, horizon, "") for _ in durations]
    intervals = [model.new_fixed_size_interval_var(s, d, "") for s, d in zip(starts, durations)]
    for step, following in enumerate(successors):
        for other in following:
            model.add(starts[other] >= starts[step] + durations[step])
    for number, capacity in enumerate(capacities):
        users = [step for step in range(len(durations)) if uses[step][number]]
        if users:
            model.add_cumulative([intervals[s] for s in users], [uses[s][number] for s in users], capacity)
    makespan = model.new_int_var(0, horizon, "")
    for start, duration in zip(starts, durations):
        model.add(makespan >= start + duration)
    model.minimize(makespan)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds * patience
    watch = UntilProcessorTime(begin + seconds)
    # The callback only sees solutions; the clock's limit stops a search that finds none.
    status = solver.solve(model, watch)
    return watch.best, processor_seconds() - begin, status == cp_model.OPTIMAL


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench")
    parser.add_argument("folder")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--every", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=1, help="seconds by the clock for each processor second")
    parser.add_argument("--bestknown")
    options = parser.parse_args()
    known = known_answers(options.bestknown) if options.bestknown else {}
    command = [options.bench, "schedule", options.folder, "--seconds", str(options.seconds), "--seed",
               str(options.seed), "--every", str(options.every)]
    ours = list(csv.DictReader(io.StringIO(subprocess.run(command, check=True, capture_output=True, text=True).stdout)))
    rows = {"groundup": [], "CP-SAT": []}
    for row in ours:
        problem = read_problem(pathlib.Path(options.folder) / row["file"])
        bound = critical_path(problem[0], problem[2])
        best = known.get(row["file"].split("/")[-1])
        reference = int(best["best_upper_bound"]) if best else None
        begin = time.monotonic()
        makespan, used, _ = solve(problem, options.seconds, options.patience)
        makespan = makespan if makespan is not None else sum(problem[0])
        rows["groundup"].append((int(row["makespan"]), bound, reference, float(row["seconds"])))
        rows["CP-SAT"].append((makespan, bound, reference, used))
        print(f"{row['file']}: groundup {row['makespan']}, CP-SAT {makespan} in {used:.1f} s of processor, "
              f"{time.monotonic() - begin:.1f} s by the clock", flush=True)
    print(f"{'solver':10} {'files':>5} {'% above path':>13} {'% above best':>13} {'processor s':>12}")
    for name, values in rows.items():
        above = 100 * sum(m / b - 1 for m, b, _, _ in values if b) / len(values)
        relative = [m / r - 1 for m, _, r, _ in values if r]
        worse = f"{100 * sum(relative) / len(relative):.3f}" if relative else "-"
        used = sum(s for _, _, _, s in values) / len(values)
        print(f"{name:10} {len(values):5} {above:13.3f} {worse:>13} {used:12.3f}")


if __name__ == "__main__":
    main()
