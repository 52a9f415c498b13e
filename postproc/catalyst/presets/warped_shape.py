# script-version: 2.0
"""The package as it bends, exaggerated, coloured by its displacement along z."""

from paraview.simple import Calculator, WarpByVector

import strata_in_situ
from preset_tools import Picture, options as default_options, package_centre, producer

source = producer()
centre, size = package_centre()
bent = WarpByVector(Input=source)
bent.Vectors = ["POINTS", "displacement"]
height = Calculator(Input=bent)
height.AttributeType = "Point Data"
height.ResultArrayName = "rise_um"
height.Function = "displacement_Z * 1e6"

picture = Picture("warped_shape", [1000, 800], "rise_um", "displacement along z [um]", "Cool to Warm")
picture.add(height, "POINTS")
reach = 10.0 * max(size)
picture.look(centre, [0.5 * reach, -reach, 0.5 * reach], [0.0, 0.0, 1.0], 0.6 * max(size[0], size[1]))

options = default_options()
strata_in_situ.fields = ["displacement"]


def catalyst_execute(info):
    largest = max(strata_in_situ.ranges["displacement"][1], 1e-15)
    bent.ScaleFactor = 0.1 * max(size[0], size[1]) / largest
    height.UpdatePipeline(info.time)
    picture.update(info, (-largest * 1e6, largest * 1e6), "up to %.3g um, shown %.3g-fold" % (
        largest * 1e6, bent.ScaleFactor))
