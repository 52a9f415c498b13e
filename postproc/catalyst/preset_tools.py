"""What the shipped presets share: slices through layers, temperatures in degC on a fixed colour scale, pictures."""

from paraview import catalyst
from paraview.simple import (Calculator, ColorBy, CreateExtractor, CreateView, GetColorTransferFunction, GetScalarBar,
                             Show, Slice, Text, Transform, TrivialProducer)

import strata_in_situ

CELSIUS = "temperature_degC"
MOST_LAYERS = 16


def producer():
    """The fields of the run: the channel that Strata's plugin calls `input`."""
    return TrivialProducer(registrationName="input")


def layers():
    """(name, z) of the layers worth a picture, bottom up: those with active faces, else all; z lies just inside the
    active face, or half way up [m]."""
    bodies = [body for body in strata_in_situ.case["bodies"] if body["kind"] == "layer" and body["material_id"] != 0]
    active = [body for body in bodies if "active" in body]
    heights = {}
    for body in active or bodies:
        low, high = body["lower_m"][2], body["upper_m"][2]
        inside = {"bottom": 0.02, "top": 0.98}.get(body.get("active"), 0.5)
        heights.setdefault(round(low + inside * (high - low), 9), body["name"])
    chosen = sorted((z, name) for z, name in heights.items())
    stride = -(-len(chosen) // MOST_LAYERS)
    return [(name, z) for z, name in chosen[::stride]]


def cut(source, origin, normal):
    """A plane cut with its temperature in degC."""
    plane = Slice(Input=source)
    plane.SliceType = "Plane"
    plane.SliceType.Origin = list(origin)
    plane.SliceType.Normal = list(normal)
    plane.Triangulatetheslice = 0
    celsius = Calculator(Input=plane)
    celsius.AttributeType = "Cell Data"
    celsius.ResultArrayName = CELSIUS
    celsius.Function = "temperature - 273.15"
    return celsius


def moved(source, move=(0.0, 0.0, 0.0), scale=(1.0, 1.0, 1.0)):
    transform = Transform(Input=source)
    transform.Transform.Scale = list(scale)
    transform.Transform.Translate = list(move)
    return transform


def package_centre():
    low, high = strata_in_situ.case["lower_m"], strata_in_situ.case["upper_m"]
    return [0.5 * (a + b) for a, b in zip(low, high)], [b - a for a, b in zip(low, high)]


class Picture:
    """A view on a white ground with a caption, a colour bar, and a PNG at every look."""

    def __init__(self, name, size, array=CELSIUS, title="temperature [degC]"):
        self.name = name
        self.array = array
        self.view = CreateView("RenderView")
        self.view.ViewSize = list(size)
        self.view.UseColorPaletteForBackground = 0
        self.view.Background = [1.0, 1.0, 1.0]
        self.view.OrientationAxesVisibility = 0
        self.view.CameraParallelProjection = 1
        self.colours = GetColorTransferFunction(array)
        self.title = title
        self.caption = Text(registrationName="caption")
        self.caption.Text = strata_in_situ.case.get("title", "")
        shown = Show(self.caption, self.view)
        shown.Color = [0.0, 0.0, 0.0]
        shown.FontSize = 14
        shown.WindowLocation = "Upper Center"
        self.writer = CreateExtractor("PNG", self.view, registrationName=name)
        self.writer.Trigger = "TimeStep"
        self.writer.Writer.FileName = name + "_{timestep:06d}.png"
        self.writer.Writer.ImageResolution = list(size)

    def add(self, source, on="CELLS"):
        shown = Show(source, self.view)
        shown.SetRepresentationType("Surface")
        ColorBy(shown, (on, self.array))
        shown.LookupTable = self.colours
        shown.Ambient = 1.0
        shown.Diffuse = 0.0
        shown.Specular = 0.0
        shown.SetScalarBarVisibility(self.view, True)
        bar = GetScalarBar(self.colours, self.view)
        bar.Title, bar.ComponentTitle = self.title, ""
        bar.RangeLabelFormat = bar.LabelFormat = "%-#.4g"
        bar.TitleColor = bar.LabelColor = [0.0, 0.0, 0.0]
        return shown

    def look(self, centre, from_direction, up, height):
        """Parallel projection: `height` [m] is half of what the picture shows from bottom to top."""
        self.view.CameraFocalPoint = list(centre)
        self.view.CameraPosition = [c + d for c, d in zip(centre, from_direction)]
        self.view.CameraViewUp = list(up)
        self.view.CameraParallelScale = height

    def update(self, info, limits, unit):
        """Caption and colour scale of this look."""
        self.caption.Text = "%s\nt = %.4g s, %.2f to %.2f %s" % (
            strata_in_situ.case.get("title", ""), info.time, limits[0], limits[1], unit)
        # Last of all: colouring by a field sets the scale to that of one rank.
        self.colours.RescaleTransferFunction(*(limits if limits[1] > limits[0] else (limits[0], limits[0] + 1e-3)))


def celsius_limits():
    """Scale of the whole run so far, so that pictures one after the other can be compared."""
    low, high = (kelvin - 273.15 for kelvin in strata_in_situ.ranges["temperature"])
    seen = celsius_limits.__dict__.setdefault("seen", [low, high])
    seen[:] = [min(seen[0], low), max(seen[1], high)]
    return tuple(seen)


def options():
    chosen = catalyst.Options()
    chosen.GlobalTrigger = "TimeStep"
    return chosen
