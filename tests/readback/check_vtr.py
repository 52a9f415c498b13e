"""The ParaView files of the synthetic case, parsed by a small reader of our own made from the format's description."""
import os
import struct
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np

import synthetic
from synthetic import require

TYPES = {"Float64": "<f8", "Float32": "<f4", "UInt16": "<u2", "UInt8": "u1"}


def read_piece(path):
    """Extent (node index ranges), coordinates by axis, cell and point arrays (z, y, x and component) of one .vtr file."""
    with open(path, "rb") as stream:
        raw = stream.read()
    start = raw.index(b"_", raw.index(b"<AppendedData")) + 1
    end = raw.rindex(b"\n  </AppendedData>")
    root = ElementTree.fromstring(raw[: start - 1] + raw[end:])
    require(root.get("byte_order") == "LittleEndian" and root.get("header_type") == "UInt64", "head of " + path)
    piece = root.find("RectilinearGrid/Piece")
    extent = [int(n) for n in piece.get("Extent").split()]
    used = start

    def array(element):
        nonlocal used
        offset = start + int(element.get("offset"))
        (n_bytes,) = struct.unpack_from("<Q", raw, offset)
        used = max(used, offset + 8 + n_bytes)
        dtype = np.dtype(TYPES[element.get("type")])
        return np.frombuffer(raw, dtype, n_bytes // dtype.itemsize, offset + 8)

    def fields(elements, extra):
        shape = [extent[n + 1] - extent[n] + extra for n in (4, 2, 0)]
        return {e.get("Name"): array(e).reshape(shape + [int(e.get("NumberOfComponents"))]
                                                if e.get("NumberOfComponents") else shape) for e in elements}

    cells = fields(piece.find("CellData"), 0)
    points = fields(piece.find("PointData"), 1) if piece.find("PointData") is not None else {}
    coordinates = [array(e) for e in piece.find("Coordinates")]
    require(used == end, "length of the data of " + path)
    return extent, coordinates, cells, points


def steps_of(folder):
    """Times and files of results.pvd."""
    collection = ElementTree.parse(os.path.join(folder, "results.pvd")).getroot()
    return [(float(entry.get("timestep")), os.path.join(folder, entry.get("file")))
            for entry in collection.findall("Collection/DataSet")]


def pieces_of(top, arrays):
    """Paths and extents of the pieces of a step; the extents are None where there is one piece only."""
    if top.endswith(".vtr"):
        return [top], None
    joining = ElementTree.parse(top).getroot().find("PRectilinearGrid")
    require([int(n) for n in joining.get("WholeExtent").split()] == [0, 5, 0, 4, 0, 6], "whole extent")
    pieces = joining.findall("Piece")
    names = [e.get("Name") for e in joining.find("PCellData")]
    require(names == arrays, "arrays of the joining file")
    return ([os.path.join(os.path.dirname(top), piece.get("Source")) for piece in pieces],
            [[int(n) for n in piece.get("Extent").split()] for piece in pieces])


def main(folder):
    [(_, top)] = steps_of(folder)
    paths, extents = pieces_of(top, ["temperature", "material", "power_density", "vtkGhostType"])
    seen = np.zeros((6, 4, 5), dtype=int)
    for n, path in enumerate(paths):
        extent, coordinates, cells, points = read_piece(path)
        require(extents is None or extents[n] == extent, "extent in the joining file")
        for axis, lines in enumerate((synthetic.X, synthetic.Y, synthetic.Z)):
            part = lines[extent[2 * axis]: extent[2 * axis + 1] + 1]
            require(np.allclose(coordinates[axis], part, rtol=1e-12, atol=0.0), "coordinates")
        require(not points, "no data on points without stress")
        here = (slice(extent[4], extent[5]), slice(extent[2], extent[3]), slice(extent[0], extent[1]))
        seen[here] += 1
        material = synthetic.material()[here]
        require(np.array_equal(cells["material"], material), "materials")
        require(np.array_equal(cells["vtkGhostType"], np.where(material == 0, 32, 0)), "hidden cells")
        for name, truth in (("temperature", synthetic.temperature()), ("power_density", synthetic.power_density())):
            require(np.allclose(cells[name], truth[here], rtol=1e-12, atol=0.0, equal_nan=True), name)
    require(np.all(seen == 1), "every cell in one piece")


if __name__ == "__main__":
    main(sys.argv[1])
