"""USD stages: what a stage of a synthetic package says of its bodies and fields."""

import contextlib
import io
import json
import pathlib
import re
import shutil
import unittest

import h5py
import matplotlib
import numpy as np

import synthetic
import synthetic_stress
import synthetic_transient
from closed_surfaces import edges_of, euler, volume
from conversion_case import ConversionCase
from strata_post.__main__ import main
from strata_post.exports import file_stem
from strata_post.results import Results
from strata_post.usd.names import identifier, unique_identifiers
from usda_reader import read_usda


class NamesTest(unittest.TestCase):
    def test_names_become_identifiers(self):
        for name, expected in (("dram[3]", "dram_3"), ("base.phy", "base_phy"), ("3d stack", "_3d_stack"), ("µ", "unnamed")):
            self.assertEqual(identifier(name), expected)
            self.assertRegex(identifier(name), r"^[A-Za-z_][A-Za-z0-9_]*$")

    def test_no_two_are_alike(self):
        names = unique_identifiers(["dram[3]", "dram_3", "dram 3", "dram_3_2"], ("dram_3",))
        self.assertEqual(len({*names, "dram_3"}), 5)

    def test_files_are_named_as_those_of_paraview(self):
        self.assertEqual(file_stem("Two GPU dies and eight HBM3E stacks through an iteration"),
                         "two_gpu_dies_and_eight_hbm3e_stacks_thro")
        self.assertEqual(file_stem("(A)  b"), "a_b")
        self.assertEqual(file_stem("++"), "results")


class StageTest(ConversionCase):
    target = "usd"

    def stage(self, *arguments):
        return read_usda(pathlib.Path(self.convert(*arguments, "--force").splitlines()[0]))

    def owners(self):
        """Of each cell the body (with the blocks inside it), -1 in void."""
        owner = np.full(tuple(len(lines) - 1 for lines in reversed(self.pack.lines)), -1)
        for n, body in enumerate(self.pack.bodies):
            owner[self.pack.cells(body)] = (body.parent if body.parent >= 0 else n) if body.material else -1
        return owner

    def assert_consistent(self, stage, codes):
        """Lengths, extents and closed surfaces at every time code."""
        for path, mesh in stage.meshes().items():
            counts, faces = mesh["faceVertexCounts"].value, mesh["faceVertexIndices"].value.reshape(-1, 4)
            self.assertTrue(np.all(counts == 4) and len(counts) == len(faces), path)
            self.assertTrue(all(counts == [1, 1] for counts in edges_of(faces).values()), path)
            self.assertEqual(mesh["subdivisionScheme"].value, "none")
            indices = mesh["primvars:normals:indices"].value.astype(int)
            self.assertEqual(len(indices), 4 * len(faces))
            for code in codes:
                points = mesh["points"].at(code)
                self.assertEqual(len(points), faces.max() + 1)
                np.testing.assert_array_equal(mesh["extent"].at(code), [points.min(axis=0), points.max(axis=0)])
                a, b, c, d = (points[faces[:, n].astype(int)] for n in range(4))
                normals = mesh["primvars:normals"].at(code)[indices].reshape(-1, 4, 3)
                np.testing.assert_allclose(np.linalg.norm(normals, axis=2), 1.0, atol=1e-5)
                self.assertTrue(np.all(np.einsum("fcx,fx->fc", normals, np.cross(c - a, d - b)) > 0.0), path)
                for name, attribute in mesh.attributes.items():
                    if attribute.metadata.get("interpolation") == "vertex":
                        for values in attribute.samples.values() if attribute.samples else [attribute.value]:
                            self.assertEqual(len(values), len(points), f"{path}.{name}")
                colours = mesh["primvars:displayColor"].at(code)
                self.assertTrue(colours.min() >= 0.0 and colours.max() <= 1.0)

    def test_the_stage_says_what_it_is(self):
        stage = self.stage("--meters-per-unit", "1e-6")
        root = stage.metadata["defaultPrim"]
        self.assertEqual(list(stage.children), [root])
        self.assertEqual((stage.metadata["upAxis"], stage.metadata["metersPerUnit"]), ("Z", 1e-6))
        for key in ("timeCodesPerSecond", "startTimeCode", "endTimeCode"):
            self.assertIn(key, stage.metadata)
        self.assertEqual(stage.children[root].metadata["kind"], "component")
        self.assertEqual(list(stage.children[root].children), ["layers", "hbm0", "hbm1", "hbm2", "hbm3", "gpu0"])
        size = stage.meshes()[f"/{root}/layers/substrate"]["extent"].value[1]
        np.testing.assert_allclose(size, [self.pack.lines[0][-1] * 1e6, self.pack.lines[1][-1] * 1e6, 1400.0], rtol=1e-6)

    def test_every_cell_is_in_one_mesh_and_every_mesh_is_closed(self):
        stage = self.stage("--meters-per-unit", "0.001")
        self.assert_consistent(stage, [0.0])
        owner = self.owners()
        dx, dy, dz = (1e3 * np.diff(lines) for lines in self.pack.lines)
        volumes = dz[:, None, None] * dy[:, None] * dx
        meshes = {mesh.metadata["customData"]["name"]: mesh for mesh in stage.meshes().values()}
        self.assertEqual(len(meshes), len(stage.meshes()))
        self.assertEqual(set(meshes), {self.pack.bodies[n].name for n in np.unique(owner) if n >= 0})
        for n in np.unique(owner[owner >= 0]):
            mesh = meshes[self.pack.bodies[n].name]
            inside = volume(mesh["points"].value, mesh["faceVertexIndices"].value.reshape(-1, 4))
            self.assertAlmostEqual(inside / volumes[owner == n].sum(), 1.0, places=4, msg=self.pack.bodies[n].name)

    def test_blocks_belong_to_their_layer_but_for_void_ones(self):
        fields = [body for body in self.pack.bodies if body.name.endswith("base.tsv_field")]
        hosts = [self.pack.bodies[body.parent].name for body in fields]
        euler_of = lambda: [euler(mesh["faceVertexIndices"].value.reshape(-1, 4).astype(int))
                            for mesh in self.stage().meshes().values() if mesh.metadata["customData"]["name"] in hosts]
        self.assertEqual(euler_of(), [2] * len(hosts))
        for body in fields:
            body.material = None
        synthetic.write(self.folder, self.pack)
        self.assertEqual(euler_of(), [0] * len(hosts))

    def test_temperatures_run_along_the_right_axes(self):
        stage = self.stage("--meters-per-unit", "1")
        mesh = next(m for path, m in stage.meshes().items() if path.endswith("/layers/substrate"))
        points, values = mesh["points"].value, mesh["primvars:temperature"].value
        self.assertEqual(mesh["primvars:temperature"].interpolation, "vertex")
        x, y, z = self.pack.lines
        k = int(np.searchsorted(z, 1.4e-3 - 1e-9))
        inside = np.all((points[:, :2] > 1e-6) & (points[:, :2] < [x[-1] - 1e-6, y[-1] - 1e-6]), axis=1)
        inner = inside & (np.abs(points[:, 2] - 1.4e-3) < 1e-7)
        self.assertGreater(inner.sum(), 9)
        expected = synthetic.linear(points[inner, 0], points[inner, 1], 0.5 * (z[k - 1] + z[k]))
        np.testing.assert_allclose(values[inner], expected, atol=2e-4)

    def test_colours_are_those_of_the_field(self):
        stage = self.stage()
        colors = stage.metadata["customLayerData"]["strata"]["colors"]
        with Results(self.folder) as results:
            self.assertAlmostEqual(colors["lowest"], results.scan.minimum)
            self.assertAlmostEqual(colors["highest"], results.scan.maximum)
        for mesh in stage.meshes().values():
            share = (mesh["primvars:temperature"].value - colors["lowest"]) / (colors["highest"] - colors["lowest"])
            srgb = matplotlib.colormaps[colors["colormap"]](share)[:, :3]
            light = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055)**2.4)
            np.testing.assert_allclose(mesh["primvars:displayColor"].value, light, atol=0.02)

    def test_a_range_of_colours_is_in_degc(self):
        colors = self.stage("--range=-10,40").metadata["customLayerData"]["strata"]["colors"]
        self.assertEqual((colors["lowest"], colors["highest"], colors["unit"]), (263.15, 313.15, "K"))

    def test_materials_read_the_colours(self):
        root = self.stage()
        prims = dict(root.walk())
        for path, mesh in root.meshes().items():
            material = prims[mesh["material:binding"].value]
            self.assertTrue(mesh["material:binding"].value.startswith(path.rsplit("/", 1)[0]), "inside the part")
            surface = prims[material["outputs:surface.connect"].value.rsplit(".", 1)[0]]
            self.assertEqual(surface["info:id"].value, "UsdPreviewSurface")
            reader = prims[surface["inputs:diffuseColor.connect"].value.rsplit(".", 1)[0]]
            self.assertEqual((reader["info:id"].value, reader["inputs:varname"].value),
                             ("UsdPrimvarReader_float3", "displayColor"))

    def test_a_transient_keeps_its_distances_in_time(self):
        times = [0.5, 1.0, 3.0]
        synthetic_transient.make_transient(self.folder, self.pack, np.linspace(0.0, 3.0, 31), times)
        stage = self.stage("--slow-down", "2")
        codes = [24.0, 48.0, 144.0]
        self.assertEqual((stage.metadata["startTimeCode"], stage.metadata["endTimeCode"]), (24.0, 144.0))
        self.assertEqual(stage.metadata["timeCodesPerSecond"], 24.0)
        self.assert_consistent(stage, codes)
        for mesh in stage.meshes().values():
            temperature = mesh["primvars:temperature"]
            self.assertEqual((list(temperature.samples), temperature.value), (codes, None))
            self.assertEqual(list(mesh["primvars:displayColor"].samples), codes)
            self.assertEqual(mesh["points"].samples, {})
            first, second = (float(synthetic_transient.rise(time)[0]) for time in times[:2])
            change = temperature.at(48.0) - temperature.at(24.0)
            np.testing.assert_allclose(change, second - first, atol=1.1e-3)     # seven digits
        self.assertEqual(list(stage.metadata["customLayerData"]["strata"]["frames"]["times_s"]), times)
        self.assertEqual(self.stage().metadata["endTimeCode"], 240.0)

    def test_a_warped_shape_moves_with_the_load_cases(self):
        synthetic_stress.add_stress(self.folder, self.pack)
        stage = self.stage("--warp", "50", "--meters-per-unit", "1")
        codes = [0.0, 24.0, 48.0, 72.0]
        self.assert_consistent(stage, codes)
        middle = synthetic_stress.middle(self.pack)
        for mesh in stage.meshes().values():
            built = mesh["points"].at(0.0)                      # the step of heat alone
            moved = mesh["points"].at(24.0) - built
            r2 = (built[:, 0] - middle[0])**2 + (built[:, 1] - middle[1])**2
            np.testing.assert_allclose(moved[:, 2], -50.0 * 0.5 * synthetic_stress.CURVATURE * r2, atol=1e-8)
            np.testing.assert_allclose(moved[:, 0], 50.0 * 1e-4 * (built[:, 0] - middle[0]), atol=1e-8)
            self.assertFalse(np.array_equal(mesh["extent"].at(0.0), mesh["extent"].at(24.0)))
            self.assertEqual(list(mesh["primvars:vonMises"].samples), codes[1:])
            self.assertEqual(list(mesh["primvars:temperature"].samples), codes)
            np.testing.assert_allclose(mesh["primvars:temperature"].at(24.0), 298.15, atol=1e-4)
        self.assertEqual(self.stage().meshes().popitem()[1]["points"].samples, {})

    def test_layers_that_a_warped_shape_turns_inside_out_are_named(self):
        synthetic_stress.add_stress(self.folder, self.pack)
        with h5py.File(self.folder / "results.h5", "a") as file:
            for field in (file[f"steps/00000{n}/nodes/displacement/z"] for n in (1, 2, 3)):
                field[...] = np.where(np.isfinite(field[:]), -0.5 * self.pack.lines[2][:, None, None], np.nan)
        self.assertNotIn("inside out", self.convert("--warp", "1.9"))
        self.assertRegex(self.convert("--warp", "2.1", "--force"), r"note: --warp 2.1 turns substrate, .*lid.* inside out")

    def test_load_cases_of_no_time_are_left_out_of_transients(self):
        synthetic_transient.make_transient(self.folder, self.pack, np.linspace(0.0, 3.0, 31), [0.5, 3.0])
        with h5py.File(self.folder / "results.h5", "a") as file:
            synthetic_stress.write_case(file.create_group("steps/000002"), self.pack, file["cells/material"][:],
                                        ("25 degC", 298.15, 1.0))
        text = self.convert()
        self.assertIn("note: left out, because they belong to no time: 25 degC\n", text)
        frames = read_usda(pathlib.Path(text.splitlines()[0])).metadata["customLayerData"]["strata"]["frames"]
        self.assertEqual(list(frames["times_s"]), [0.5, 3.0])

    def test_stress_alone_is_coloured_by_stress(self):
        synthetic_stress.add_stress(self.folder, self.pack, heat=False)
        self.assertIn("--colour-by von_mises", self.convert(expected=2))
        stage = self.stage("--colour-by", "von_mises")
        colors = stage.metadata["customLayerData"]["strata"]["colors"]
        self.assertEqual((colors["unit"], colors["colormap"]), ("Pa", "cividis"))
        with h5py.File(self.folder / "results.h5") as file:
            largest = max(float(np.nanmax(file[f"steps/00000{n}/cells/von_mises"][:])) for n in range(3))
        self.assertAlmostEqual(colors["highest"] / largest, 1.0, places=6)

    def test_parts_may_lie_in_files_of_their_own(self):
        whole = self.stage()
        paths = [pathlib.Path(line) for line in self.convert("--split", "--force").splitlines() if line.endswith(".usda")]
        stage = read_usda(paths[0])
        [(root, top)] = stage.children.items()
        found = 0
        for name, prim in top.children.items():
            target = prim.metadata["references"]
            self.assertTrue(target.startswith("./"))
            part = read_usda(paths[0].parent / target)
            self.assertEqual(part.metadata["defaultPrim"], name)
            self.assertEqual(part.metadata["metersPerUnit"], stage.metadata["metersPerUnit"])
            for path, mesh in part.meshes().items():
                np.testing.assert_array_equal(mesh["points"].value, whole.meshes()[f"/{root}{path}"]["points"].value)
                self.assertTrue(mesh["material:binding"].value.startswith(f"/{name}/"))
                found += 1
        self.assertEqual(found, len(whole.meshes()))
        self.assertEqual(len(paths), 1 + len(top.children))

    def test_what_was_written_is_said(self):
        text = self.convert()
        path = pathlib.Path(text.splitlines()[0])
        self.assertEqual(path, self.folder / "usd" / "synthetic_package.usda")
        meshes = read_usda(path).meshes().values()
        n_faces = sum(len(mesh["faceVertexCounts"].value) for mesh in meshes)
        self.assertIn(f"{len(meshes)} meshes, {n_faces:,} faces", text)
        self.assertIn("MB", text)
        self.assertFalse(list(path.parent.glob("*.tmp")))
        said = json.loads(self.convert("--json", "--force"))
        self.assertEqual((said["files"], said["faces"], said["bytes"]), ([str(path)], n_faces, path.stat().st_size))
        self.assertEqual(said["remarks"], [])

    def test_nothing_is_overwritten_without_force(self):
        path = pathlib.Path(self.convert().splitlines()[0])
        path.write_text("mine")
        self.assertIn("--force", self.convert(expected=2))
        self.assertEqual(path.read_text(), "mine")

    def test_mistakes(self):
        for arguments, text in ((("--warp", "3"), "holds no displacements"), (("--warp", "0"), "--warp: must be"),
                                (("--warp", "nan"), "--warp: must be"),
                                (("--meters-per-unit", "mm"), "--meters-per-unit: must be"),
                                (("--slow-down", "-1"), "--slow-down: must be"), (("--range", "40"), "--range: takes"),
                                (("--range", "95,40"), "--range: takes"), (("--colour-by", "von_mises"), "holds no stress")):
            self.assertIn(text, self.convert(*arguments, expected=2))
            self.assertFalse((self.folder / "usd").exists())
        (self.folder / "file").write_text("")
        self.assertIn("is a file", self.convert("--output", self.folder / "file", expected=2))
        synthetic.write(self.folder, self.pack, fields=False)
        self.assertRegex(self.convert(expected=2), re.escape("results.h5: holds no temperature\n"))

    def test_results_that_are_missing_or_broken(self):
        (self.folder / "results.h5").write_bytes(b"no hdf5")
        self.assertIn("not a readable HDF5 file", self.convert(expected=74))
        (self.folder / "results.h5").unlink()
        self.assertIn("no such file", self.convert(expected=74))
        shutil.rmtree(self.folder)
        self.assertIn("no such results", self.convert(expected=2))
        self.folder.mkdir()
        (self.folder / "deck.yaml").write_text("strata: 1")
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(main(["convert", str(self.folder / "deck.yaml"), "--to", "usd"]), 2)
        self.assertIn("give the folder of a run, such as", said.getvalue())


if __name__ == "__main__":
    unittest.main()
