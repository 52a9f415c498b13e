"""Transients that are told to stop, killed, and gone on with: exit codes, messages, files, bits."""

import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import unittest

PROGRAM = os.environ["STRATA_PROGRAM"]
SOURCE = pathlib.Path(os.environ["STRATA_SOURCE_DIR"])
sys.path.insert(0, str(SOURCE / "tests" / "reliability"))
from runs import Runner, checkpoints, deck_text, final_state, kill_session, ranks_of, wait, wait_for_checkpoint  # noqa: E402

# So long that nobody waits for its end.
ENDLESS = deck_text(end="1000 s", interval="20 ms")
SHORT = deck_text(end="60 ms")


class Survival(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = pathlib.Path(tempfile.mkdtemp(prefix="strata_survive_"))
        cls.runner = Runner(PROGRAM, cls.home)
        cls.short = cls.runner.deck("short", SHORT)
        cls.endless = cls.runner.deck("endless", ENDLESS)
        cls.reference = cls.home / "reference"
        done = cls.runner.run(cls.short, results=cls.reference)
        if done.code != 0:
            raise RuntimeError(done.output)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.home, ignore_errors=True)

    def setUp(self):
        self.results = pathlib.Path(tempfile.mkdtemp(dir=self.home)) / "results"

    def started(self, deck=None, ranks=1, count=1, **more):
        """A run that has written a checkpoint."""
        process = self.runner.start(deck or self.endless, results=self.results, ranks=ranks, **more)
        if not wait_for_checkpoint(process, self.results, count):
            self.fail(wait(process).output)
        return process

    def stopped(self, deck):
        """A run of the deck that stopped after its first steps."""
        self.results.mkdir(exist_ok=True)
        (self.results / "strata.stop").touch()
        done = self.runner.run(deck, results=self.results)
        self.assertEqual(done.code, 75, done.output)
        self.assertFalse((self.results / "strata.stop").exists())
        return done

    def restart(self, deck, *options, **more):
        return self.runner.run(deck, "--restart", *options, results=self.results, **more)

    def assert_stopped(self, process, word):
        done = wait(process)
        self.assertEqual(done.code, 75, done.output)
        self.assertIn(word, done.output)
        self.assertIn("--restart", done.output)
        self.assertTrue(checkpoints(self.results))
        self.assertFalse((self.results / "run.json").exists())

    def test_signals_leave_a_checkpoint_and_exit_75(self):
        for number, word in ((signal.SIGUSR1, "signal USR1"), (signal.SIGTERM, "signal TERM"), (signal.SIGINT, "signal INT")):
            process = self.started()
            process.send_signal(number)
            self.assert_stopped(process, word)
            shutil.rmtree(self.results)

    def test_signals_reach_the_ranks_through_the_launcher(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            process = self.started(ranks=2)
            os.kill(process.pid, number)
            self.assert_stopped(process, "signal USR1")
            shutil.rmtree(self.results)

    def test_a_stopped_run_goes_on_to_the_same_bits(self):
        self.stopped(self.short)
        done = self.restart(self.short)
        self.assertEqual(done.code, 0, done.output)
        self.assertIn("from step 1", done.output)
        self.assertEqual(final_state(self.results), final_state(self.reference))
        self.assertFalse((self.results / "checkpoints").exists())

    def test_a_killed_run_goes_on_to_the_same_bits(self):
        process = self.started(self.short)
        kill_session(process.pid)
        wait(process)
        self.assertEqual(self.restart(self.short).code, 0)
        self.assertEqual(final_state(self.results), final_state(self.reference))

    def test_the_control_file_asks_for_a_checkpoint_and_the_run_goes_on(self):
        deck = self.runner.deck("asked", deck_text(end="1000 s", interval="0 s"))
        self.results.mkdir()
        (self.results / "strata.checkpoint").touch()
        process = self.started(deck)
        self.assertIsNone(process.poll())
        self.assertFalse((self.results / "strata.checkpoint").exists())
        kill_session(process.pid)
        wait(process)

    def test_the_time_limit_is_kept(self):
        done = self.runner.run(self.endless, "--time-limit", "0:00:03", results=self.results)
        self.assertEqual(done.code, 75, done.output)
        self.assertIn("time limit", done.output)

    def test_only_the_newest_stay(self):
        process = self.started(count=2)
        process.send_signal(signal.SIGTERM)
        wait(process)
        self.assertLessEqual(len(checkpoints(self.results)), 3)
        names = {path.name for path in checkpoints(self.results)[0].iterdir()}
        self.assertEqual(names, {"manifest.json", "numbers.h5", "rank_00000.h5"})
        manifest = json.loads((checkpoints(self.results)[0] / "manifest.json").read_text())["state"]
        self.assertEqual(float.fromhex(manifest["time_hex"]), manifest["time_s"])

    def test_an_interrupted_folder_wants_to_be_told(self):
        self.stopped(self.short)
        refused = self.runner.run(self.short, results=self.results)
        self.assertEqual(refused.code, 2)
        for word in ("--restart", "--force"):
            self.assertIn(word, refused.output)
        anew = self.runner.run(self.short, "--force", results=self.results)
        self.assertEqual(anew.code, 0, anew.output)
        self.assertEqual(final_state(self.results), final_state(self.reference))

    def test_restart_where_there_is_nothing_starts_from_the_beginning(self):
        done = self.restart(self.short)
        self.assertEqual(done.code, 0, done.output)
        self.assertEqual(final_state(self.results), final_state(self.reference))

    def test_restart_of_a_finished_run_repeats_its_result(self):
        self.assertEqual(self.restart(self.short).code, 0)
        again = self.restart(self.short)
        self.assertEqual(again.code, 0)
        self.assertIn("already solved", again.output)

    def test_a_steady_deck_takes_restart_too(self):
        done = self.runner.run(SOURCE / "tests" / "support" / "small_package.yaml", "--restart", results=self.results)
        self.assertEqual(done.code, 0, done.output)

    def test_another_decks_checkpoints_are_refused(self):
        self.stopped(self.short)
        other = self.runner.deck("other", SHORT.replace("total: 30 W", "total: 31 W"))
        done = self.restart(other)
        self.assertEqual(done.code, 2, done.output)
        self.assertIn("another deck", done.output)
        self.assertTrue(checkpoints(self.results))

    def test_a_damaged_checkpoint_is_put_aside(self):
        process = self.started(count=2)
        process.send_signal(signal.SIGTERM)
        wait(process)
        newest = checkpoints(self.results)[0]
        data = bytearray((newest / "rank_00000.h5").read_bytes())
        data[len(data) // 2] ^= 4
        (newest / "rank_00000.h5").write_bytes(data)
        done = self.restart(self.endless, "--time-limit", "0:00:02")
        self.assertEqual(done.code, 75, done.output)
        self.assertIn(f"checkpoint {newest.name} is damaged", done.output)
        self.assertTrue((newest.parent / f"damaged-{newest.name}").is_dir())

    def test_mistakes_of_usage(self):
        for text in ("10", "1:99", "soon"):
            done = self.runner.run(self.short, "--time-limit", text, results=self.results)
            self.assertEqual(done.code, 2, done.output)
            self.assertIn("h:mm:ss", done.output)
        done = self.runner.run(self.short, results=self.results, environment={"STRATA_WATCHDOG_SECONDS": "soon"})
        self.assertEqual(done.code, 2, done.output)
        self.assertIn("STRATA_WATCHDOG_SECONDS", done.output)
        both = self.runner.run(self.short, "--restart", "--force", results=self.results)
        self.assertEqual(both.code, 2, both.output)

    def test_a_rank_that_stops_ends_the_job(self):
        process = self.started(ranks=2, environment={"STRATA_WATCHDOG_SECONDS": "3"})
        os.kill(ranks_of(process, PROGRAM)[1], signal.SIGSTOP)
        done = wait(process, 60)
        self.assertEqual(done.code, 70, done.output)
        self.assertIn("nothing moved", done.output)

    def test_a_rank_that_is_killed_ends_the_job(self):
        process = self.started(ranks=2)
        os.kill(ranks_of(process, PROGRAM)[1], signal.SIGKILL)
        done = wait(process, 60)
        self.assertEqual(done.code, 137, done.output)


if __name__ == "__main__":
    unittest.main()
