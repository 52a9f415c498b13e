"""A run as a USD stage: one closed mesh for each layer or die, coloured by temperature or stress, with the values beside.

    /name (Xform, component)
        layers (Xform)           the layers and fills of the assembly itself
            substrate (Mesh) ...
        hbm0 (Xform)             one for each placed part
            base (Mesh) ...
"""

import contextlib
import dataclasses
import pathlib

from strata_post.exports import file_stem, refuse
from strata_post.files import replacing
from strata_post.results import UsageError
from strata_post.steps import extremes, steps_of
from strata_post.usd.colours import ColourScale
from strata_post.usd.frames import CODES_PER_SECOND, frames_of
from strata_post.usd.layer_text import LayerWriter, dictionary, number, quoted
from strata_post.usd.meshes import MeshWriter, Tally, material
from strata_post.usd.names import identifier, unique_identifiers

FIELDS = {"temperature": ("K", "plasma"), "von_mises": ("Pa", "cividis")}
OWN_LAYERS = "layers"        # prim of what belongs to no placed part


@dataclasses.dataclass(frozen=True)
class Options:
    """What may be chosen of a stage."""

    colour_by: str = "temperature"   # or von_mises
    range: tuple = ()                # lowest and highest value of the colours [K or Pa]; empty: those of the field
    warp: float = 0.0                # displacements are drawn that many times as large; 0: the shape as built
    metres_per_unit: float = 1e-3
    slow_down: float = 0.0           # how many times slower than real time a transient plays; 0: so that it takes 10 s
    split: bool = False              # one file for each placed part, referenced by the stage


@dataclasses.dataclass
class Group:
    """A placed part, or the assembly's own layers."""

    name: str                # identifier
    display_name: str
    bodies: list             # Bodies that have a mesh of their own


def write_usd(results, directory, options=Options(), force=False):
    """Writes <title>.usda into `directory` and returns (paths, Tally, remarks); the stage is the first path. With
    `options.split` its parts lie in <title>_parts/.

    Raises UsageError where the results lack what is asked for, or a file is in the way and `force` is not given.
    """
    steps = steps_of(results)
    check(results, steps, options)
    frames, remarks = frames_of(steps, options.slow_down)
    scale = colour_scale(frames, options)
    directory = pathlib.Path(directory)
    stem = file_stem(results.title)
    groups = groups_of(results)
    parts = {g.name: directory / f"{stem}_parts" / f"{g.name}.usda" for g in groups} if options.split else {}
    paths = [directory / f"{stem}.usda", *parts.values()]
    refuse(paths, force)
    tally = Tally()
    meshes = MeshWriter(results, frames, scale, options, tally)
    for group in groups if options.split else []:
        write_part(parts[group.name], group, meshes, metadata(results, frames, scale, options, group.name))
    with written(paths[0]) as writer:
        root = identifier(stem)
        writer.header(metadata(results, frames, scale, options, root))
        with writer.prim("Xform", root, (("kind", quoted("component")), ("displayName", quoted(results.title or stem)))):
            for group in groups:
                if options.split:
                    reference(writer, group, f"./{stem}_parts/{group.name}.usda")
                else:
                    write_group(writer, f"/{root}/{group.name}", group, meshes)
    if tally.inside_out:
        remarks.append(f"--warp {options.warp:g} turns {', '.join(tally.inside_out)} inside out: displacements drawn that "
                       "large exceed the thickness")
    return paths, tally, remarks


def check(results, steps, options):
    """Raises UsageError where the results lack what the options ask for."""
    if options.colour_by == "temperature" and not any(step.has_temperature_field for step in steps):
        more = "; --colour-by von_mises shows its stress" if any(step.has_stress for step in steps) else ""
        raise UsageError(f"{results.path}: holds no temperature{more}")
    if options.colour_by == "von_mises" and not any(step.has_stress for step in steps):
        raise UsageError(f"{results.path}: holds no stress, which --colour-by von_mises asks for")
    if options.warp and not any(step.has_stress for step in steps):
        raise UsageError(f"{results.path}: holds no displacements, which --warp asks for")


def colour_scale(frames, options):
    """The ColourScale over all frames."""
    lowest, highest = options.range or extremes(
        [frame.step for frame in frames if options.colour_by == "temperature" or frame.step.has_stress],
        lambda step, cells: getattr(step, options.colour_by)(cells))
    return ColourScale(FIELDS[options.colour_by][1], lowest, highest)


def groups_of(results):
    """The Groups, the assembly's own layers first; blocks belong to the mesh of their layer."""
    found = [Group(OWN_LAYERS, OWN_LAYERS, [])]
    names = unique_identifiers([p.name for p in results.placements], (OWN_LAYERS,))
    found += [Group(name, placement.name, []) for name, placement in zip(names, results.placements)]
    for body in results.bodies:
        if body.parent < 0 and body.material != 0:
            found[body.placement + 1].bodies.append(body)
    return [group for group in found if group.bodies]


def metadata(results, frames, scale, options, root):
    """Metadata of a layer: (name, text)."""
    facts = [("string", "title", quoted(results.title)), ("string", "results", quoted(results.path.name))]
    source = results.attributes("provenance") if results.has("provenance") else {}
    facts += [("string", key, quoted(str(source[key]))) for key in ("strata_version", "git_commit", "date") if key in source]
    unit = FIELDS[options.colour_by][0]
    colours = [("string", "field", quoted(options.colour_by)), ("string", "unit", quoted(unit)),
               ("double", "lowest", number(scale.lowest)), ("double", "highest", number(scale.highest)),
               ("string", "colormap", quoted(scale.name)), ("string", "colorSpace", quoted("linear Rec.709"))]
    units = [("string", "temperature", quoted("K")), ("string", "vonMises", quoted("Pa"))]
    times = [frame.step.time for frame in frames]
    shown = [("double[]", "timeCodes", f"[{', '.join(number(frame.code) for frame in frames)}]"),
             ("string[]", "labels", f"[{', '.join(quoted(frame.step.label) for frame in frames)}]")]
    if None not in times:
        shown.append(("double[]", "times_s", f"[{', '.join(map(number, times))}]"))
    strata = [("dictionary", "provenance", facts), ("dictionary", "colors", colours), ("dictionary", "units", units),
              ("dictionary", "frames", shown), ("double", "warp", number(options.warp))]
    return [("customLayerData", dictionary([("dictionary", "strata", strata)], 1)), ("defaultPrim", quoted(root)),
            ("endTimeCode", number(frames[-1].code)), ("framesPerSecond", number(CODES_PER_SECOND)),
            ("kilogramsPerUnit", "1"), ("metersPerUnit", number(options.metres_per_unit)),
            ("startTimeCode", number(frames[0].code)), ("timeCodesPerSecond", number(CODES_PER_SECOND)),
            ("upAxis", quoted("Z"))]


@contextlib.contextmanager
def written(path):
    """A layer that takes the place of `path` when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8") as stream:
        yield LayerWriter(stream)


def write_part(path, group, meshes, layer):
    """A group as a file of its own."""
    with written(path) as writer:
        writer.header(layer)
        write_group(writer, f"/{group.name}", group, meshes)


def write_group(writer, path, group, meshes):
    """A group as an Xform at `path` that holds its material, so that it can be referenced alone."""
    with writer.prim("Xform", group.name, (("kind", quoted("subcomponent")), ("displayName", quoted(group.display_name)))):
        material(writer, path)
        names = unique_identifiers([local_name(body, group) for body in group.bodies], ("Looks",))
        for name, body in zip(names, group.bodies):
            meshes.write(writer, name, body, path)


def local_name(body, group):
    """The name of a body inside its part."""
    return body.name.removeprefix(group.display_name + ".")


def reference(writer, group, path):
    """A group that lies in another file."""
    with writer.prim("", group.name, (("prepend references", f"@{path}@"),)):
        pass
