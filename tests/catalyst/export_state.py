"""What a user does in ParaView: opens results.pvd, makes a picture of a cut, and saves a Catalyst state:
pvpython export_state.py RESULTS.pvd SCRIPT."""

import sys

from paraview import catalyst
from paraview.detail.catalyst_export import save_catalyst_state
from paraview.simple import (ColorBy, CreateExtractor, CreateView, PVDReader, ResetCamera, Show, Slice)

reader = PVDReader(registrationName="results.pvd", FileName=sys.argv[1])
reader.UpdatePipeline()
view = CreateView("RenderView")
view.ViewSize = [400, 300]
cut = Slice(Input=reader)
cut.SliceType.Normal = [0.0, 0.0, 1.0]
shown = Show(cut, view)
ColorBy(shown, ("CELLS", "temperature"))
ResetCamera(view)
picture = CreateExtractor("PNG", view)
picture.Writer.FileName = "exported_{timestep:06d}.png"
picture.Writer.ImageResolution = [400, 300]
save_catalyst_state(sys.argv[2], catalyst.Options())
