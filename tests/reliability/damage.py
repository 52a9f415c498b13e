"""Figures 6 and 7: files of checkpoints that are damaged, and disks that are full."""

import os
import pathlib
import shutil
import subprocess
import time

from figures import Figure
from kills import reference
from runs import checkpoints, final_state, fresh, wait, wait_for_checkpoint


def stopped_run(runner, deck, results):
    """A run that was stopped with at least two checkpoints."""
    process = runner.start(deck, "--force", results=results)
    if wait_for_checkpoint(process, results, count=2):
        (results / "strata.stop").touch()
    done = wait(process)
    if done.code != 75 or len(checkpoints(results)) < 2:
        raise RuntimeError(f"no two checkpoints: exit {done.code}\n{done.output}")


def harm(random, path, kind):
    """Flips one bit, cuts the file, or empties it; returns what was done."""
    data = bytearray(path.read_bytes())
    if kind == "bit":
        at = random.randrange(len(data))
        data[at] ^= 1 << random.randrange(8)
        path.write_bytes(data)
        return f"bit of byte {at} of {path.name}"
    length = 0 if kind == "empty" else random.randrange(len(data))
    path.write_bytes(data[:length])
    return f"{path.name} cut to {length} bytes"


def damage_checkpoints(runner, random, trials):
    figure = Figure(6, "files of the newest checkpoint are damaged",
                    "a flipped bit, a cut, an emptied file; --restart must notice and go on from the older one, or reach "
                    "the same result; with all checkpoints damaged: exit 74")
    state, _ = reference(runner, 1)
    deck = runner.interruptible("damaged")
    stopped = fresh(runner.folder / "stopped.results")
    stopped_run(runner, deck, stopped)
    noticed = 0
    for trial in range(trials):
        results = fresh(runner.folder / "damaged.results")
        shutil.copytree(stopped, results)
        kind = {0: "cut", 1: "empty"}.get(trial % 12, "bit")
        what = harm(random, random.choice(sorted(checkpoints(results)[0].iterdir())), kind)
        done = runner.run(deck, "--restart", results=results)
        if done.code != 0:
            figure.count(f"{what}: exit {done.code}: {done.output[-300:]}")
            continue
        noticed += "is damaged" in done.output
        figure.count("" if final_state(results) == state else f"{what}: another result")
    figure.count(all_damaged(runner, random, deck, stopped))
    figure.measured = f"{noticed} refused with a message, the others harmless; 0 wrong results" if figure.holds else ""
    return figure


def all_damaged(runner, random, deck, stopped):
    results = fresh(runner.folder / "damaged.results")
    shutil.copytree(stopped, results)
    for folder in checkpoints(results):
        harm(random, folder / "rank_00000.h5", "bit")
    done = runner.run(deck, "--restart", results=results)
    return "" if done.code == 74 and "--force" in done.output else f"all damaged: exit {done.code}: {done.output[-300:]}"


class SmallDisk:
    """A file system of its own in memory."""

    def __init__(self, folder, size):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(self.folder)], check=True,
                       capture_output=True)

    def close(self):
        subprocess.run(["umount", str(self.folder)], check=True, capture_output=True)

    def fill(self, leave):
        """Takes all space but so many bytes."""
        facts = os.statvfs(self.folder)
        taken = max(0, facts.f_bavail * facts.f_frsize - leave)
        with open(self.folder / "ballast", "wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, taken))

    def clear(self):
        (self.folder / "ballast").unlink()


def why_no_disk(folder):
    try:
        SmallDisk(folder / "trial", "1m").close()
        return ""
    except (OSError, subprocess.CalledProcessError):
        return "needs the right to mount a tmpfs"


def one_full_disk(runner, disk, leave, tell, ranks, state):
    """Fills the disk under a run; what went wrong, or nothing."""
    deck = runner.interruptible("full")
    results = disk.folder / "full.results"
    process = runner.start(deck, "--force", results=results, ranks=ranks)
    if not wait_for_checkpoint(process, results):
        return f"no checkpoint: {wait(process).output[-300:]}"
    disk.fill(leave)
    kept = checkpoints(results)
    start = time.monotonic()
    if tell:
        (results / "strata.stop").touch()
    done = wait(process, 30.0)
    seconds = time.monotonic() - start
    disk.clear()
    if done.code not in (74, 75, 0) or (leave == 0 and done.code == 0) or seconds > 10.0:
        return f"{leave} bytes left: exit {done.code} after {seconds:.1f} s: {done.output[-300:]}"
    if done.code == 74 and not (kept and checkpoints(results)):
        return f"{leave} bytes left: no checkpoint stayed"
    (results / "strata.stop").unlink(missing_ok=True)  # where the run ended by itself before it looked
    again = runner.run(deck, "--restart", results=results, ranks=ranks)
    if again.code != 0:
        return f"{leave} bytes left: the restart ended with {again.code}: {again.output[-300:]}"
    return "" if final_state(results) == state else f"{leave} bytes left: another result"


def fill_disk(runner, random, trials):
    figure = Figure(7, "the disk fills up", "a tmpfs with 0 to 400 KB left, during the run or when it is told to stop: exit "
                    "74 within 10 s, the previous checkpoint loads and leads to the same result; where everything still "
                    "fits: 0 or 75")
    figure.skipped = why_no_disk(runner.folder)
    if figure.skipped:
        return figure
    states = {ranks: reference(runner, ranks)[0] for ranks in (1, 2)}
    disk = SmallDisk(runner.folder / "disk", "16m")
    try:
        for trial in range(trials):
            leave = 0 if trial % 5 == 0 else random.randrange(400_000)
            ranks = 1 + trial // 2 % 2
            figure.count(one_full_disk(runner, disk, leave, trial % 2 == 1, ranks, states[ranks]))
            fresh(disk.folder / "full.results")
    finally:
        disk.close()
    figure.measured = "no hang; previous checkpoint loads" if figure.holds else ""
    return figure
