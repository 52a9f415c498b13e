"""The load cases of the synthetic case through VTK's own readers: warping by the displacement puts points where they
belong, tensors have VTK's components."""
import sys

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkDataObject
from vtkmodules.vtkFiltersGeneral import vtkWarpVector
from vtkmodules.vtkIOXML import vtkXMLPRectilinearGridReader, vtkXMLRectilinearGridReader

import check_vtr
import synthetic
from synthetic import require


def read(path):
    reader = vtkXMLPRectilinearGridReader() if path.endswith(".pvtr") else vtkXMLRectilinearGridReader()
    require(reader.CanReadFile(path), "VTK takes " + path)
    reader.SetFileName(path)
    reader.Update()
    return reader.GetOutput()


def warped(grid, scale):
    """Points of the grid moved by the displacement, (z, y, x, component)."""
    warp = vtkWarpVector()
    warp.SetInputData(grid)
    warp.SetInputArrayToProcess(0, 0, 0, vtkDataObject.FIELD_ASSOCIATION_POINTS, "displacement")
    warp.SetScaleFactor(scale)
    warp.Update()
    return vtk_to_numpy(warp.GetOutput().GetPoints().GetData()).reshape(7, 5, 6, 3)


def main(folder):
    _, path = check_vtr.steps_of(folder)[-1]
    grid = read(path)
    require(grid.GetPointData().GetArray("displacement").GetNumberOfComponents() == 3, "a vector on points")
    z, y, x = np.meshgrid(synthetic.Z, synthetic.Y, synthetic.X, indexing="ij")
    truth = np.stack([x, y, z], axis=-1) + 100.0 * np.nan_to_num(synthetic.displacement(2.0))
    require(np.allclose(warped(grid, 100.0), truth, rtol=0.0, atol=1e-8), "the warped points")
    stress = grid.GetCellData().GetArray("stress")
    require(stress.GetNumberOfComponents() == 6, "a symmetric tensor")
    solid = synthetic.material() > 0
    found = vtk_to_numpy(stress).reshape(6, 4, 5, 6)
    require(np.allclose(found[solid][:, 3], synthetic.stress(2.0, 0.5)[solid][:, 5], rtol=1e-6), "xy comes fourth")
    low, high = grid.GetCellData().GetArray("von_mises").GetRange()
    require(np.isfinite(low) and np.isfinite(high), "void is left out of the range")


if __name__ == "__main__":
    main(sys.argv[1])
