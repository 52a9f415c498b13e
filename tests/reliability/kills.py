"""Figures 3, 4, 12: runs that are killed, whole or by one rank, and runs that are simply repeated."""

import os
import signal
import time

from figures import Figure
from runs import deck_text, final_state, fresh, kill_session, ranks_of, wait, wait_for_checkpoint

MOST_ATTEMPTS = 60
WATCHDOG = {"STRATA_WATCHDOG_SECONDS": "3"}


def reference(runner, ranks):
    """The uninterrupted run of the deck on so many ranks: its final state and how long it takes [s]."""
    results = fresh(runner.folder / f"reference_{ranks}")
    deck = runner.interruptible("reference")
    done = runner.run(deck, results=results, ranks=ranks)
    if done.code != 0:
        raise RuntimeError(f"the reference run ended with {done.code}:\n{done.output}")
    return final_state(results), done.seconds


def killed_until_done(runner, random, ranks, state, seconds, results):
    """Kills a run at random moments and restarts it until it is done. Returns (kills, what went wrong)."""
    deck = runner.interruptible("killed")
    kills = 0
    for _ in range(MOST_ATTEMPTS):
        process = runner.start(deck, "--restart", results=results, ranks=ranks)
        time.sleep(random.uniform(0.3, 1.0) * seconds if kills < 4 else 2.0 * seconds)
        if process.poll() is None:
            kill_session(process.pid)
            kills += 1
            wait(process)
            continue
        done = wait(process)
        if done.code != 0:
            return kills, f"after {kills} kills exit {done.code}: {done.output[-300:]}"
        return kills, "" if final_state(results) == state else f"after {kills} kills another result"
    return kills, f"not done after {MOST_ATTEMPTS} starts"


def kill_whole_job(runner, random, trials):
    figure = Figure(3, "the whole job is killed (-9) at random",
                    "restarted with --restart until done; all fields and series compared bit for bit with an uninterrupted run")
    kills = 0
    for ranks in (1, 2):
        state, seconds = reference(runner, ranks)
        for _ in range(trials // 2):
            results = fresh(runner.folder / "killed.results")
            n, failure = killed_until_done(runner, random, ranks, state, seconds, results)
            kills += n
            figure.count(failure)
    figure.measured = f"{kills} kills, on 1 and 2 ranks, all bit-identical" if figure.holds else f"{kills} kills"
    return figure


def lose_one_rank(runner, random, results, number):
    """Sends one rank a signal once a checkpoint is there. Returns (seconds until the job was gone, exit code, ranks)."""
    deck = runner.deck("rank", deck_text(end=f"{400 * runner.bursts()} ms"))
    process = runner.start(deck, "--force", results=results, ranks=3, environment=WATCHDOG)
    if not wait_for_checkpoint(process, results):
        return None, wait(process)
    time.sleep(random.uniform(0.0, 0.2))
    os.kill(random.choice(ranks_of(process, runner.program)), number)
    return time.monotonic(), wait(process, 60.0)


def kill_one_rank(runner, random, trials):
    figure = Figure(4, "one rank of three is killed, or stops",
                    "kill -9, or SIGSTOP with STRATA_WATCHDOG_SECONDS=3; the job must be gone within 15 s, and --restart go on")
    longest, codes = 0.0, set()
    for trial in range(trials):
        number = signal.SIGKILL if trial % 2 == 0 else signal.SIGSTOP
        results = fresh(runner.folder / "rank.results")
        start, done = lose_one_rank(runner, random, results, number)
        if start is None or done.code in (None, 0):
            figure.count(f"the job ended with {done.code}: {done.output[-300:]}")
            continue
        seconds = done.seconds
        longest = max(longest, seconds)
        codes.add(done.code)
        if seconds > 15.0:
            figure.count(f"gone only after {seconds:.1f} s")
            continue
        (results / "strata.stop").touch()
        again = runner.run(runner.folder / "rank.yaml", "--restart", results=results, ranks=3)
        figure.count("" if again.code == 75 else f"the restart ended with {again.code}: {again.output[-300:]}")
    figure.measured = f"gone after at most {longest:.1f} s, exit codes {', '.join(map(str, sorted(codes)))}"
    return figure


def repeat(runner, trials):
    figure = Figure(12, "the same run again", "repeats on 1 and 2 ranks, compared bit for bit")
    for ranks in (1, 2):
        state, _ = reference(runner, ranks)
        for _ in range(trials // 2):
            figure.count("" if reference(runner, ranks)[0] == state else f"another result on {ranks} ranks")
    figure.measured = "bit-identical" if figure.holds else ""
    return figure
