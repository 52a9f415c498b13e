"""`strata submit`: the batch script is sound, keeps what it was given, and mistakes are told before a job waits in a queue.
Nothing here needs Slurm: a program of ours stands in for sbatch."""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["STRATA_PROGRAM"]
SOURCE = pathlib.Path(os.environ["STRATA_SOURCE_DIR"])
SMALL_DECK = SOURCE / "tests" / "support" / "small_package.yaml"
JOB = ["--ranks", "4", "--time", "2:00:00"]


class Submit(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="strata_submit_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.deck = self.copy("deck.yaml")

    def copy(self, name):
        path = self.folder / name
        shutil.copy(SMALL_DECK, path)
        return path

    def submit(self, *arguments, path=None):
        environment = {**os.environ, "PATH": path or os.environ["PATH"]}
        return subprocess.run([PROGRAM, "submit", *map(str, arguments)], capture_output=True, text=True, timeout=120,
                              check=False, env=environment, cwd=self.folder)

    def script(self, *arguments):
        done = self.submit(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        checked = subprocess.run(["bash", "-n"], input=done.stdout, text=True, capture_output=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        return done.stdout

    def directives(self, text):
        """The #SBATCH options as Slurm reads them: up to a comment, none of them behind a command."""
        head = text[:re.search(r"^[^#\n]", text, re.MULTILINE).start()]
        self.assertEqual(head.count("#SBATCH"), text.count("#SBATCH"))
        return dict((line.split("#SBATCH ")[1].split(" #")[0].strip().lstrip("-") + "=").split("=")[:2]
                    for line in head.splitlines() if line.startswith("#SBATCH"))

    def run_script(self, text, codes):
        """What a script does where srun ends with the given codes in turn; returns its code and scontrol's calls."""
        bin_folder = self.folder / "bin"
        bin_folder.mkdir(exist_ok=True)
        for name, body in {"srun": f'printf "%s\\n" "$@" > {self.folder}/words; exit {codes}',
                           "scontrol": f'echo "$@" >> {self.folder}/scontrol', "sleep": "exit 0"}.items():
            (bin_folder / name).write_text(f"#!/bin/sh\n{body}\n")
            (bin_folder / name).chmod(0o755)
        done = subprocess.run(["bash"], input=text, text=True, capture_output=True, check=False, cwd=self.folder, env={
            **os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "SLURM_JOB_ID": "77",
            "SLURM_ARRAY_TASK_ID": "1", "SLURM_RESTART_COUNT": os.environ.get("COUNT", "0")})
        calls = self.folder / "scontrol"
        return done.returncode, calls.read_text() if calls.exists() else ""

    def test_the_script_asks_for_what_was_asked(self):
        text = self.script(self.deck, "--ranks", 64, "--time", "2:00:00", "--gpus", 8, "--nodes", 2,
                           "--account", "hbm", "--partition", "long")
        asked = self.directives(text)
        for name, value in {"ntasks": "64", "time": "2:00:00", "gpus": "8", "nodes": "2", "account": "hbm",
                            "partition": "long", "open-mode": "append", "signal": "USR1@300",
                            "job-name": "deck", "output": "deck.%j.log"}.items():
            self.assertEqual(asked.get(name), value, name)
        self.assertIn("requeue", asked)
        self.assertRegex(text, r"\nsrun --mpi=pmix .* --restart\n")

    def test_memory_is_what_check_estimates_and_some_more(self):
        asked = self.directives(self.script(self.deck, *JOB))
        check = subprocess.run([PROGRAM, "check", "--json", "--ranks", "4", self.deck], capture_output=True, text=True,
                               check=True)
        estimate = float(re.search(r'"memory_per_rank_bytes": ([0-9.e+]+)', check.stdout).group(1)) / 2**20
        memory = float(asked["mem-per-cpu"].rstrip("M"))
        self.assertGreater(memory, estimate + 100)
        self.assertLess(memory, estimate + 250)

    def test_short_jobs_get_a_short_warning(self):
        self.assertEqual(self.directives(self.script(self.deck, "--time", "0:01:00"))["signal"], "USR1@30")
        self.assertEqual(self.directives(self.script(self.deck, "--time", "0:30:00"))["signal"], "USR1@90")

    def test_paths_and_options_with_blanks_and_quotes_arrive_whole(self):
        deck = self.copy("it's a $deck.yaml")
        override = "title=a 'quoted' \"title\" $HOME"
        text = self.script(deck, *JOB, "--set", override)
        self.assertEqual(self.run_script(text, 0)[0], 0)
        words = (self.folder / "words").read_text().splitlines()
        self.assertIn(str(deck), words)
        self.assertEqual(words[words.index("--set") + 1], override)
        self.assertNotIn("'", self.directives(text)["job-name"])

    def test_75_goes_back_into_the_queue_a_limited_number_of_times(self):
        text = self.script(self.deck, *JOB, "--attempts", 3)
        self.assertEqual(self.run_script(text, 75), (75, "requeue 77\n"))
        (self.folder / "scontrol").unlink()
        os.environ["COUNT"] = "3"
        self.addCleanup(os.environ.pop, "COUNT", None)
        self.assertEqual(self.run_script(text, 75), (75, ""))

    def test_every_other_code_is_passed_on(self):
        text = self.script(self.deck, *JOB)
        for code in (0, 2, 3, 5, 74, 137):
            self.assertEqual(self.run_script(text, code), (code, ""))

    def test_several_decks_are_an_array(self):
        other = self.copy("other.yaml")
        text = self.script(self.deck, other, *JOB, "--at-once", 8)
        asked = self.directives(text)
        self.assertEqual(asked["array"], "0-1%8")
        self.assertEqual(asked["output"], "deck.%A_%a.log")
        self.run_script(text, 0)
        self.assertIn(str(other), (self.folder / "words").read_text().splitlines())

    def test_mistakes_are_exit_2_with_a_hint(self):
        for arguments, message in {
                (self.deck,): "--time",
                (self.deck, "--time", "120"): "h:mm:ss",
                (self.deck, "--time", "1:75:00"): "h:mm:ss",
                (self.deck, *JOB[2:], "--ranks", "0"): "positive number",
                (self.deck, *JOB[2:], "--ranks", "auto"): "give a number",
                (self.deck, *JOB, "--gpus", "5"): "raise --ranks",
                (self.deck, *JOB, "--nodes", "5"): "more nodes than ranks",
                (self.deck, *JOB, "--account", "two words"): "without blanks",
                (self.deck, *JOB, "--partition", "a\n#SBATCH --exclusive"): "without blanks",
                (self.deck, *JOB, "--attempts", "-1"): "--attempts",
                (self.deck, self.deck, *JOB): "listed twice",
                ("missing.yaml", *JOB): "missing.yaml"}.items():
            done = self.submit(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(message, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_a_mistake_in_a_deck_is_told_before_the_job_waits(self):
        self.deck.write_text(self.deck.read_text().replace("thickness: 800 um", "thicknes: 800 um"))
        done = self.submit(self.deck, *JOB)
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'thickness'?", done.stderr)

    def test_submit_hands_the_script_to_sbatch(self):
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "sbatch").write_text(f"#!/bin/sh\ncp \"$2\" {self.folder}/got.sh\necho 4711\n")
        (bin_folder / "sbatch").chmod((bin_folder / "sbatch").stat().st_mode | stat.S_IXUSR)
        done = self.submit(self.deck, *JOB, "--submit", path=f"{bin_folder}:{os.environ['PATH']}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("4711", done.stdout)
        self.assertEqual((self.folder / "got.sh").read_text(), self.script(self.deck, *JOB))

    def test_a_refusal_of_sbatch_is_passed_on(self):
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "sbatch").write_text("#!/bin/sh\necho 'sbatch: error: Invalid account' >&2\nexit 1\n")
        (bin_folder / "sbatch").chmod(0o755)
        done = self.submit(self.deck, *JOB, "--submit", path=f"{bin_folder}:{os.environ['PATH']}")
        self.assertEqual(done.returncode, 74)
        self.assertIn("Invalid account", done.stderr)
        done = self.submit(self.deck, *JOB, "--submit", path="/nowhere")
        self.assertEqual(done.returncode, 74)
        self.assertIn("without --submit the script is printed", done.stderr)


if __name__ == "__main__":
    unittest.main()
