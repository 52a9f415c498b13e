# script-version: 2.0
"""Lines along the heat flux, which run on where the next rank begins."""

from paraview import catalyst
from paraview.simple import *  # noqa: F403

producer = TrivialProducer(registrationName="input")
# Heat flows nowhere in void, whose cells hold no numbers.
solid = Threshold(Input=producer)
solid.Scalars = ["CELLS", "material"]
solid.ThresholdMethod = "Above Upper Threshold"
solid.UpperThreshold = 0.5
points = CellDatatoPointData(Input=solid)
points.ProcessAllArrays = 0
points.CellDataArraytoprocess = ["heat_flux"]
lines = StreamTracer(Input=points, SeedType="Line")
lines.Vectors = ["POINTS", "heat_flux"]
lines.SeedType.Point1 = [0.4e-3, 1.3e-3, 0.1e-3]
lines.SeedType.Point2 = [9.5e-3, 6.6e-3, 0.1e-3]
lines.SeedType.Resolution = 20
lines.MaximumStreamlineLength = 0.02
lines.IntegrationStepUnit = "Cell Length"
lines.InitialStepLength, lines.MinimumStepLength, lines.MaximumStepLength = 0.1, 0.01, 0.2
lines.MaximumSteps = 5000

written = CreateExtractor("VTP", lines, registrationName="lines")
written.Trigger = "TimeStep"
written.Writer.FileName = "lines_{timestep:06d}.pvtp"
options = catalyst.Options()
