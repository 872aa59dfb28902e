"""Running programs."""
import concurrent.futures
import subprocess
import sys
import time

from .inventory import LabError, TimedOut


def run(*argv, input=None, check=True, timeout=600, env=None):
    """Runs a program, returns its output; a failure says what it printed last."""
    argv = [str(word) for word in argv]
    feed = {"input": input} if input is not None else {"stdin": subprocess.DEVNULL}
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=timeout, env=env, errors="replace", **feed)
    except subprocess.TimeoutExpired:
        raise TimedOut(f"{shown(argv)}: not finished after {timeout} s") from None
    except FileNotFoundError:
        raise LabError(f"{argv[0]}: not installed; the packages needed are listed in packages.txt") from None
    if check and done.returncode != 0:
        last = "\n".join((done.stderr or done.stdout).strip().splitlines()[-12:])
        raise LabError(f"{shown(argv)}: exit status {done.returncode}\n{last}")
    return done if not check else done.stdout


def shown(argv):
    """A short form of a command line for messages."""
    return " ".join(argv[:6]) + (" ..." if len(argv) > 6 else "")


def in_parallel(work, items, width=6):
    """Calls `work` for every item at once; returns {item: result}; the first failure is raised after all have ended."""
    items = list(items)
    with concurrent.futures.ThreadPoolExecutor(max(1, min(width, len(items)))) as pool:
        futures = {item: pool.submit(work, item) for item in items}
    return {item: future.result() for item, future in futures.items()}


def say(text):
    """Progress for people: on standard error, so that standard output stays data."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def wait_until(condition, seconds, what, every=0.2):
    """Waits until `condition()` is true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise LabError(f"{what}: not so after {seconds} s")
        time.sleep(every)
