"""Figure 8: Slurm's signals, limits and requeues, on a real Slurm of one node."""

import pathlib
import sys
import time

from figures import Figure
from kills import reference
from runs import checkpoints, final_state, fresh

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "slurm"))
import local_slurm  # noqa: E402


def batch_script(runner, deck, results, time_limit="0:05:00", signal="USR1@60"):
    path = runner.folder / "job.sh"
    path.write_text(f"""#!/bin/bash
#SBATCH --ntasks=2 --mem-per-cpu=500M --time={time_limit} --signal={signal} --requeue --open-mode=append
#SBATCH --output={runner.folder}/job.log
srun --mpi=pmix {runner.program} run {deck} --restart --output {results}
code=$?
if [ "$code" -eq 75 ]; then scontrol requeue "$SLURM_JOB_ID" && sleep 60; fi
exit "$code"
""")
    return path


def interrupted_job(slurm, runner, deck, results, how):
    """Queues a run, interrupts it once there is a checkpoint, lets it finish. Returns its exit code."""
    number = slurm.submit(batch_script(runner, deck, results))
    end = time.monotonic() + 60.0
    while not checkpoints(results):
        if time.monotonic() > end:
            raise RuntimeError("the job wrote no checkpoint")
        time.sleep(0.01)
    slurm.call(*how, number)
    return number, slurm.wait_for_end(number)


def schedulers(runner, trials):
    figure = Figure(8, "Slurm's signals and requeues",
                    "srun on 2 ranks; USR1 to the steps (as --signal sends it) and scontrol requeue (TERM) while it runs; the "
                    "job queues itself again and must end with the same result, bit for bit")
    figure.skipped = local_slurm.why_not()
    if figure.skipped:
        return figure
    state, _ = reference(runner, 2)
    slurm = local_slurm.LocalSlurm(runner.folder / "slurm")
    slurm.start()
    starts = 0
    try:
        for trial in range(trials):
            deck = runner.interruptible("queued")
            results = fresh(runner.folder / "queued.results")
            how = (["scancel", "--signal=USR1"], ["scontrol", "requeue"])[trial % 2]
            number, code = interrupted_job(slurm, runner, deck, results, how)
            starts += 1 + int(slurm.job(number).get("Restarts", 0))
            same = code == 0 and final_state(results) == state
            log = (runner.folder / "job.log").read_text()[-300:]
            figure.count("" if same else f"{' '.join(how)}: exit {code}: {log}")
    finally:
        slurm.stop()
    figure.measured = f"{starts} starts for {figure.tried} jobs"
    return figure
