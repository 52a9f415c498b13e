# script-version: 2.0
"""A level cut in grey without light or colour bar: a pixel's value is the temperature of its cell."""

from paraview import catalyst
from paraview.simple import *  # noqa: F403

LOW, HIGH = 300.0, 400.0

producer = TrivialProducer(registrationName="input")
cut = Slice(Input=producer)
cut.SliceType = "Plane"
cut.SliceType.Origin = [5e-3, 4e-3, 1.1e-3]
cut.SliceType.Normal = [0.0, 0.0, 1.0]
cut.Triangulatetheslice = 0

view = CreateView("RenderView")
view.ViewSize = [500, 400]
view.UseColorPaletteForBackground = 0
view.Background = [1.0, 0.0, 0.0]
view.OrientationAxesVisibility = 0
view.CameraParallelProjection = 1
view.CameraFocalPoint = [5e-3, 4e-3, 1.1e-3]
view.CameraPosition = [5e-3, 4e-3, 1.0]
view.CameraViewUp = [0.0, 1.0, 0.0]
view.CameraParallelScale = 4e-3
shown = Show(cut, view)
ColorBy(shown, ("CELLS", "temperature"))
grey = GetColorTransferFunction("temperature")
grey.ColorSpace = "RGB"
grey.NumberOfTableValues = 1024
shown.Ambient, shown.Diffuse, shown.Specular = 1.0, 0.0, 0.0
shown.InterpolateScalarsBeforeMapping = 0

pictures = CreateExtractor("PNG", view, registrationName="grey")
pictures.Trigger = "TimeStep"
pictures.Writer.FileName = "grey_{timestep:06d}.png"
pictures.Writer.ImageResolution = [500, 400]
options = catalyst.Options()


def catalyst_execute(info):
    producer.UpdatePipeline(info.time)
    grey.RGBPoints = [LOW, 0.0, 0.0, 0.0, HIGH, 1.0, 1.0, 1.0]
