"""What Catalyst scripts of Strata may ask for: facts about the deck, ranges of the fields over all ranks, the hottest
place. It is filled in by driver.py while a run goes on, and by after_the_fact.py for `strata post`.

    import strata_in_situ
    low, high = strata_in_situ.ranges["temperature"]      # [K]
"""

import bisect
import importlib.util
import re
import sys
import traceback

case = {}            #: docs/in_situ.md: title, lower_m, upper_m, bodies
fields = ()          #: set by a script: names of the fields that it needs from its second look on; empty: all
folder = ""          #: where pictures and extracts go
ranges = {}          #: name of a field -> (lowest, highest) value in solid cells
lines = ((), (), ())  #: coordinates of the grid's lines per axis [m]
hottest_place = (0.0, 0.0, 0.0)   #: centre of the hottest cell [m]


def cell_at(axis, position):
    """Index of the cell along an axis in which a position [m] lies; the first or the last outside the grid."""
    return min(max(bisect.bisect_right(lines[axis], position) - 1, 0), len(lines[axis]) - 2)


def exception_text(script):
    """The exception that is being handled, with the lines that lead to it from the script on: how the script came to
    run is no business of who wrote it."""
    kind, error, trace = sys.exc_info()
    frames = traceback.extract_tb(trace)
    inside = [index for index, frame in enumerate(frames) if frame.filename == script]
    lines = traceback.format_list(frames[inside[0]:]) if inside else []
    return "".join(lines + traceback.format_exception_only(kind, error)).rstrip()


def disable_extractors():
    """Nothing is drawn or written by what a script made before it failed."""
    from paraview import simple

    for extractor in simple.GetExtractors():
        extractor.Enable = 0


def load_script(path):
    """Imports the script at `path` under a name of its own."""
    spec = importlib.util.spec_from_file_location("strata_script", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["strata_script"] = module
    spec.loader.exec_module(module)
    return module


class _Nothing:
    """Stands for views and pictures where none can be drawn: takes everything, does nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name, value):
        pass

    def __call__(self, *arguments, **named):
        return self

    def __iter__(self):
        return iter(())

    def __bool__(self):
        return False


_DRAWS = re.compile("View|Render|Layout|Show|Hide|ScalarBar|Camera|Screenshot|WriteImage|ColorBy|DisplayPropert|Light"
                    "|^GetRepresentation")
_PICTURES = ("PNG", "JPG", "TIFF", "BMP", "Cinema", "recolorableImage", "recolorable")


def leave_pictures_out():
    """From now on scripts make extracts of data alone: whatever draws does nothing."""
    from paraview import simple

    nothing = _Nothing()
    for name, value in list(vars(simple).items()):
        if callable(value) and _DRAWS.search(name) and not isinstance(value, type):
            setattr(simple, name, nothing)
    create = simple.CreateExtractor

    def create_extractor(name, *arguments, **named):
        if any(name.startswith(picture) for picture in _PICTURES):
            return nothing
        return create(name, *arguments, **named)

    simple.CreateExtractor = create_extractor
