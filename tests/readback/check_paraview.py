"""The ParaView files of the synthetic case through VTK's own readers: values at the right places, void cells hidden."""
import os
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkDataObject
from vtkmodules.vtkFiltersCore import vtkThreshold
from vtkmodules.vtkFiltersGeometry import vtkDataSetSurfaceFilter
from vtkmodules.vtkIOXML import vtkXMLPRectilinearGridReader, vtkXMLRectilinearGridReader

import synthetic
from synthetic import require


def read(folder):
    collection = ElementTree.parse(os.path.join(folder, "results.pvd")).getroot()
    path = os.path.join(folder, collection.find("Collection/DataSet").get("file"))
    reader = vtkXMLPRectilinearGridReader() if path.endswith(".pvtr") else vtkXMLRectilinearGridReader()
    require(reader.CanReadFile(path), "VTK takes " + path)
    reader.SetFileName(path)
    reader.Update()
    return reader.GetOutput()


def check_values(grid):
    require(tuple(grid.GetDimensions()) == (6, 5, 7), "dimensions")
    for axis, lines in enumerate((synthetic.X, synthetic.Y, synthetic.Z)):
        found = (grid.GetXCoordinates(), grid.GetYCoordinates(), grid.GetZCoordinates())[axis]
        require(np.allclose(vtk_to_numpy(found), lines, rtol=1e-12), "coordinates")
    temperature = grid.GetCellData().GetArray("temperature")
    solid = 0
    for cell in range(grid.GetNumberOfCells()):
        i, j, k = cell % 5, cell // 5 % 4, cell // 20
        (x0, x1), (y0, y1), (z0, z1) = (synthetic.X[i:i + 2], synthetic.Y[j:j + 2], synthetic.Z[k:k + 2])
        is_solid = synthetic.material()[k, j, i] > 0
        require(bool(grid.IsCellVisible(cell)) == is_solid, f"visibility of cell {i} {j} {k}")
        if not is_solid:
            continue
        solid += 1
        bounds = grid.GetCell(cell).GetBounds()
        require(np.allclose(bounds, (x0, x1, y0, y1, z0, z1), rtol=1e-12), "place of a cell")
        centre = [0.5 * (bounds[2 * axis] + bounds[2 * axis + 1]) for axis in range(3)]
        truth = synthetic.linear_temperature(*centre)
        require(abs(temperature.GetValue(cell) - truth) < 1e-9, f"temperature of cell {i} {j} {k}")
    require(solid == 78, "number of visible cells")
    low, high = temperature.GetRange()
    require(abs(low - 330.5) < 1e-9 and abs(high - 565.5) < 1e-9, f"colour range {low} .. {high} leaves void out")


def check_pictures(grid):
    """What ParaView draws: the surface encloses the solid, and a threshold keeps solid cells only."""
    surface = vtkDataSetSurfaceFilter()
    surface.SetInputData(grid)
    surface.Update()
    values = vtk_to_numpy(surface.GetOutput().GetCellData().GetArray("temperature"))
    require(values.size > 0 and not np.isnan(values).any(), "no void cell is drawn")
    threshold = vtkThreshold()
    threshold.SetInputData(grid)
    threshold.SetInputArrayToProcess(0, 0, 0, vtkDataObject.FIELD_ASSOCIATION_CELLS, "material")
    threshold.SetLowerThreshold(1)
    threshold.SetUpperThreshold(65535)
    threshold.SetThresholdFunction(vtkThreshold.THRESHOLD_BETWEEN)
    threshold.Update()
    require(threshold.GetOutput().GetNumberOfCells() == 78, "threshold on the material")


if __name__ == "__main__":
    data = read(sys.argv[1])
    check_values(data)
    check_pictures(data)
