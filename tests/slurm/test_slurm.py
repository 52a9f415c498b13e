"""Strata under a real Slurm of one node: batch scripts, signals, requeues, arrays. Skipped where none can be had."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import local_slurm

PROGRAM = os.environ["STRATA_PROGRAM"]
SOURCE = pathlib.Path(os.environ["STRATA_SOURCE_DIR"])
SCRIPTS = SOURCE / "examples" / "slurm"
sys.path.insert(0, str(SOURCE / "tests" / "reliability"))
from runs import Runner, checkpoints, deck_text, final_state  # noqa: E402

LONG = deck_text(end="240 ms")


@unittest.skipIf(local_slurm.why_not(), local_slurm.why_not())
class Jobs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = pathlib.Path(tempfile.mkdtemp(prefix="strata_slurm_"))
        cls.slurm = local_slurm.LocalSlurm(cls.home / "slurm")
        try:
            cls.slurm.start()
        except RuntimeError as error:
            shutil.rmtree(cls.home, ignore_errors=True)
            raise unittest.SkipTest(f"Slurm did not start: {error}") from error
        cls.slurm.environment["STRATA"] = PROGRAM
        cls.runner = Runner(PROGRAM, cls.home / "reference")
        cls.long_state = cls.uninterrupted(LONG)

    @classmethod
    def uninterrupted(cls, text):
        results = cls.runner.folder / "results"
        done = cls.runner.run(cls.runner.deck("deck", text), "--force", results=results, ranks=2)
        if done.code != 0:
            raise RuntimeError(done.output)
        return final_state(results)

    @classmethod
    def tearDownClass(cls):
        cls.slurm.stop()
        shutil.rmtree(cls.home, ignore_errors=True)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="job_", dir=self.home))
        self.deck = self.folder / "deck.yaml"
        self.deck.write_text(LONG)
        self.results = self.folder / "deck.results"

    def strata(self, *words):
        return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=120, check=False,
                              cwd=self.folder, env=self.slurm.environment)

    def wait_for_checkpoint(self):
        self.slurm.wait(lambda: checkpoints(self.results), "checkpoint", 120)

    def log(self):
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def restarts(self, number):
        return int(self.slurm.job(number)["Restarts"])

    def expect_same_result(self, number):
        self.assertEqual(self.slurm.wait_for_end(number), 0, self.log())
        self.assertEqual(final_state(self.results), self.long_state)

    def test_a_submitted_deck_runs(self):
        self.deck.write_text(deck_text())
        done = self.strata("submit", self.deck, "--ranks", 2, "--time", "0:10:00", "--submit")
        self.assertEqual(done.returncode, 0, done.stderr)
        number = done.stdout.split()[1].rstrip(":")
        self.assertEqual(self.slurm.wait_for_end(number), 0, self.log())
        self.assertTrue((self.results / "run.json").exists())

    def test_a_job_is_told_before_its_limit_and_queues_itself_again(self):
        script = self.strata("submit", self.deck, "--ranks", 2, "--time", "0:01:00").stdout
        # Slurm looks at limits every half minute or so: asked for 58 s before the end, the signal comes soon.
        self.assertIn("--signal=USR1@30", script)
        path = self.folder / "job.sh"
        path.write_text(script.replace("USR1@30", "USR1@58"))
        self.deck.write_text(deck_text(end="1000 s").replace("every: 40 ms", "every: 100 s"))
        number = self.slurm.submit(path, cwd=self.folder)
        self.slurm.wait(lambda: "JOB REQUEUE" in self.log(), "requeue", 120)
        self.assertIn("signal USR1", self.log())
        self.assertTrue(checkpoints(self.results))
        self.slurm.call("scancel", number)

    def test_USR1_to_the_steps_leads_to_a_requeue_and_the_same_result(self):
        number = self.slurm.submit(SCRIPTS / "single.sh", self.deck, cwd=self.folder)
        self.wait_for_checkpoint()
        self.slurm.call("scancel", "--signal=USR1", number)
        self.expect_same_result(number)
        self.assertEqual(self.restarts(number), 1)
        self.assertIn("signal USR1", self.log())

    def test_a_requeue_from_outside_leaves_a_checkpoint_too(self):
        number = self.slurm.submit(SCRIPTS / "single.sh", self.deck, cwd=self.folder)
        self.wait_for_checkpoint()
        self.slurm.call("scontrol", "requeue", number)
        self.expect_same_result(number)
        self.assertIn("signal TERM", self.log())

    def test_a_run_knows_the_limit_of_its_job(self):
        # The whole limit is the margin: the run must stop after its first steps, without any signal.
        self.deck.write_text(deck_text(end="1000 s", interval="0 s"))
        number = self.slurm.submit("--ntasks=1", "--time=1", "--no-requeue", f"--output={self.folder}/job.log", "--wrap",
                                   f"export SLURM_JOB_END_TIME=$(($(date +%s) + 4)); srun {PROGRAM} run {self.deck}")
        self.assertEqual(self.slurm.wait_for_end(number), 75, self.log())
        self.assertIn("time limit", self.log())

    def test_a_killed_rank_ends_the_job(self):
        self.deck.write_text(deck_text(end="1000 s"))
        number = self.slurm.submit(SCRIPTS / "single.sh", self.deck, cwd=self.folder)
        self.wait_for_checkpoint()
        ranks = [int(path.name) for path in pathlib.Path("/proc").glob("[0-9]*") if self.is_rank_of(path, number)]
        self.assertEqual(len(ranks), 2)
        start = time.monotonic()
        os.kill(ranks[0], signal.SIGKILL)
        self.assertNotEqual(self.slurm.wait_for_end(number), 0)
        self.assertLess(time.monotonic() - start, 30.0)

    def is_rank_of(self, process, number):
        try:
            return (os.readlink(process / "exe") == os.path.realpath(PROGRAM) and
                    f"SLURM_JOB_ID={number}".encode() in (process / "environ").read_bytes().split(b"\0"))
        except OSError:
            return False

    def test_an_array_with_bad_decks_is_collected(self):
        decks = []
        for n in range(8):
            deck = self.folder / f"deck_{n}.yaml"
            deck.write_text(deck_text().replace("total: 30 W", f"total: {10 + n} W"))
            decks.append(deck)
        decks[3].write_text(decks[3].read_text().replace("thickness", "thicknes"))
        (self.folder / "decks.txt").write_text("".join(f"{deck}\n" for deck in decks))
        number = self.slurm.submit("--array=0-7%4", SCRIPTS / "array.sh", "decks.txt", cwd=self.folder)
        collector = self.slurm.submit(f"--dependency=afterany:{number}", SCRIPTS / "collect.sh", "decks.txt", cwd=self.folder)
        self.assertEqual(self.slurm.wait_for_end(collector), 0, self.log())
        codes = [int((self.folder / "codes" / str(n)).read_text()) for n in range(8)]
        self.assertEqual(codes, [0, 0, 0, 2, 0, 0, 0, 0])
        table = (self.folder / "collected.txt").read_text()
        self.assertIn("8 decks, 1 without a result", table)
        hottest = [float(line.split()[2]) for line in table.splitlines()[1:-1] if line.split()[1] == "0"]
        self.assertEqual(hottest, sorted(hottest))
        self.assertEqual(len(set(hottest)), 7)

    def test_several_decks_given_to_submit_are_an_array(self):
        other = self.folder / "other.yaml"
        for path in (self.deck, other):
            path.write_text(deck_text())
        done = self.strata("submit", self.deck, other, "--time", "0:10:00", "--submit", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        number = done.stdout.split('"')[3]
        for task in (0, 1):
            self.assertEqual(self.slurm.wait_for_end(f"{number}_{task}"), 0, self.log())
        self.assertTrue((self.folder / "other.results" / "run.json").exists())


if __name__ == "__main__":
    unittest.main()
