"""Stages written by `strata convert --to usd`, read by OpenUSD and judged by its validators and NVIDIA's. Run by
acceptance_usd.sh with the results in STRATA_RESULTS."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import h5py
import numpy as np
from pxr import Gf, Sdf, Usd, UsdGeom, UsdShade, UsdValidation, Vt

RESULTS = pathlib.Path(os.environ["STRATA_RESULTS"])
STAGES = {"steady": "steady/usd", "split": "steady/split", "warped": "heat_and_stress/usd", "stress": "stress/usd",
          "transient": "transient/usd"}

# What NVIDIA's validators say that stays, and why.
ALLOWED = {
    "IndexedPrimvarChecker":
        "VG.009: values that happen to be equal at one time differ at others, and indices do not interpolate in time",
    "UsdAsciiPerformanceChecker":
        "the files are text on purpose, written without a USD library; usdcat makes crate files of them",
}
ALLOWED_PRIMVARS = ("primvars:displayColor", "primvars:temperature", "primvars:vonMises")


def stage_path(name):
    [path] = (RESULTS / STAGES[name]).glob("*.usda")
    return path


def results_of(name):
    return RESULTS / STAGES[name].split("/", maxsplit=1)[0] / "results.h5"


def meshes_of(stage):
    return [UsdGeom.Mesh(prim) for prim in stage.Traverse() if prim.IsA(UsdGeom.Mesh)]


def steps_of(path):
    """Names of the steps of results.h5, and for each its time (None outside transients)."""
    with h5py.File(path) as file:
        return [(name, file[f"steps/{name}"].attrs.get("time_s")) for name in sorted(file["steps"])]


def frames_expected(path):
    """Steps that a stage shows: of a transient its moments."""
    steps = steps_of(path)
    moments = [step for step in steps if step[1] is not None]
    return moments or steps


def problems(path, results):
    """What is wrong with a stage by our own account of what it must hold (A8); empty where nothing is."""
    stage = Usd.Stage.Open(str(path))
    found = [str(error) for error in stage.GetCompositionErrors()]
    n_frames = len(frames_expected(results))
    meshes = meshes_of(stage)
    if not meshes:
        found.append("no meshes")
    codes = sorted({code for mesh in meshes for code in UsdGeom.PrimvarsAPI(mesh).GetPrimvar("temperature").GetTimeSamples()})
    if len(codes) != (n_frames if n_frames > 1 else 0):
        found.append(f"{len(codes)} time samples, {n_frames} frames")
    if codes and (stage.GetStartTimeCode(), stage.GetEndTimeCode()) != (codes[0], codes[-1]):
        found.append("start or end time code")
    for mesh in meshes:
        for code in codes or [Usd.TimeCode.Default()]:
            found += [f"{mesh.GetPath()} at {code}: {text}" for text in mesh_problems(mesh, code)]
    return found


def mesh_problems(mesh, code):
    counts = np.array(mesh.GetFaceVertexCountsAttr().Get(code))
    indices = np.array(mesh.GetFaceVertexIndicesAttr().Get(code))
    points = np.array(mesh.GetPointsAttr().Get(code))
    valid, why = UsdGeom.Mesh.ValidateTopology(Vt.IntArray.FromNumpy(indices), Vt.IntArray.FromNumpy(counts), len(points))
    if not valid:
        yield why
        return
    faces = indices.reshape(-1, 4)
    ends = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2)
    forward, counts_of = np.unique(ends, axis=0, return_counts=True)
    backward = np.unique(ends[:, ::-1], axis=0)
    if counts_of.max() > 1 or not np.array_equal(forward, backward):
        yield "not closed: an edge does not belong to two faces that run along it in opposite directions"
    if len(np.unique(points, axis=0)) < len(points):
        yield "points that coincide"
    a, b, c, d = (points[faces[:, n]].astype(float) for n in range(4))
    if np.einsum("ij,ij->", a, np.cross(b, c)) + np.einsum("ij,ij->", a, np.cross(c, d)) <= 0.0:
        yield "turned inward"
    extent = np.array(mesh.GetExtentAttr().Get(code))
    if not np.array_equal(extent, np.array(UsdGeom.PointBased.ComputeExtent(mesh.GetPointsAttr().Get(code)))):
        yield "extent"
    sizes = {UsdGeom.Tokens.vertex: len(points), UsdGeom.Tokens.uniform: len(faces),
             UsdGeom.Tokens.faceVarying: len(indices)}
    for primvar in UsdGeom.PrimvarsAPI(mesh).GetPrimvarsWithValues():
        values = primvar.ComputeFlattened(code)
        if values is None or len(values) != sizes[primvar.GetInterpolation()]:
            yield f"length of {primvar.GetName()}"
        elif not np.all(np.isfinite(np.array(values))):
            yield f"{primvar.GetName()} is not finite"
    normals = np.array(UsdGeom.PrimvarsAPI(mesh).GetPrimvar("normals").ComputeFlattened(code))
    if len(normals) == len(indices) and np.any(np.einsum("fcx,fx->fc", normals.reshape(-1, 4, 3), np.cross(c - a, d - b)) <= 0):
        yield "normals against the winding"
    colours = np.array(UsdGeom.PrimvarsAPI(mesh).GetPrimvar("displayColor").Get(code))
    if colours.min() < 0.0 or colours.max() > 1.0:
        yield "colours outside [0, 1]"


def core_errors(path):
    """What OpenUSD's own validators say (they replaced usdchecker's ComplianceChecker)."""
    context = UsdValidation.ValidationContext(UsdValidation.ValidationRegistry().GetOrLoadAllValidators())
    return [f"{error.GetName()}: {error.GetMessage()}" for error in context.Validate(Usd.Stage.Open(str(path)))]


def nvidia_issues(path):
    """Names of the rules of NVIDIA's validators that object, those that are allowed left out."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        done = subprocess.run(["nvidia_usd_validate", "--json-output", report, path], capture_output=True, text=True,
                              timeout=600, check=False)
        if not report.is_file():
            raise AssertionError(f"no report: {done.stdout}{done.stderr}")
        content = json.loads(report.read_text(encoding="utf-8"))
    found = set()
    for rule in content["rules"]:
        for issue in rule["issues"]:
            name = issue["rule"]["name"]
            at = (issue.get("at") or {}).get("name", "")
            if name == "IndexedPrimvarChecker" and at not in ALLOWED_PRIMVARS or name not in ALLOWED:
                found.add(f"{name}: {issue['message']}")
    return found


class StagesTest(unittest.TestCase):
    def test_they_hold_what_they_must(self):
        for name in STAGES:
            with self.subTest(name):
                self.assertEqual(problems(stage_path(name), results_of(name)), [])

    def test_metadata(self):
        for name in STAGES:
            stage = Usd.Stage.Open(str(stage_path(name)))
            self.assertEqual(UsdGeom.GetStageUpAxis(stage), UsdGeom.Tokens.z)
            self.assertEqual(UsdGeom.GetStageMetersPerUnit(stage), 1.0 if name == "split" else 1e-3)
            self.assertEqual(Usd.ModelAPI(stage.GetDefaultPrim()).GetKind(), "component")
            self.assertEqual(stage.GetPseudoRoot().GetChildren(), [stage.GetDefaultPrim()])
            self.assertIn("provenance", stage.GetRootLayer().customLayerData["strata"])

    def test_materials_are_bound_and_read_the_colours(self):
        for name in STAGES:
            stage = Usd.Stage.Open(str(stage_path(name)))
            for mesh in meshes_of(stage):
                material, _ = UsdShade.MaterialBindingAPI(mesh).ComputeBoundMaterial()
                surface, _, _ = material.ComputeSurfaceSource()
                self.assertEqual(surface.GetIdAttr().Get(), "UsdPreviewSurface", mesh.GetPath())
                [source] = surface.GetInput("diffuseColor").GetConnectedSources()[0]
                self.assertEqual(UsdShade.Shader(source.source).GetInput("varname").Get(), "displayColor")

    def test_points_have_the_temperatures_of_the_cells_around_them(self):
        for name in STAGES:
            stage = Usd.Stage.Open(str(stage_path(name)))
            unit = UsdGeom.GetStageMetersPerUnit(stage)
            with h5py.File(results_of(name)) as file:
                lines = [file[f"grid/{axis}"][:] for axis in "xyz"]
                frames = frames_expected(results_of(name))
                fields = {}
                for n, (step, time) in enumerate(frames):
                    if name in ("warped", "stress"):         # points are not on the grid
                        continue
                    code = time_code(stage, n, time) if len(frames) > 1 else Usd.TimeCode.Default()
                    if f"steps/{step}/cells/temperature" in file:
                        fields[code] = file[f"steps/{step}/cells/temperature"][:]
            for code, field in fields.items():
                self.assertTrue(all(in_range(mesh, code, field, lines, unit) for mesh in meshes_of(stage)), (name, code))

    def test_openusd_validates_them(self):
        for name in STAGES:
            with self.subTest(name):
                self.assertEqual(core_errors(stage_path(name)), [])

    def test_nvidia_validates_them(self):
        for name in STAGES:
            with self.subTest(name):
                self.assertEqual(nvidia_issues(stage_path(name)), set())


def time_code(stage, n, time):
    """The time code that the stage's own table gives for frame n, which must be that of its time."""
    frames = stage.GetRootLayer().customLayerData["strata"]["frames"]
    if time is not None:
        assert frames["times_s"][n] == time
    return frames["timeCodes"][n]


def in_range(mesh, code, field, lines, unit):
    """Whether each point's temperature lies between those of the cells around its node."""
    points = np.array(mesh.GetPointsAttr().Get(code), dtype=float) * unit
    values = np.array(UsdGeom.PrimvarsAPI(mesh).GetPrimvar("temperature").Get(code), dtype=float)
    padded = np.pad(field, 1, constant_values=np.nan)
    i, j, k = (np.abs(line[None, :] - points[:, [axis]]).argmin(axis=1) for axis, line in enumerate(lines))
    around = np.stack([padded[k + dk, j + dj, i + di] for dk in (0, 1) for dj in (0, 1) for di in (0, 1)])
    return bool(np.all((values >= np.nanmin(around, axis=0) - 1e-3) & (values <= np.nanmax(around, axis=0) + 1e-3)))


class DamageTest(unittest.TestCase):
    """Each of these breaks a stage in one place, and the check it is meant for must notice."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def broken(self, name, edit):
        """A copy of a stage, changed by edit(its first mesh, the stage)."""
        path = self.folder / "broken.usda"
        shutil.copy(stage_path(name), path)
        stage = Usd.Stage.Open(str(path))
        edit(meshes_of(stage)[0], stage)
        stage.GetRootLayer().Save()
        del stage
        return path

    def assert_problem(self, text, name, edit):
        found = problems(self.broken(name, edit), results_of(name))
        self.assertTrue(any(text in problem for problem in found), found)

    def assert_nvidia(self, rule, name, edit):
        found = nvidia_issues(self.broken(name, edit))
        self.assertTrue(any(issue.startswith(rule + ":") for issue in found), found)

    def test_a_missing_face(self):
        def edit(mesh, _):
            mesh.GetFaceVertexCountsAttr().Set(mesh.GetFaceVertexCountsAttr().Get()[:-1])
            mesh.GetFaceVertexIndicesAttr().Set(mesh.GetFaceVertexIndicesAttr().Get()[:-4])
        self.assert_problem("not closed", "steady", edit)

    def test_faces_turned_inward(self):
        def edit(mesh, _):
            mesh.GetFaceVertexIndicesAttr().Set(Vt.IntArray(list(mesh.GetFaceVertexIndicesAttr().Get())[::-1]))
        self.assert_problem("turned inward", "steady", edit)
        self.assert_nvidia("NormalsWindingsChecker", "steady", edit)

    def test_a_point_that_is_not_there(self):
        def edit(mesh, _):
            indices = mesh.GetFaceVertexIndicesAttr().Get()
            indices[0] = 10**6
            mesh.GetFaceVertexIndicesAttr().Set(indices)
        self.assert_problem("Out of range", "steady", edit)
        self.assert_nvidia("ValidateTopologyChecker", "steady", edit)

    def test_a_wrong_extent(self):
        def edit(mesh, _):
            attribute = mesh.GetExtentAttr()
            for code in attribute.GetTimeSamples()[1:] or [Usd.TimeCode.Default()]:
                attribute.Set(Vt.Vec3fArray([Gf.Vec3f(0), Gf.Vec3f(1e-6)]), code)
        for name in ("steady", "warped"):
            self.assert_problem("extent", name, edit)
        self.assert_nvidia("ExtentsChecker", "steady", edit)

    def test_colours_too_few_at_one_time(self):
        def edit(mesh, _):
            attribute = mesh.GetPrim().GetAttribute("primvars:displayColor")
            code = attribute.GetTimeSamples()[-1]
            attribute.Set(attribute.Get(code)[:-1], code)
        self.assert_problem("length of primvars:displayColor", "transient", edit)

    def test_a_lost_moment(self):
        def edit(_, stage):
            for mesh in meshes_of(stage):
                attribute = mesh.GetPrim().GetAttribute("primvars:temperature")
                attribute.ClearAtTime(attribute.GetTimeSamples()[1])
        self.assert_problem("time samples", "transient", edit)

    def test_an_end_too_early(self):
        self.assert_problem("end time code", "transient", lambda _, stage: stage.SetEndTimeCode(stage.GetEndTimeCode() / 2))

    def test_points_that_coincide(self):
        def edit(mesh, _):
            points = mesh.GetPointsAttr().Get()
            points[0] = points[1]
            mesh.GetPointsAttr().Set(points)
        self.assert_problem("points that coincide", "steady", edit)

    def test_metadata_that_is_missing(self):
        def edit(_, stage):
            stage.GetRootLayer().pseudoRoot.ClearInfo("metersPerUnit")
            stage.GetRootLayer().pseudoRoot.ClearInfo("upAxis")
        self.assert_nvidia("StageMetadataChecker", "steady", edit)
        self.assertTrue(core_errors(self.broken("steady", edit)))

    def test_a_material_that_is_not_there(self):
        def edit(mesh, _):
            mesh.GetPrim().GetRelationship("material:binding").SetTargets([Sdf.Path("/nothing/Looks/field")])
        self.assert_nvidia("UsdDanglingMaterialBinding", "steady", edit)

    def test_a_part_that_is_not_there(self):
        path = self.folder / "lonely.usda"
        shutil.copy(stage_path("split"), path)
        self.assertTrue(problems(path, results_of("split")))
        self.assertTrue(nvidia_issues(path))

    def test_fields_along_the_wrong_axis(self):
        stage = Usd.Stage.Open(str(stage_path("steady")))
        with h5py.File(results_of("steady")) as file:
            lines = [file[f"grid/{axis}"][:] for axis in "xyz"]
            field = file["steps/000000/cells/temperature"][:]
        mirrored = field[:, :, ::-1]
        code, unit = Usd.TimeCode.Default(), UsdGeom.GetStageMetersPerUnit(stage)
        self.assertFalse(all(in_range(mesh, code, mirrored, lines, unit) for mesh in meshes_of(stage)))


if __name__ == "__main__":
    unittest.main()
