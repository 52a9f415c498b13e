# script-version: 2.0
"""A surface of one temperature: it closes across ranks only where cells beside the border are known."""

from paraview import catalyst
from paraview.simple import *  # noqa: F403

import strata_in_situ

producer = TrivialProducer(registrationName="input")
# Void is not a number: it must go before cells become points.
solid = Threshold(Input=producer)
solid.Scalars = ["CELLS", "material"]
solid.ThresholdMethod = "Above Upper Threshold"
solid.UpperThreshold = 0.5
points = CellDatatoPointData(Input=solid)
points.ProcessAllArrays = 0
points.CellDataArraytoprocess = ["temperature"]
surface = Contour(Input=points)
surface.ContourBy = ["POINTS", "temperature"]
low, high = strata_in_situ.ranges["temperature"]
surface.Isosurfaces = [low + 0.3 * (high - low), low + 0.6 * (high - low)]
surface.ComputeNormals = 0

written = CreateExtractor("VTP", surface, registrationName="surface")
written.Trigger = "TimeStep"
written.Writer.FileName = "surface_{timestep:06d}.pvtp"
options = catalyst.Options()
