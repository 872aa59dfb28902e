"""The programs that groundup is measured beside, in one run: graphs, circular needs, schedules, plans."""

import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared/data"


def environment():
    """The Python of a virtual environment with the peers in it, made on the first call."""
    folder = HERE.parent / "Output/bench-venv"
    python = folder / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
    return python


def title(text):
    print(f"\n### {text}\n", flush=True)


def graphs(python, bench, scratch):
    title("Graphs: 1,000,000 nodes, 5,000,000 edges")
    edges = pathlib.Path(scratch) / "bench-graph.txt"
    subprocess.run([python, HERE / "graph_peers.py", edges, "--groundup-bench", bench], check=True)


def cycles(bench, seconds):
    title(f"Circular needs: recorded optima, {seconds} s each")
    folder = DATA / "cycles"
    if not folder.is_dir():
        return print(f"skipped: {folder} is not here")
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as results:
        subprocess.run([bench, "cycles", folder, "--seconds", str(seconds)], check=True, stdout=results)
        subprocess.run([sys.executable, HERE / "cycles_check.py", results.name, folder], check=True)


def schedules(python, bench, every):
    folder = DATA / "scheduling/psplib"
    if not folder.is_dir():
        return print(f"skipped: {folder} is not here")
    for kind, limit in (("5,000 schedules", ["--schedules", "5000"]), ("2 s each", ["--seconds", "2"])):
        title(f"Schedules: {kind}, every one checked again")
        with tempfile.TemporaryDirectory() as starts, tempfile.NamedTemporaryFile("w", suffix=".csv") as results:
            sets = folder if limit[0] == "--schedules" else folder / "j120"
            subprocess.run(
                [bench, "schedule", sets, *limit, "--seed", "1", "--starts", starts], check=True, stdout=results)
            subprocess.run(
                [sys.executable, HERE / "schedule_verify.py", sets, results.name, starts, folder / "bestknown.csv"],
                check=True)
    title(f"Schedules beside OR-Tools CP-SAT: 2 s, one worker, every {every}th of J120")
    subprocess.run(
        [python, HERE / "schedule_peers.py", bench, folder / "j120", "--every", str(every), "--seconds", "2",
         "--bestknown", folder / "bestknown.csv"], check=True)


def plans(groundup, bench):
    title("Plans")
    for assets, dependencies in ((10_000, 100_000), (100_000, 1_000_000)):
        subprocess.run([bench, "plan", str(assets), str(dependencies)], check=True)
    subprocess.run([bench, "replan"], check=True)
    title("An estate of 10,000 assets with planted circles and deadlocks")
    subprocess.run(
        [sys.executable, HERE / "planted_check.py", "--groundup", groundup, "--bench", bench], check=True)


def runs(bench):
    title("Runs: 10,000 trivial steps with a durable journal, beside ninja; a resume of half of them")
    subprocess.run([bench, "run", "10000"], check=True)


def health(bench):
    title("Data health: chi-square beside SHA-256, structure checks beside clamscan, one core and two")
    with tempfile.NamedTemporaryFile("w", suffix=".ndb") as signatures:
        # One signature of bytes that occur nowhere: clamscan takes files apart all the same.
        signatures.write(f"groundup.bench:0:*:{b'no file holds these bytes'.hex()}\n")
        signatures.flush()
        subprocess.run([bench, "health", "/usr/share", "--signatures", signatures.name], check=True)


def coverage(bench):
    title("Coverage: 1,000 restore points with 10,000,000 paths; a real repository beside restic's own commands")
    subprocess.run([bench, "coverage", "--points", "1000", "--paths", "10000000"], check=True)
    subprocess.run([bench, "listing"], check=True)


def points(bench):
    title("Choosing restore points: 20,000 simulated histories of each kind")
    subprocess.run([bench, "points"], check=True)


def run(groundup, scratch, every=10):
    bench = pathlib.Path(scratch).resolve() / "release/groundup-bench"
    python = environment()
    graphs(python, bench, scratch)
    schedules(python, bench, every)
    plans(groundup, bench)
    runs(bench)
    health(bench)
    coverage(bench)
    points(bench)
    cycles(bench, 10)
