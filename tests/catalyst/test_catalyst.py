"""Watched runs with ParaView Catalyst: pictures and surfaces on any number of ranks, colours against the field, and
everything that may go wrong. Run with the program's path in STRATA_PROGRAM and the source tree in STRATA_SOURCE_DIR."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import h5py
import numpy
from matplotlib import image
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOXML import vtkXMLPPolyDataReader

PROGRAM = os.environ["STRATA_PROGRAM"]
HERE = pathlib.Path(os.environ["STRATA_SOURCE_DIR"]) / "tests" / "catalyst"
SCRIPTS = HERE / "scripts"
LOW, HIGH = 300.0, 400.0  # of scripts/grey.py [K]


def strata(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=600, check=False,
                          **options)


def environment(**changes):
    """This environment with a variable changed; None takes it away."""
    variables = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    for name, value in changes.items():
        variables.pop(name, None)
        if value is not None:
            variables[name] = value
    return variables


def without_xvfb():
    """An environment in which no X server can be started: a PATH with the few programs that a run needs."""
    folder = tempfile.mkdtemp(prefix="strata_path_")
    for name in ("mpirun", "orted", "bash", "sh"):
        if shutil.which(name):
            os.symlink(shutil.which(name), os.path.join(folder, name))
    return folder


class Watched(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="strata_catalyst_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_steady(self, script, ranks=1, *more, **options):
        """A steady run; returns the process and the folder of what was made."""
        results = self.folder / ("%s_%d" % (pathlib.Path(script).stem, ranks))
        key = "script" if str(script).endswith(".py") else "preset"
        other = self.folder / ("%s.yaml" % pathlib.Path(script).stem)
        text = (HERE / "deck.yaml").read_text().split("in_situ:")[0]
        other.write_text(text + "in_situ: {%s: %s, every: 5 steps}\n" % (key, script))
        done = strata("run", other, "-o", results, "--ranks", ranks, "--set", "analysis.heat=steady", *more,
                      **{"env": environment(), **options})
        return done, results

    def run_transient(self, script, *more, **options):
        return self.run_steady(script, 1, "--set", "analysis.heat=transient", *more, **options)


def surface_area(path):
    """Area of a surface [m^2], without what belongs to other ranks, and the number of its triangles."""
    reader = vtkXMLPPolyDataReader()
    reader.SetFileName(str(path))
    reader.Update()
    surface = reader.GetOutput()
    points = vtk_to_numpy(surface.GetPoints().GetData()).astype(float)
    ghost = surface.GetCellData().GetArray("vtkGhostType")
    own = vtk_to_numpy(ghost) == 0 if ghost else numpy.ones(surface.GetNumberOfCells(), bool)
    triangles = vtk_to_numpy(surface.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    a, b, c = (points[triangles[:, n]] for n in range(3))
    areas = 0.5 * numpy.linalg.norm(numpy.cross(b - a, c - a), axis=1)
    return areas[own].sum(), int(own.sum())


class Ranks(Watched):
    def test_the_surface_of_a_temperature_is_the_same_on_any_number_of_ranks(self):
        areas = {}
        for ranks in (1, 2, 3, 4):
            done, results = self.run_steady(SCRIPTS / "contour.py", ranks)
            self.assertEqual(done.returncode, 0, done.stderr)
            areas[ranks], n = surface_area(results / "in_situ" / "surface_000000.pvtp")
            self.assertGreater(n, 100)
        for ranks in (2, 3, 4):
            self.assertAlmostEqual(areas[ranks] / areas[1], 1.0, delta=1e-6, msg=str(areas))

    def test_pictures_are_the_same_on_any_number_of_ranks(self):
        pictures = {}
        for ranks in (1, 2, 3, 4):
            done, results = self.run_steady("exploded_stack", ranks)
            self.assertEqual(done.returncode, 0, done.stderr)
            pictures[ranks] = image.imread(results / "in_situ" / "exploded_stack_000000.png")[:, :, :3]
        self.assertGreater(pictures[1].std(), 0.05, "the picture is empty")
        for ranks in (2, 3, 4):
            different = (numpy.abs(pictures[ranks] - pictures[1]).max(axis=2) > 0.05).mean()
            self.assertLess(different, 2e-3, "%d ranks" % ranks)


class Colours(Watched):
    def test_a_pixel_has_the_colour_of_its_cell(self):
        for ranks in (1, 3):
            done, results = self.run_steady(SCRIPTS / "grey.py", ranks)
            self.assertEqual(done.returncode, 0, done.stderr)
            grey = image.imread(results / "in_situ" / "grey_000000.png")[:, :, :3]
            with h5py.File(results / "results.h5") as file:
                lines = [file["grid/%s" % axis][()] for axis in "xyz"]
                field = file["steps/000000/cells/temperature"][()]
            k = numpy.searchsorted(lines[2], 1.1e-3) - 1
            n_compared = 0
            for j in range(len(lines[1]) - 1):
                for i in range(len(lines[0]) - 1):
                    x, y = 0.5 * (lines[0][i] + lines[0][i + 1]), 0.5 * (lines[1][j] + lines[1][j + 1])
                    pixel = grey[int((8e-3 - y) / 8e-3 * 400), int(x / 10e-3 * 500)]
                    if numpy.isnan(field[k, j, i]):
                        self.assertGreater(pixel[0] - pixel[1], 0.9, "void is not the background")
                        continue
                    self.assertAlmostEqual(pixel[0], (field[k, j, i] - LOW) / (HIGH - LOW), delta=2.5 / 255)
                    n_compared += 1
            self.assertGreater(n_compared, 100)


class Transients(Watched):
    def test_there_is_a_picture_at_the_start_every_so_many_steps_and_at_the_end(self):
        done, results = self.run_transient("hottest_die")
        self.assertEqual(done.returncode, 0, done.stderr)
        steps = sorted(int(path.stem.split("_")[-1]) for path in (results / "in_situ").glob("*.png"))
        self.assertEqual(steps[0], 0)
        self.assertGreater(len(steps), 3)
        self.assertTrue(all(step % 5 == 0 for step in steps[:-1]), steps)

    def test_every_preset_makes_a_picture(self):
        for preset in ("cross_section", "layer_gallery", "exploded_stack", "hottest_die"):
            done, results = self.run_steady(preset)
            self.assertEqual(done.returncode, 0, done.stderr)
            picture = image.imread(results / "in_situ" / ("%s_000000.png" % preset))
            self.assertGreater(picture[:, :, :3].std(), 0.05, preset)

    def test_the_same_script_draws_the_same_from_results_on_the_disk(self):
        done, results = self.run_steady(SCRIPTS / "grey.py")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = strata("post", SCRIPTS / "grey.py", results, env=environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        then = image.imread(results / "in_situ" / "grey_000000.png")[:, :, :3]
        now = image.imread(results / "post" / "grey_000000.png")[:, :, :3]
        self.assertLess((numpy.abs(then - now).max(axis=2) > 0.05).mean(), 2e-3)


class Faults(Watched):
    def finished_with(self, done, results, code, *words):
        self.assertEqual(done.returncode, code, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        record = json.loads((results / "run.json").read_text())
        self.assertEqual(record["exit_code"], code)
        self.assertTrue((results / "results.h5").exists())

    def test_without_a_display_there_are_extracts_alone_and_a_word_about_it(self):
        path = without_xvfb()
        self.addCleanup(shutil.rmtree, path)
        for ranks in (1, 2):
            done, results = self.run_steady("extracts", ranks, env=environment(PATH=path))
            self.finished_with(done, results, 0, "only extracts of data")
            self.assertTrue((results / "in_situ" / "fields_000000.pvtr").exists())
            done, results = self.run_steady("cross_section", ranks, env=environment(PATH=path))
            self.finished_with(done, results, 0, "only extracts of data")
            self.assertFalse(list((results / "in_situ").glob("*.png")))

    def test_a_display_that_is_not_there_is_replaced(self):
        done, results = self.run_steady("cross_section", env=environment(DISPLAY=":4711"))
        self.finished_with(done, results, 0, "started for this run")
        self.assertTrue((results / "in_situ" / "cross_section_000000.png").exists())

    def test_a_script_that_cannot_be_read_shows_its_error(self):
        for ranks in (1, 2):
            done, results = self.run_steady(SCRIPTS / "throws_at_import.py", ranks)
            self.finished_with(done, results, 74, "NameError", "colours_of_the_rainbow", "throws_at_import.py\", line 2")

    def test_a_script_that_throws_at_a_step_shows_its_error_and_the_run_goes_on(self):
        done, results = self.run_transient(SCRIPTS / "throws_later.py")
        self.finished_with(done, results, 74, "step 0 is not to my taste", "step 5 is not to my taste")

    def test_a_missing_plugin_is_said_at_once_and_at_the_end(self):
        done, results = self.run_steady("extracts", env=environment(STRATA_CATALYST_PLUGIN="/nowhere/plugin.so"))
        self.finished_with(done, results, 74, "not watched", "/nowhere/plugin.so")

    def test_a_folder_that_takes_no_files_does_not_end_the_run(self):
        done, results = self.run_steady("extracts")
        shutil.rmtree(results / "in_situ")
        (results / "in_situ").write_text("a file where the folder should be")
        done, results = self.run_steady("extracts", 1, "--force")
        self.finished_with(done, results, 74, "not watched")

    def test_the_script_tester_tells_good_from_bad(self):
        done = strata("in-situ", "test", SCRIPTS / "contour.py", env=environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("works", done.stdout)
        done = strata("in-situ", "test", SCRIPTS / "throws_at_import.py", env=environment())
        self.assertEqual(done.returncode, 74)
        self.assertIn("NameError", done.stderr)


class Live(Watched):
    def start_client(self, port, n_updates):
        return subprocess.Popen(["pvpython", "--force-offscreen-rendering", str(HERE / "live_client.py"), str(port),
                                 str(n_updates)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                env=environment())

    def wait_for_port(self, port):
        deadline = time.monotonic() + 120
        listening = ":%04X " % port
        while time.monotonic() < deadline:
            tables = pathlib.Path("/proc/net/tcp").read_text() + pathlib.Path("/proc/net/tcp6").read_text()
            if listening in tables:
                return
            time.sleep(0.2)
        self.fail("the client does not listen")

    def test_a_client_sees_the_fields_of_the_running_job(self):
        client = self.start_client(22731, 2)
        self.addCleanup(client.kill)
        self.wait_for_port(22731)
        done, _ = self.run_transient("extracts", "--set", "in_situ.live='localhost:22731'", "--set",
                                     "in_situ.every='1 steps'")
        self.assertEqual(done.returncode, 0, done.stderr)
        out, _ = client.communicate(timeout=120)
        self.assertIn("temperature from", out)

    def test_a_client_that_vanishes_does_not_end_the_run(self):
        client = self.start_client(22732, 1000000)
        self.addCleanup(client.kill)
        self.wait_for_port(22732)
        deck_run = subprocess.Popen([PROGRAM, "run", str(self.live_deck(22732)), "-o", str(self.folder / "out")],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment())
        self.addCleanup(deck_run.kill)
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and not list(self.folder.glob("out/in_situ/*.pvtr")):
            time.sleep(0.1)
        client.send_signal(signal.SIGKILL)
        client.wait()
        _, errors = deck_run.communicate(timeout=600)
        self.assertIn(deck_run.returncode, (0, 74), errors)
        self.assertTrue((self.folder / "out" / "results.h5").exists())

    def live_deck(self, port):
        deck = self.folder / "live.yaml"
        text = (HERE / "deck.yaml").read_text().split("in_situ:")[0]
        deck.write_text(text + "in_situ: {preset: extracts, every: 1 steps, live: 'localhost:%d'}\n" % port)
        return deck


if __name__ == "__main__":
    unittest.main()
