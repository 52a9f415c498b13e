"""Point view: `points/SPLIT/sample_NNNNNNNN.npz` per sample, with the keys of DoMINO and Transolver in PhysicsNeMo
(physicsnemo/datapipes/cae): cell centres with their fields, the surface of the body, and the parameters.

Cells without matter are left out. A directory of samples may hold nothing else, so what the columns mean stands in
points/channels.json.
"""

import json

import numpy as np

from strata_post.dataset.views.common import as_channels, global_values, inputs, replacing_folder, targets

# Corners of a cell's face across each axis, in order around it, counterclockwise seen against the axis.
CORNERS = (((0, 0), (1, 0), (1, 1), (0, 1)), ((0, 0), (0, 1), (1, 1), (1, 0)), ((0, 0), (1, 0), (1, 1), (0, 1)))


def solid_cells(dataset, sample):
    """Which cells hold matter, (x, y, z)."""
    if dataset.has_field("solid_fraction"):
        return sample.field("solid_fraction") > 0.0
    return np.ones(dataset.shape, dtype=bool)


def columns(sample, infos, cells):
    """Fields side by side at some cells, (N, C); cells in the order of (x, y, z), z fastest."""
    stacked = np.concatenate([as_channels(sample.field(info.name), info.order) for info in infos])
    return np.ascontiguousarray(stacked.transpose(3, 2, 1, 0)[cells])


def surface_faces(solid, axis, outward):
    """Indices (M, 3) of the cells whose face across `axis` (outward: -1 or 1) is on the surface of the body."""
    beyond = np.zeros_like(solid)
    inner, outer = [slice(None)] * 3, [slice(None)] * 3
    inner[axis], outer[axis] = (slice(None, -1), slice(1, None))[::outward]
    beyond[tuple(inner)] = solid[tuple(outer)]
    return np.argwhere(solid & ~beyond)


def face_corners(cells, axis, outward):
    """Grid nodes (M, 4, 3) around faces of cells, counterclockwise seen from outside."""
    others = [n for n in range(3) if n != axis]
    corners = np.repeat(cells[:, None, :], 4, axis=1)
    corners[:, :, axis] += outward > 0
    for n, (u, v) in enumerate(CORNERS[axis][::outward]):
        corners[:, n, others[0]] += u
        corners[:, n, others[1]] += v
    return corners


class Surface:
    """The surface of a body on a grid, face of cell by face of cell: `cells` (M, 3) beside it, `nodes` (M, 4, 3),
    `normals` (M, 3) outward."""

    def __init__(self, solid):
        parts = [(surface_faces(solid, axis, outward), axis, outward) for axis in range(3) for outward in (-1, 1)]
        self.cells = np.concatenate([cells for cells, _, _ in parts])
        self.nodes = np.concatenate([face_corners(*part) for part in parts])
        self.normals = np.concatenate([np.tile(outward * np.eye(3)[axis], (len(cells), 1))
                                       for cells, axis, outward in parts])

    def arrays(self, lines):
        """Coordinates [m]: faces, their areas, and the same surface as welded triangles."""
        corners = np.stack([lines[axis][self.nodes[..., axis]] for axis in range(3)], axis=-1)
        areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 3] - corners[:, 0]), axis=1)
        nodes, places = np.unique(self.nodes.reshape(-1, 3), axis=0, return_inverse=True)
        quads = places.reshape(-1, 4)
        triangles = quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
        points = np.stack([lines[axis][nodes[:, axis]] for axis in range(3)], axis=-1)
        return {"surface_mesh_centers": corners.mean(axis=1), "surface_normals": self.normals, "surface_areas": areas,
                "stl_coordinates": points, "stl_centers": points[triangles].mean(axis=1),
                "stl_areas": np.repeat(0.5 * areas, 2)}, triangles


def sample_arrays(dataset, sample, references):
    """What the file of a sample holds. Coordinates are metres; fields have the units of the dataset."""
    solid = solid_cells(dataset, sample)
    surface = Surface(solid)
    arrays, triangles = surface.arrays(sample.lines)
    centres = np.stack(np.meshgrid(*sample.centres, indexing="ij"), axis=-1)
    beside = tuple(surface.cells.T)
    arrays |= {"volume_mesh_centers": centres[solid], "volume_fields": columns(sample, targets(dataset), solid),
               "volume_inputs": columns(sample, inputs(dataset), solid),
               "surface_fields": columns(sample, targets(dataset), beside),
               "global_params_values": global_values(dataset, sample)[:, None],
               "global_params_reference": references[:, None]}
    arrays = {name: np.ascontiguousarray(values, dtype=np.float32) for name, values in arrays.items()}
    arrays["stl_faces"] = triangles.astype(np.int32)
    return arrays


def global_references(dataset):
    """By scalar, what makes it a number around one: its largest size in the training samples, or 1; (P,)."""
    ids = dataset.ids("train") or dataset.ids()
    sizes = np.abs([global_values(dataset, dataset.sample(sample_id)) for sample_id in ids]).max(axis=0)
    return np.where(sizes > 0.0, sizes, 1.0).astype(np.float32)


def channel_names(infos):
    """Names of the columns of fields: "displacement[0]" where there are components."""
    return [info.name if info.order == 0 else f"{info.name}[{n}]" for info in infos for n in range(3**info.order)]


def to_points(dataset, output):
    """Writes all samples below `output`/points; returns that folder."""
    references = global_references(dataset)
    with replacing_folder(output / "points") as folder:
        about = {"volume_fields": channel_names(targets(dataset)), "volume_inputs": channel_names(inputs(dataset)),
                 "surface_fields": channel_names(targets(dataset)), "global_params": dataset.scalar_names,
                 "units": {info.name: info.units for info in dataset.fields} | dataset.scalar_units,
                 "surface_fields_are": "those of the cell behind the face"}
        (folder / "channels.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        for sample in dataset.samples():
            path = folder / sample.split / f"sample_{sample.id:08d}.npz"
            path.parent.mkdir(exist_ok=True)
            np.savez_compressed(path, **sample_arrays(dataset, sample, references))
    return output / "points"
