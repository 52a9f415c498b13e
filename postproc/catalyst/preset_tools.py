"""What the shipped presets share: sheets of cells, temperatures in degC, pictures."""

from paraview import catalyst
from paraview.simple import (Calculator, ColorBy, CreateExtractor, CreateView, ExtractSubset,
                             GetColorTransferFunction, GetScalarBar, GroupDatasets, Show, Text, Transform,
                             TrivialProducer, a3DText)

import strata_in_situ

CELSIUS = "temperature_degC"
MOST_LAYERS = 16


def producer():
    """The fields of the run: the channel that Strata's plugin calls `input`."""
    return TrivialProducer(registrationName="input")


def layers():
    """(label, z) of the layers worth a picture, bottom up: those with active faces, else all; z lies just inside the
    active face, or half way up [m]. A label leaves out in which dies the layers are."""
    bodies = [body for body in strata_in_situ.case["bodies"] if body["kind"] == "layer" and body["material_id"] != 0]
    active = [body for body in bodies if "active" in body]
    labels = {}
    for body in active or bodies:
        low, high = body["lower_m"][2], body["upper_m"][2]
        inside = {"bottom": 0.02, "top": 0.98}.get(body.get("active"), 0.5)
        names = labels.setdefault(round(low + inside * (high - low), 9), [])
        name = body["name"].removeprefix(body.get("placement", "") + ".")
        if name not in names:
            names.append(name)
    chosen = [(", ".join(labels[z]), z) for z in sorted(labels)]
    return chosen[::-(-len(chosen) // MOST_LAYERS)]


def outline(z):
    """Lower and upper end along x and y [m] of what is not void at a height."""
    there = [body for body in strata_in_situ.case["bodies"]
             if body["material_id"] != 0 and body["lower_m"][2] <= z <= body["upper_m"][2]]
    case = strata_in_situ.case
    low = [min((body["lower_m"][axis] for body in there), default=case["lower_m"][axis]) for axis in (0, 1)]
    high = [max((body["upper_m"][axis] for body in there), default=case["upper_m"][axis]) for axis in (0, 1)]
    return low, high


def sheet(source, axis, position):
    """The cells across an axis in which a position on it [m] lies. Taking them by their index costs no more than the
    sheet has cells; a plane through the grid would be tried on every cell."""
    cells = ExtractSubset(Input=source)
    move_sheet(cells, axis, position)
    return cells


def move_sheet(cells, axis, position):
    """Lets a sheet show the cells at another position."""
    ends = [(0, len(lines) - 1) for lines in strata_in_situ.lines]
    cell = strata_in_situ.cell_at(axis, position)
    ends[axis] = (cell, cell)
    cells.VOI = [end for both in ends for end in both]


def in_celsius(source):
    """Adds the temperature in degC."""
    celsius = Calculator(Input=source)
    celsius.AttributeType = "Cell Data"
    celsius.ResultArrayName = CELSIUS
    celsius.Function = "temperature - 273.15"
    return celsius


def together(sources):
    """Many as one: what is shown once costs much less than what is shown in pieces."""
    return GroupDatasets(Input=sources)


def moved(source, move=(0.0, 0.0, 0.0), scale=(1.0, 1.0, 1.0), turn=(0.0, 0.0, 0.0)):
    """Scaled, then turned about the axes [degree], about z last, then moved [m]."""
    transform = Transform(Input=source)
    transform.Transform.Scale = list(scale)
    transform.Transform.Rotate = list(turn)
    transform.Transform.Translate = list(move)
    return transform


def package_centre():
    low, high = strata_in_situ.case["lower_m"], strata_in_situ.case["upper_m"]
    return [0.5 * (a + b) for a, b in zip(low, high)], [b - a for a, b in zip(low, high)]


class Picture:
    """A view on a white ground with a caption, a colour bar, and a PNG at every look."""

    def __init__(self, name, size, array=CELSIUS, title="temperature [degC]", preset="Plasma (matplotlib)"):
        self.name = name
        self.array = array
        self.view = CreateView("RenderView")
        self.view.ViewSize = list(size)
        self.view.UseColorPaletteForBackground = 0
        self.view.Background = [1.0, 1.0, 1.0]
        self.view.OrientationAxesVisibility = 0
        self.view.CameraParallelProjection = 1
        self.colours = GetColorTransferFunction(array)
        self.colours.ApplyPreset(preset, True)
        self.title = title
        self.seen = (float("inf"), float("-inf"))
        self.write("Upper Center", 15).Text = strata_in_situ.case.get("title", "")
        self.moment = self.write("Lower Center", 13)
        self.writer = CreateExtractor("PNG", self.view, registrationName=name)
        self.writer.Trigger = "TimeStep"
        self.writer.Writer.FileName = name + "_{timestep:06d}.png"
        self.writer.Writer.ImageResolution = list(size)

    def write(self, place, size):
        """A line of text at the edge of the picture; the empty one shows nothing."""
        text = Text()
        shown = Show(text, self.view)
        shown.Color = [0.0, 0.0, 0.0]
        shown.FontSize = size
        shown.WindowLocation = place
        return text

    def label(self, labels, height, turned=(0.0, 0.0, 0.0)):
        """Words, each beginning at a place of the scene, as [(words, place)] [m], and turned so [degree]. They are
        surfaces: texts that ParaView draws itself are lost where several ranks share a picture."""
        texts = [moved(a3DText(Text=words), place, 3 * [height], turned) for words, place in labels]
        shown = Show(together(texts), self.view)
        shown.ColorArrayName = ["POINTS", ""]
        shown.AmbientColor = [0.0, 0.0, 0.0]
        shown.Ambient, shown.Diffuse = 1.0, 0.0

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

    def update(self, info, limits, words):
        """What stands below, and the colour scale of this look."""
        moment = "t = %.4g s: " % info.time if strata_in_situ.case["is_transient"] else ""
        self.moment.Text = moment + words
        # Last of all: colouring by a field sets the scale to that of one rank.
        self.colours.RescaleTransferFunction(*(limits if limits[1] > limits[0] else (limits[0], limits[0] + 1e-3)))

    def update_temperature(self, info):
        """The same for pictures of temperature, on the scale of the whole run so far: pictures one after the other can
        be compared."""
        low, high = (kelvin - 273.15 for kelvin in strata_in_situ.ranges["temperature"])
        self.seen = (min(self.seen[0], low), max(self.seen[1], high))
        self.update(info, self.seen, "%.2f to %.2f degC" % (low, high))


def options():
    chosen = catalyst.Options()
    chosen.GlobalTrigger = "TimeStep"
    return chosen
