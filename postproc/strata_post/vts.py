"""VTK XML structured grids of a run, for readers that take no rectilinear ones (Omniverse CAE): `write_vts`.

Appended raw data with 64-bit headers; arrays run over x fastest, then y, then z, as VTK's do, which is the order of
(z, y, x) in memory. Void cells are NaN and hidden.
"""

import pathlib

import numpy as np

from strata_post.exports import file_stem, refuse
from strata_post.files import replacing
from strata_post.results import UsageError
from strata_post.steps import steps_of

HIDDEN_CELL = 32             # vtkDataSetAttributes::HIDDENCELL
TYPES = {"f8": "Float64", "f4": "Float32", "u2": "UInt16", "u1": "UInt8"}
HEAD = '<?xml version="1.0"?>\n<VTKFile type="{}" version="1.0" byte_order="LittleEndian" header_type="UInt64">\n'


def write_vts(results, directory, force=False):
    """Writes one <title>_NNNNNN.vts for each step into `directory` and <title>.pvd, which leads to those of the times of a
    transient or to all others; the load cases of a transient that belong to no time get <title>_load_cases.pvd. Returns
    the paths, collections first.

    Raises UsageError where the results hold no step with a known temperature, or a file is in the way and `force` is not
    given.
    """
    steps = [step for step in steps_of(results) if step.has_temperature]
    if not steps:
        raise UsageError(f"{results.path}: holds no temperature")
    directory = pathlib.Path(directory)
    stem = file_stem(results.title)
    collections = _collections(steps, stem)
    files = {step.name: f"{stem}_{step.name}.vts" for step in steps}
    paths = [directory / name for name in (*collections, *files.values())]
    refuse(paths, force)
    directory.mkdir(parents=True, exist_ok=True)
    for step in steps:
        _write_step(directory / files[step.name], step)
    for name, members in collections.items():
        _write_collection(directory / name, [(time, files[step.name]) for time, step in members])
    return paths


def _collections(steps, stem):
    """Members (time, Step) of each collection by its file name: a step's time, else its number."""
    moments = [(step.time, step) for step in steps if step.time is not None]
    cases = [(float(int(step.name)), step) for step in steps if step.time is None]
    if not moments:
        return {f"{stem}.pvd": cases}
    return {f"{stem}.pvd": moments, **({f"{stem}_load_cases.pvd": cases} if cases else {})}


def _write_collection(path, members):
    lines = [f'    <DataSet timestep="{time:.17g}" part="0" file="{file}"/>\n' for time, file in members]
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8") as stream:
        stream.write(HEAD.format("Collection") + "  <Collection>\n" + "".join(lines) + "  </Collection>\n</VTKFile>\n")


def _cell_arrays(step):
    """Name and function of a layer k of each array on cells, and its type."""
    ny, nx = step.results.shape[1:]

    def layer(k):
        return slice(k, k + 1), slice(0, ny), slice(0, nx)

    def of_matter(values_of):
        return lambda k: np.where(step.results.material("z", k) > 0, values_of(layer(k))[0], np.nan)

    arrays = [("temperature", "f8", of_matter(step.temperature)),
              ("material", "u2", lambda k: step.results.material("z", k))]
    if step.results.has_temperature:
        arrays.append(("power_density", "f8", of_matter(step.power_density)))
    if step.has_stress:
        arrays.append(("von_mises", "f4", of_matter(step.von_mises)))
    arrays.append(("vtkGhostType", "u1", lambda k: np.where(step.results.material("z", k) > 0, 0, HIDDEN_CELL)))
    return arrays


def _point_arrays(step):
    """The same of the arrays on points, with three components."""
    if not step.has_stress:
        return []
    nz, ny, nx = step.results.shape

    def plane(k):
        cell = min(k, nz - 1)
        return step.displacement((slice(cell, cell + 1), slice(0, ny), slice(0, nx)))[k - cell]

    return [("displacement", "f4", plane)]


def _points(lines, k):
    """Coordinates of the nodes of plane k, (y, x, 3) [m]."""
    x, y, z = lines
    return np.stack(np.broadcast_arrays(x[None, :], y[:, None], z[k]), axis=-1)


def _write_step(path, step):
    nz, ny, nx = step.results.shape
    cells, points = _cell_arrays(step), _point_arrays(step)
    places = [("points", "f8", lambda k: _points(step.results.lines, k))]
    n_cells, n_points = nx * ny * nz, (nx + 1) * (ny + 1) * (nz + 1)
    offset = 0

    def element(name, kind, n_values, n_components):
        nonlocal offset
        here, offset = offset, offset + 8 + n_values * n_components * np.dtype(kind).itemsize
        parts = f' NumberOfComponents="{n_components}"' if n_components > 1 else ""
        return f'        <DataArray type="{TYPES[kind]}" Name="{name}"{parts} format="appended" offset="{here}"/>\n'

    extent = f"0 {nx} 0 {ny} 0 {nz}"
    text = HEAD.format("StructuredGrid") + f'  <StructuredGrid WholeExtent="{extent}">\n    <Piece Extent="{extent}">\n'
    text += '      <CellData Scalars="temperature">\n'
    text += "".join(element(name, kind, n_cells, 1) for name, kind, _ in cells) + "      </CellData>\n"
    if points:
        text += '      <PointData Vectors="displacement">\n'
        text += "".join(element(name, kind, n_points, 3) for name, kind, _ in points) + "      </PointData>\n"
    text += "      <Points>\n" + "".join(element(name, kind, n_points, 3) for name, kind, _ in places) + "      </Points>\n"
    text += '    </Piece>\n  </StructuredGrid>\n  <AppendedData encoding="raw">\n   _'
    with replacing(path) as temporary, open(temporary, "wb") as stream:
        stream.write(text.encode())
        for arrays, n_layers, n_values in ((cells, nz, n_cells), (points, nz + 1, 3 * n_points),
                                           (places, nz + 1, 3 * n_points)):
            for _, kind, layer_of in arrays:
                stream.write(np.array(n_values * np.dtype(kind).itemsize, dtype="<u8").tobytes())
                for k in range(n_layers):
                    stream.write(np.ascontiguousarray(layer_of(k), dtype=f"<{kind}").tobytes())
        stream.write(b"\n  </AppendedData>\n</VTKFile>\n")
