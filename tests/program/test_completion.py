"""`strata completion` in real shells. Run with the program's path in STRATA_PROGRAM and the source tree in
STRATA_SOURCE_DIR."""

import shutil
import subprocess
import unittest

from test_cli import strata

COMPLETE = """
source /dev/stdin <<< "$1"
shift
COMP_WORDS=(strata "$@")
COMP_CWORD=$#
_strata
printf '%s\\n' "${COMPREPLY[@]}"
"""


def complete(*words):
    script = strata("completion", "bash").stdout
    done = subprocess.run(["bash", "-c", COMPLETE, "bash", script, *words], capture_output=True, text=True, check=True)
    return done.stdout.split()


class Completion(unittest.TestCase):
    def test_commands_complete(self):
        self.assertEqual(complete("stu"), ["study"])
        self.assertIn("run", complete(""))

    def test_options_are_those_of_the_command_and_the_global_ones(self):
        self.assertEqual(complete("run", "--unc"), ["--uncertainty"])
        self.assertEqual(complete("check", "--qui"), ["--quiet"])
        self.assertEqual(complete("check", "--unheard"), [])

    def test_every_option_that_help_prints_completes(self):
        offered = complete("study", "--")
        for word in strata("study", "--help").stdout.replace(",", " ").split():
            if word.startswith("--") and len(word) > 2:
                self.assertIn(word, offered)

    @unittest.skipUnless(shutil.which("zsh"), "no zsh here")
    def test_zsh_takes_its_script(self):
        script = strata("completion", "zsh").stdout
        self.assertEqual(subprocess.run(["zsh", "-n"], input=script, text=True, check=False).returncode, 0)

    def test_another_shell_is_a_usage_error(self):
        done = strata("completion", "fish")
        self.assertEqual(done.returncode, 2)
        self.assertIn("fish", done.stderr)


if __name__ == "__main__":
    unittest.main()
