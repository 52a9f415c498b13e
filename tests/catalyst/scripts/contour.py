# script-version: 2.0
"""A surface of one temperature: it closes across ranks only where cells beside the border are known."""

from paraview import catalyst
from paraview.simple import *  # noqa: F403

import strata_in_situ

producer = TrivialProducer(registrationName="input")
points = CellDatatoPointData(Input=producer)
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
