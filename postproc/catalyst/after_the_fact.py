"""The scripts of a watched run on results that are on the disk: `strata post SCRIPT RESULTS`, which starts it as
`pvpython after_the_fact.py SCRIPT RESULTS FOLDER`."""

import os
import sys

from paraview import servermanager, simple

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import strata_in_situ  # noqa: E402


class Moment:
    """What catalyst_execute is given."""

    def __init__(self, time, step):
        self.time, self.timestep, self.cycle = time, step, step
        self.dataDescription = None


def stand_in(reader):
    """From now on whatever would be the run's channel while it goes on is the reader."""
    def replace(create):
        return lambda *arguments, **named: (
            reader if named.get("registrationName") in ("input", "results.pvd") else create(*arguments, **named))

    for name in ("TrivialProducer", "PVDReader"):
        setattr(simple, name, replace(getattr(simple, name)))


def update_case(reader):
    """Ranges and the hottest place of the time that the reader is at."""
    import numpy
    from vtkmodules.util.numpy_support import vtk_to_numpy

    # The reader's own output: servermanager.Fetch loses what hidden cells hold, and which ones are hidden.
    blocks = reader.GetClientSideObject().GetOutputDataObject(0)
    grids = [blocks] if not hasattr(blocks, "GetNumberOfBlocks") else [
        blocks.GetBlock(n) for n in range(blocks.GetNumberOfBlocks())]
    hottest = -numpy.inf
    ranges = {}
    for grid in grids:
        solid = vtk_to_numpy(grid.GetCellData().GetArray("vtkGhostType")) == 0
        for data, mask in ((grid.GetCellData(), solid), (grid.GetPointData(), slice(None))):
            for index in range(data.GetNumberOfArrays()):
                array = data.GetArray(index)
                values = vtk_to_numpy(array)[mask]
                if values.ndim == 2:
                    values = numpy.linalg.norm(values, axis=1) if values.shape[1] == 3 else values[:, 0]
                if values.size and numpy.isfinite(values).any():
                    ranges.setdefault(array.GetName(), []).append((numpy.nanmin(values), numpy.nanmax(values)))
        if not grid.GetCellData().HasArray("temperature"):
            continue
        temperature = vtk_to_numpy(grid.GetCellData().GetArray("temperature"))
        cell = int(numpy.nanargmax(numpy.where(solid, temperature, -numpy.inf)))
        if temperature[cell] > hottest:
            hottest = temperature[cell]
            low_high = grid.GetCell(cell).GetBounds()
            strata_in_situ.hottest_place = tuple(0.5 * (low_high[2 * a] + low_high[2 * a + 1]) for a in range(3))
    for name, ends in ranges.items():
        strata_in_situ.ranges[name] = (float(min(e[0] for e in ends)), float(max(e[1] for e in ends)))


def read_case(results):
    """The facts about the deck that a watched run is told (postproc/in_situ/case_facts.cpp), out of results.h5."""
    import h5py

    def texts(dataset):
        return [text.decode() if isinstance(text, bytes) else str(text) for text in dataset[()]]

    with h5py.File(os.path.join(results, "results.h5"), "r") as file:
        bodies = file["geometry/bodies"]
        materials = texts(file["materials/names"])
        placements = texts(file["geometry/placements/name"]) if "geometry/placements/name" in file else []
        case = {"title": file.attrs.get("title", ""), "is_transient": "series" in file,
                "lower_m": file["geometry/domain/lower"][0].tolist(),
                "upper_m": file["geometry/domain/upper"][0].tolist(), "bodies": []}
        columns = (texts(bodies["name"]), texts(bodies["kind"]), texts(bodies["active"]), bodies["placement"][()],
                   bodies["material"][()], bodies["lower"][()], bodies["upper"][()])
        for name, kind, active, placement, material, lower, upper in zip(*columns):
            body = {"name": name, "kind": kind, "material": materials[material], "material_id": int(material),
                    "lower_m": lower.tolist(), "upper_m": upper.tolist()}
            if placement >= 0:
                body["placement"] = placements[placement]
            if active:
                body["active"] = active
            case["bodies"].append(body)
    return case


def read_lines(results):
    """Coordinates of the grid's lines."""
    import h5py

    with h5py.File(os.path.join(results, "results.h5"), "r") as file:
        return tuple(tuple(file["grid"][axis][()].tolist()) for axis in "xyz")


def run(script, results, folder):
    strata_in_situ.case = read_case(results)
    strata_in_situ.lines = read_lines(results)
    strata_in_situ.folder = folder
    reader = simple.PVDReader(registrationName="input", FileName=os.path.join(results, "results.pvd"))
    times = list(reader.TimestepValues) or [0.0]
    reader.UpdatePipeline(times[0])
    update_case(reader)
    stand_in(reader)
    script = strata_in_situ.load_script(script)
    controller = servermanager.vtkSMExtractsController()
    controller.SetExtractsOutputDirectory(folder)
    scene = simple.GetAnimationScene()
    scene.UpdateAnimationUsingDataTimeSteps()
    for step, time in enumerate(times):
        scene.AnimationTime = time
        reader.UpdatePipeline(time)
        update_case(reader)
        if hasattr(script, "catalyst_execute"):
            script.catalyst_execute(Moment(time, step))
        controller.SetTime(time)
        controller.SetTimeStep(step)
        controller.Extract(servermanager.ProxyManager().SMProxyManager)


if __name__ == "__main__":
    try:
        run(*sys.argv[1:])
    except BaseException:
        sys.stderr.write(strata_in_situ.exception_text(sys.argv[1]) + "\n")
        sys.stderr.flush()
        os._exit(1)
    # Python's own end takes ParaView apart in an order that it does not always survive.
    sys.stdout.flush()
    os._exit(0)
