"""Meshes of bodies with their colours and values in time, and the material that shows them."""

import dataclasses

import numpy as np

from strata_post.usd.layer_text import array, dictionary, looked_up, quoted
from strata_post.usd.surface import cells_of, enclosed_volume, quad_normals, surface_of

NORMALS = np.array([[-1, 0, 0], [1, 0, 0], [0, -1, 0], [0, 1, 0], [0, 0, -1], [0, 0, 1]])     # by side
MATERIAL = "Looks/field"


@dataclasses.dataclass
class Tally:
    """What was written."""

    meshes: int = 0
    faces: int = 0
    points: int = 0
    inside_out: list = dataclasses.field(default_factory=list)   # names of bodies that the warped shape turns inside out


class MeshWriter:
    """Writes bodies of a run as Mesh prims."""

    def __init__(self, results, frames, scale, options, tally):
        self._results, self._frames, self._scale, self._options, self._tally = results, frames, scale, options, tally
        self._codes = [frame.code for frame in frames]
        self._colours = [f"({r:.4g}, {g:.4g}, {b:.4g})" for r, g, b in scale.levels]

    def write(self, writer, name, body, group):
        """The mesh of `body` as prim `name` below the path `group`; nothing where later bodies took all its cells."""
        box, mine = cells_of(self._results, body)
        surface = surface_of(self._results.lines, box, mine)
        if surface is None:
            return
        self._tally.meshes += 1
        self._tally.faces += len(surface.faces)
        self._tally.points += len(surface.nodes)
        about = [("string", "kind", quoted(body.kind)), ("string", "material", quoted(self._results.materials[body.material])),
                 ("string", "name", quoted(body.name))]
        with writer.prim("Mesh", name, (("prepend apiSchemas", '["MaterialBindingAPI"]'), ("customData", dictionary(about, 2)),
                                        ("displayName", quoted(body.name)))):
            self._write_topology(writer, surface)
            self._write_points(writer, surface, body)
            self._write_fields(writer, surface)
            writer.attribute("rel material:binding", f"<{group}/{MATERIAL}>")
            writer.attribute("uniform token subdivisionScheme", quoted("none"))

    def _write_topology(self, writer, surface):
        writer.attribute("int[] faceVertexCounts", array(np.full(len(surface.faces), 4)))
        writer.attribute("int[] faceVertexIndices", array(surface.faces.ravel()))

    def _write_points(self, writer, surface, body):
        """Points, extent and normals: as built, or at each frame where the shape is warped."""
        built = np.stack([self._results.lines[axis][surface.cells[2 - axis].start + surface.nodes[:, 2 - axis]]
                          for axis in range(3)], axis=1)
        codes = self._codes if self._options.warp else self._codes[:1]
        shapes = [self._warped(surface, built, frame.step) for frame in self._frames] if self._options.warp else [built]
        if min(enclosed_volume(shape, surface.faces) for shape in shapes) <= 0.0:
            self._tally.inside_out.append(body.name)
        shapes = [(shape / self._options.metres_per_unit).astype(np.float32) for shape in shapes]
        writer.varying("float3[] extent", codes, [array(np.stack([s.min(axis=0), s.max(axis=0)])) for s in shapes])
        writer.varying("point3f[] points", codes, [array(shape) for shape in shapes])
        face_varying = (("interpolation", quoted("faceVarying")),)
        if self._options.warp:
            normals = [array(quad_normals(shape, surface.faces)) for shape in shapes]
            indices = np.arange(len(surface.faces))
        else:
            normals, indices = [array(NORMALS)], surface.sides
        writer.varying("normal3f[] primvars:normals", codes, normals, face_varying)
        writer.attribute("int[] primvars:normals:indices", array(np.repeat(indices, 4)))

    def _warped(self, surface, built, step):
        if not step.has_stress:
            return built
        return built + self._options.warp * surface.node_values(step.displacement(surface.cells))

    def _write_fields(self, writer, surface):
        """Temperature and von Mises stress in the frames that have them, and the colours of one of them."""
        vertex = (("interpolation", quoted("vertex")),)
        fields = {}
        for field in ("temperature", "von_mises"):
            has = "has_temperature" if field == "temperature" else "has_stress"
            frames = [frame for frame in self._frames if getattr(frame.step, has)]
            fields[field] = ([frame.code for frame in frames],
                             [surface.cell_values(getattr(frame.step, field)(surface.cells)) for frame in frames])
        codes, values = fields[self._options.colour_by]
        writer.varying("color3f[] primvars:displayColor", codes,
                       [looked_up(self._colours, self._scale.level_of(v)) for v in values], vertex)
        for field, name in (("temperature", "temperature"), ("von_mises", "vonMises")):
            codes, values = fields[field]
            if codes:
                writer.varying(f"float[] primvars:{name}", codes, [array(v.astype(np.float32)) for v in values], vertex)


def material(writer, group):
    """The UsdPreviewSurface that takes its colour from displayColor, below the path `group`."""
    path = f"{group}/{MATERIAL}"
    scope, name = MATERIAL.split("/")
    with writer.prim("Scope", scope), writer.prim("Material", name):
        writer.attribute("token outputs:surface.connect", f"<{path}/surface.outputs:surface>")
        with writer.prim("Shader", "surface"):
            writer.attribute("uniform token info:id", quoted("UsdPreviewSurface"))
            writer.attribute("color3f inputs:diffuseColor.connect", f"<{path}/colours.outputs:result>")
            writer.attribute("float inputs:metallic", "0")
            writer.attribute("float inputs:roughness", "0.7")
            writer.attribute("token outputs:surface")
        with writer.prim("Shader", "colours"):
            writer.attribute("uniform token info:id", quoted("UsdPrimvarReader_float3"))
            writer.attribute("float3 inputs:fallback", "(0.5, 0.5, 0.5)")
            writer.attribute("string inputs:varname", quoted("displayColor"))
            writer.attribute("float3 outputs:result")
