"""The collection of the synthetic transient in ParaView itself: its times are seconds, and the fields are theirs."""
import os
import sys

import synthetic
from synthetic import require

try:
    from paraview.simple import OpenDataFile, UpdatePipeline
except ImportError:
    sys.exit(77)        # VTK without ParaView

reader = OpenDataFile(os.path.join(sys.argv[1], "results.pvd"))
require([round(time, 12) for time in reader.TimestepValues] == [0.2, 0.5], "ParaView's times")
for time, rise in ((0.2, 20.0), (0.5, 8.0)):
    UpdatePipeline(time, proxy=reader)
    low, high = reader.CellData["temperature"].GetRange()
    require(abs(low - 330.5 - rise) < 1e-9 and abs(high - 565.5 - rise) < 1e-9, f"range {low} .. {high} at {time} s")
