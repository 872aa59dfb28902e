#!/usr/bin/env python3
"""Check schedules again, without any of groundup's code, and print averages for each set.

    groundup-bench schedule DIR --schedules 5000 --starts STARTS > RESULT.csv
    schedule_verify.py DIR RESULT.csv STARTS [BESTKNOWN.csv]

Every need and every capacity at every unit of time is checked from the .rcp files and the start times alone. The critical
path is computed again too. BESTKNOWN.csv has the columns file, best_upper_bound and best_lower_bound; without it only the
percentage above the critical path is printed. Ends with status 1 when anything is wrong.
"""
import csv
import pathlib
import sys


def read_problem(path):
    """Durations, uses and successors of each activity, and the capacities."""
    numbers = iter([int(word) for word in path.read_text().split()])
    count, resources = next(numbers), next(numbers)
    capacities = [next(numbers) for _ in range(resources)]
    durations, uses, successors = [], [], []
    for _ in range(count):
        durations.append(next(numbers))
        uses.append([next(numbers) for _ in range(resources)])
        successors.append([next(numbers) - 1 for _ in range(next(numbers))])
    return durations, uses, successors, capacities


def critical_path(durations, successors):
    """The length of the longest chain."""
    waiting = [0] * len(durations)
    for following in successors:
        for other in following:
            waiting[other] += 1
    earliest = [0] * len(durations)
    ready = [step for step, count in enumerate(waiting) if count == 0]
    longest = 0
    for step in ready:
        finish = earliest[step] + durations[step]
        longest = max(longest, finish)
        for other in successors[step]:
            earliest[other] = max(earliest[other], finish)
            waiting[other] -= 1
            if waiting[other] == 0:
                ready.append(other)
    return longest


def violations(problem, starts, makespan):
    """What the schedule does not keep."""
    durations, uses, successors, capacities = problem
    if len(starts) != len(durations):
        yield f"{len(starts)} starts for {len(durations)} activities"
        return
    finishes = [start + duration for start, duration in zip(starts, durations)]
    if max(finishes, default=0) != makespan:
        yield f"the makespan is {max(finishes, default=0)}, not {makespan}"
    for step, start in enumerate(starts):
        if start < 0:
            yield f"activity {step + 1} starts at {start}"
        for other in successors[step]:
            if starts[other] < finishes[step]:
                yield f"activity {other + 1} starts before {step + 1} ends"
    for resource, capacity in enumerate(capacities):
        changes = {}
        for step, use in enumerate(uses):
            if durations[step] and use[resource]:
                changes[starts[step]] = changes.get(starts[step], 0) + use[resource]
                changes[finishes[step]] = changes.get(finishes[step], 0) - use[resource]
        held = 0
        for moment in sorted(changes):
            held += changes[moment]
            if held > capacity:
                yield f"{held} of {capacity} units of resource {resource + 1} are held at {moment}"


def known_answers(path):
    """By file name without folders."""
    with open(path, newline="") as file:
        return {row["file"].split("/")[-1]: row for row in csv.DictReader(file)}


def main(folder, result, starts_folder, best=None):
    known = known_answers(best) if best else {}
    sets, wrong = {}, 0
    with open(result, newline="") as file:
        for row in csv.DictReader(file):
            problem = read_problem(pathlib.Path(folder) / row["file"])
            starts = [int(line) for line in (pathlib.Path(starts_folder) / f"{row['file']}.starts").read_text().split()]
            makespan, bound = int(row["makespan"]), int(row["bound"])
            found = list(violations(problem, starts, makespan))
            if critical_path(problem[0], problem[2]) != bound:
                found.append("the bound is not the critical path")
            answer = known.get(row["file"].split("/")[-1])
            if answer and makespan < int(answer["best_lower_bound"]):
                found.append(f"{makespan} is below the proved bound {answer['best_lower_bound']}")
            for violation in found:
                print(f"{row['file']}: {violation}", file=sys.stderr)
            wrong += bool(found)
            name = pathlib.Path(row["file"]).name.split("_")[0]
            entry = sets.setdefault(name, {"path": [], "best": [], "proved": [], "seconds": 0.0, "schedules": 0})
            entry["path"].append(makespan / bound - 1 if bound else 0.0)
            if answer:
                entry["best"].append(makespan / int(answer["best_upper_bound"]) - 1)
                entry["proved"].append(int(answer["best_upper_bound"]) / bound - 1)
            entry["seconds"] += float(row["seconds"])
            entry["schedules"] += int(row["schedules"])
    print("set    files  % above path  best known  % above best  seconds/file  schedules/s")
    for name, entry in sorted(sets.items()):
        def average(values):
            return f"{100 * sum(values) / len(values):.3f}" if values else "-"
        files = len(entry["path"])
        rate = f"{entry['schedules'] / entry['seconds']:.0f}" if entry["seconds"] else "-"
        print(f"{name:6} {files:5}  {average(entry['path']):>12}  {average(entry['proved']):>10}"
              f"  {average(entry['best']):>12}  {entry['seconds'] / files:>12.4f}  {rate:>11}")
    print(f"{wrong} wrong" if wrong else "every schedule keeps every need and every capacity")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
