"""Watched runs with ParaView Catalyst: pictures and surfaces on any number of ranks, colours against the field, and
everything that may go wrong. Run with the program's path in STRATA_PROGRAM and the source tree in STRATA_SOURCE_DIR."""

import json
import os
import pathlib
import re
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
from vtkmodules.vtkIOXML import vtkXMLPPolyDataReader, vtkXMLPRectilinearGridReader

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
    """An environment in which no X server can be started: a PATH with every program but Xvfb."""
    folder = tempfile.mkdtemp(prefix="strata_path_")
    for directory in os.get_exec_path():
        for program in pathlib.Path(directory).glob("*"):
            link = pathlib.Path(folder, program.name)
            if program.name != "Xvfb" and not os.path.lexists(link):
                link.symlink_to(program)
    return folder


def listens(port):
    """Whether somebody waits for connections there."""
    tables = pathlib.Path("/proc/net/tcp").read_text() + pathlib.Path("/proc/net/tcp6").read_text()
    return ":%04X " % port in tables


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


def line_length(path):
    """Length of all lines together [m], and their number."""
    reader = vtkXMLPPolyDataReader()
    reader.SetFileName(str(path))
    reader.Update()
    lines = reader.GetOutput()
    points = vtk_to_numpy(lines.GetPoints().GetData()).astype(float)
    ends = vtk_to_numpy(lines.GetLines().GetOffsetsArray())
    order = vtk_to_numpy(lines.GetLines().GetConnectivityArray())
    pieces = [points[order[begin:end]] for begin, end in zip(ends, ends[1:])]
    return sum(numpy.linalg.norm(numpy.diff(piece, axis=0), axis=1).sum() for piece in pieces), len(pieces)


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

    def test_lines_along_the_heat_flux_run_on_where_the_next_rank_begins(self):
        lengths = {}
        for ranks in (1, 2, 3, 4):
            done, results = self.run_steady(SCRIPTS / "streamlines.py", ranks)
            self.assertEqual(done.returncode, 0, done.stderr)
            lengths[ranks], n = line_length(results / "in_situ" / "lines_000000.pvtp")
            self.assertGreater(n, 10)
        for ranks in (2, 3, 4):
            self.assertAlmostEqual(lengths[ranks] / lengths[1], 1.0, delta=5e-3, msg=str(lengths))

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


    def test_the_memory_of_a_watched_run_is_foreseen(self):
        for preset in ("extracts", "exploded_stack"):
            done, results = self.run_transient(preset)
            self.assertEqual(done.returncode, 0, done.stderr)
            deck = self.folder / ("%s.yaml" % preset)
            foreseen = json.loads(strata("check", deck, "--json").stdout)["memory_per_rank_bytes"]
            taken = json.loads((results / "run.json").read_text())["ranks"]["peak_memory_max_bytes"]
            self.assertGreater(foreseen / taken, 1.0)
            self.assertLess(foreseen / taken, 2.0)

    def test_the_package_as_it_bends_is_drawn_where_stress_is_solved(self):
        pictures = []
        for ranks in (1, 2):
            results = self.folder / ("bent_%d" % ranks)
            deck = self.folder / "bent.yaml"
            text = (HERE.parent / "support" / "stress_package.yaml").read_text()
            deck.write_text(text + "in_situ: {preset: warped_shape}\n")
            done = strata("run", deck, "-o", results, "--ranks", ranks, env=environment())
            self.assertEqual(done.returncode, 0, done.stderr)
            pictures.append(image.imread(results / "in_situ" / "warped_shape_000000.png")[:, :, :3])
        self.assertGreater(pictures[0].std(), 0.05)
        self.assertLess((numpy.abs(pictures[0] - pictures[1]).max(axis=2) > 0.05).mean(), 2e-3)

    def test_what_paraview_exports_after_opening_results_runs_unchanged(self):
        done, results = self.run_steady("extracts")
        self.assertEqual(done.returncode, 0, done.stderr)
        script = self.folder / "exported.py"
        exported = subprocess.run(
            ["xvfb-run", "-a", "-s", "-noreset", "pvpython", "--force-offscreen-rendering",
             str(HERE / "export_state.py"), str(results / "results.pvd"), str(script)],
            capture_output=True, text=True, timeout=300, check=False)
        self.assertTrue(script.exists(), exported.stderr)
        pictures = []
        for ranks in (1, 2):
            done, watched = self.run_steady(script, ranks)
            self.assertEqual(done.returncode, 0, done.stderr)
            pictures.append(image.imread(watched / "in_situ" / "exported_000000.png")[:, :, :3])
        done = strata("post", script, results, env=environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        pictures.append(image.imread(results / "post" / "exported_000000.png")[:, :, :3])
        self.assertGreater(pictures[0].std(), 0.05)
        for other in pictures[1:]:
            self.assertLess((numpy.abs(other - pictures[0]).max(axis=2) > 0.05).mean(), 2e-3)

    def test_presets_draw_the_same_from_results_of_several_ranks_and_times(self):
        done, results = self.run_steady("exploded_stack", 2, "--set", "analysis.heat=transient", "--set",
                                        "analysis.transient.save={times: [10 ms, 20 ms]}")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = strata("post", "exploded_stack", results, env=environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        now = sorted((results / "post").glob("exploded_stack_*.png"))
        self.assertEqual(len(now), 3)
        then = sorted((results / "in_situ").glob("exploded_stack_*.png"))
        # Only the temperature of the end is there both times; the scales of the runs so far may differ.
        last = [image.imread(pictures[-1])[:, :, :3] for pictures in (now, then)]
        self.assertGreater(last[0].std(), 0.05)
        self.assertLess((numpy.abs(last[0] - last[1]).max(axis=2) > 0.2).mean(), 2e-2)


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
            self.finished_with(done, results, 74, "NameError", "colours_of_the_rainbow", "throws_at_import.py\", line 5")
            self.assertNotIn("load_script", done.stderr)
            self.assertFalse(list((results / "in_situ").iterdir()), "what the script began was written")

    def test_a_script_that_is_no_python_is_told_before_the_run(self):
        for ranks in (1, 2):
            done, results = self.run_steady(SCRIPTS / "no_python.py", ranks)
            self.finished_with(done, results, 74, "not watched", "'(' was never closed (no_python.py, line 3)")

    def test_a_script_of_version_one_is_told(self):
        done, results = self.run_steady(SCRIPTS / "version_one.py")
        self.finished_with(done, results, 74, "version 1")

    def test_a_script_that_throws_at_a_step_shows_its_error_and_the_run_goes_on(self):
        done, results = self.run_transient(SCRIPTS / "throws_later.py")
        self.finished_with(done, results, 74, "step 0 is not to my taste", "step 5 is not to my taste")

    def test_a_missing_plugin_is_said_and_the_run_is_made_again_when_it_is_there(self):
        done, results = self.run_steady("extracts", env=environment(STRATA_CATALYST_PLUGIN="/nowhere/plugin.so"))
        self.finished_with(done, results, 74, "not watched", "/nowhere/plugin.so")
        done, results = self.run_steady("extracts")
        self.finished_with(done, results, 0, "is incomplete", "solving again")
        self.assertTrue((results / "in_situ" / "fields_000000.pvtr").exists())
        done, results = self.run_steady("extracts")
        self.finished_with(done, results, 0, "already solved")

    def test_check_says_how_a_run_is_watched_and_misses_the_plugin(self):
        deck = HERE / "deck.yaml"
        done = strata("check", deck)
        self.assertIn("in situ    hottest_die, every 10 steps", done.stdout)
        self.assertEqual(done.stderr, "")
        done = strata("check", deck, env=environment(STRATA_CATALYST_PLUGIN="/nowhere/plugin.so"))
        self.assertEqual(done.returncode, 0)
        self.assertIn("warning: the run will not be watched: STRATA_CATALYST_PLUGIN names /nowhere", done.stderr)

    def test_a_restarted_run_is_watched_on(self):
        plain = self.run_transient("hottest_die", "--set", "mesh.lateral=100um", "--set", "in_situ.every=1 steps")[1]
        whole = {path.name for path in (plain / "in_situ").iterdir()}
        deck, results = self.folder / "hottest_die.yaml", self.folder / "stopped"
        words = [PROGRAM, "run", str(deck), "-o", str(results), "--set", "analysis.heat=transient", "--set",
                 "mesh.lateral=100um", "--set", "in_situ.every=1 steps"]
        run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
        self.addCleanup(run.kill)
        while len(list(results.glob("in_situ/*.png"))) < 3 and run.poll() is None:
            time.sleep(0.05)
        run.send_signal(signal.SIGTERM)
        self.assertEqual(run.wait(timeout=120), 75)
        done = subprocess.run([*words, "--restart"], capture_output=True, text=True, env=environment(), check=False,
                              timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({path.name for path in (results / "in_situ").iterdir()}, whole)

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
    def start(self, port, *client_arguments, lateral="200 um"):
        """A client without a window, and a run that it can see; returns both."""
        client = subprocess.Popen(["pvpython", "--force-offscreen-rendering", str(HERE / "live_client.py"), str(port),
                                   *map(str, client_arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  text=True, env=environment())
        for clean_up in (client.stdout.close, client.wait, client.kill):
            self.addCleanup(clean_up)
        self.wait_until(lambda: listens(port), "the client does not listen")
        deck = self.folder / "live.yaml"
        text = (HERE / "deck.yaml").read_text().split("in_situ:")[0].replace("200 um", lateral)
        deck.write_text(text + "in_situ: {preset: extracts, every: 1 steps, live: 'localhost:%d'}\n" % port)
        run = subprocess.Popen([PROGRAM, "run", str(deck), "-o", str(self.folder / "out")],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment())
        for clean_up in (run.stderr.close, run.wait, run.kill):
            self.addCleanup(clean_up)
        return client, run

    def wait_until(self, is_so, otherwise):
        deadline = time.monotonic() + 300
        while not is_so():
            if time.monotonic() > deadline:
                self.fail(otherwise)
            time.sleep(0.1)

    def extracts(self):
        return sorted(self.folder.glob("out/in_situ/*.pvtr"))

    def finish(self, run):
        _, errors = run.communicate(timeout=600)
        self.assertEqual(run.returncode, 0, errors)
        self.assertTrue((self.folder / "out" / "results.h5").exists())

    def read_line(self, client, start):
        """Reads on to a line that begins so."""
        for line in client.stdout:
            if line.startswith(start):
                return line
        return self.fail("the client ended without '%s'" % start)

    def test_a_client_sees_the_fields_of_the_running_job(self):
        client, run = self.start(22731, 3)
        lines = [self.read_line(client, "step ") for _ in range(3)]
        self.finish(run)
        for line in lines:
            step, low, high = (float(word) for word in re.findall(r"[0-9.]+", line))
            reader = vtkXMLPRectilinearGridReader()
            reader.SetFileName(str(self.folder / "out/in_situ" / ("fields_%06d.pvtr" % step)))
            reader.Update()
            temperature = vtk_to_numpy(reader.GetOutput().GetCellData().GetArray("temperature"))
            self.assertAlmostEqual(low, numpy.nanmin(temperature), delta=1e-5, msg=line)
            self.assertAlmostEqual(high, numpy.nanmax(temperature), delta=1e-5, msg=line)

    def test_a_client_holds_the_run_and_lets_it_go_on(self):
        client, run = self.start(22733, 2, 6, lateral="100 um")
        self.read_line(client, "paused")
        time.sleep(2.0)
        before = self.extracts()
        time.sleep(2.0)
        self.assertEqual(before, self.extracts())
        self.assertIsNone(run.poll())
        self.read_line(client, "goes on")
        self.finish(run)
        self.assertGreater(len(self.extracts()), len(before))

    def test_a_client_that_vanishes_does_not_end_the_run(self):
        client, run = self.start(22732, 1000000)
        self.wait_until(self.extracts, "the run does not begin")
        client.send_signal(signal.SIGKILL)
        client.wait()
        self.finish(run)

    def test_a_client_that_vanishes_while_it_holds_the_run_lets_it_go_on(self):
        client, run = self.start(22734, 2, 1000000, lateral="100 um")
        self.read_line(client, "paused")
        client.send_signal(signal.SIGKILL)
        client.wait()
        self.finish(run)

    def test_where_nobody_listens_the_run_goes_on(self):
        done, results = self.run_transient("extracts", "--set", "in_situ.live='localhost:22735'")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((results / "results.h5").exists())


if __name__ == "__main__":
    unittest.main()
