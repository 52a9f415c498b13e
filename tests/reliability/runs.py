"""Runs of a small transient that are interrupted on purpose, and what is left of them."""

import dataclasses
import functools
import os
import pathlib
import shutil
import signal
import subprocess
import time

import h5py

PATIENCE = 600.0

# Runs that are interrupted take about so long, however fast the machine is.
INTERRUPTIBLE = 1.5

# A die under a heat spreader, heated in bursts: about three thousand cells, some hundred steps.
DECK = """\
strata: 1
title: Reliability
parts:
  chip:
    size: [8 mm, 6 mm]
    layers:
      - {name: die, thickness: 300 um, material: silicon, active: bottom}
traces:
  burst: {steps: [[0 s, 1], [8 ms, 0.1]], period: 20 ms}
assembly:
  size: [12 mm, 10 mm]
  stack:
    - {name: substrate, thickness: 800 um, material: abf_laminate}
    - tier: dies
      place: [{part: chip, at: [2 mm, 2 mm]}]
      fill: {material: mold}
    - {name: lid, thickness: 1 mm, material: lid_copper}
power: [{target: chip.die.active, total: 30 W, in_time: burst}]
boundaries:
  top: {convection: {film_coefficient: 5e3 W/(m^2.K), ambient: 40 degC}}
analysis:
  heat: transient
  transient: {end: END, tolerance: TOLERANCE, save: {every: 40 ms}}
mesh: {lateral: LATERAL, per_layer: {max_thickness: 300 um}}
probes: [{name: corner, at: [1 mm, 1 mm, 0.1 mm]}]
checkpoint: {every: INTERVAL}
output: {pictures: false, paraview: false}
"""


def deck_text(end="120 ms", tolerance="0.02 K", lateral="500 um", interval="30 ms"):
    text = DECK
    for key, value in {"END": end, "TOLERANCE": tolerance, "LATERAL": lateral, "INTERVAL": interval}.items():
        text = text.replace(key, value)
    return text


@dataclasses.dataclass
class Ended:
    """How a run ended."""
    code: int
    seconds: float
    output: str


class Runner:
    """Starts the program in a folder of its own, each run in a session of its own so that it can be killed whole."""

    def __init__(self, program, folder):
        self.program = str(program)
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def deck(self, name, text):
        path = self.folder / f"{name}.yaml"
        path.write_text(text)
        return path

    def start(self, deck, *options, results=None, ranks=1, environment=None):
        words = [self.program, "run", str(deck), "--ranks", str(ranks), *map(str, options)]
        if results:
            words += ["--output", str(results)]
        return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                start_new_session=True, env={**os.environ, **(environment or {})})

    def run(self, deck, *options, **more):
        return wait(self.start(deck, *options, **more))

    def interruptible(self, name):
        """The deck with an end so far away that there is time to interrupt a run."""
        return self.deck(name, deck_text(end=f"{40 * self.bursts()} ms"))

    @functools.lru_cache(maxsize=1)
    def bursts(self):
        """How many times 40 ms of simulated time this machine computes in the time of an interruptible run."""
        seconds = [self.run(self.deck("pace", deck_text(end=end)), "--force").seconds for end in ("40 ms", "400 ms")]
        return max(3, round(INTERRUPTIBLE / max((seconds[1] - seconds[0]) / 9.0, 1e-3)))


def wait(process, patience=PATIENCE):
    """Waits for a run and takes down what it leaves behind; a run that hangs is killed and has the code 'None'."""
    start = time.monotonic()
    try:
        output, _ = process.communicate(timeout=patience)
        return Ended(process.returncode, time.monotonic() - start, output)
    except subprocess.TimeoutExpired:
        kill_session(process.pid)
        output, _ = process.communicate()
        return Ended(None, time.monotonic() - start, output)


def session_members(session):
    """Processes of a session by number, with the path of their program."""
    members = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                members[int(entry.name)] = os.readlink(entry / "exe")
        except (OSError, IndexError, ValueError):
            continue
    return members


def kill_session(session, number=signal.SIGKILL):
    """Everything at once, as a node that loses power: until none of its processes is left."""
    while members := session_members(session):
        for process in members:
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass
        time.sleep(0.01)


def ranks_of(process, program):
    """The processes of a run that compute: under mpirun the ranks, without the one that waits for it; else itself."""
    program = os.path.realpath(program)
    found = sorted(number for number, path in session_members(process.pid).items() if path == program)
    return found if found == [process.pid] else [number for number in found if number != process.pid]


def checkpoints(results):
    folder = pathlib.Path(results) / "checkpoints"
    return sorted((path.parent for path in folder.glob("[0-9]*/manifest.json")), reverse=True) if folder.is_dir() else []


def wait_for_checkpoint(process, results, count=1, patience=60.0):
    """True once so many checkpoints are there, False where the run ended before."""
    end = time.monotonic() + patience
    while len(checkpoints(results)) < count:
        if process.poll() is not None or time.monotonic() > end:
            return False
        time.sleep(0.002)
    return True


def final_state(results):
    """Everything that was computed, as bytes by dataset; nothing that tells when or how often the run was started."""
    state = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset) and item.dtype.kind in "fiu":
            state[name] = item[()].tobytes()

    with h5py.File(pathlib.Path(results) / "results.h5") as file:
        for group in ("steps", "series", "probes", "boundaries"):
            if group in file:
                file[group].visititems(lambda name, item, group=group: keep(f"{group}/{name}", item))
    return state


def temperatures(results):
    """The last field of temperatures [K]."""
    with h5py.File(pathlib.Path(results) / "results.h5") as file:
        steps = file["steps"]
        return steps[sorted(steps)[-1]]["cells/temperature"][()]


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    return folder
