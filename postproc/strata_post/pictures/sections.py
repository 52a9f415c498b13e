"""Vertical sections of the temperature through the hottest point: the whole package, and the part around the point."""

from strata_post import style
from strata_post.pictures import views
from strata_post.pictures.dies import file_name

WIDTH = 9.3                  # of the drawings [inch]
LABEL_ROOM = 1.75


def stacks(results):
    """Placements of the part with the most layers, for whom a section of their own is drawn."""
    layers = {p.index: sum(b.placement == p.index and b.kind == "layer" for b in results.bodies)
              for p in results.placements}
    most = max(layers.values(), default=0)
    parts = {p.part for p in results.placements if layers[p.index] == most}
    return [p for p in results.placements if p.part in parts]


def points(results):
    """What is cut: list of (suffix of the file name, HottestPoint). The hottest point, and that of the hottest stack
    where it lies in another part."""
    found = [("", results.hottest)]
    home = views.placement_of(results, results.hottest.body)
    candidates = stacks(results)
    if candidates and (home is None or home.part != candidates[0].part):
        point = results.hottest_of([d for p in candidates for d in views.dies_of(results, p.index)])
        if point is not None:
            found.append(("_" + file_name(views.placement_of(results, point.body).name), point))
    return found


def draw_panel(sheet, results, section, values, norm, box, windows):
    """One panel with outlines; box: left, bottom, width, height [inch]; windows: ranges of u and z [m]."""
    axes = sheet.axes(*box)
    u_lines, values = views.clipped(results.lines[section.u], values, 1, windows[0])
    z_lines, values = views.clipped(results.lines[2], values, 0, windows[1])
    shown = style.draw_cells(axes, u_lines, z_lines, style.degc(values), style.TEMPERATURE, norm)
    style.set_limits(axes, *windows, section.u_name, "z")
    return axes, shown


def compose(results, normal, point, norm, width=WIDTH):
    """One picture with two panels as a Sheet; `width` of the drawings [inch]."""
    section = views.section_at(results, normal, point.cell)
    values = results.temperature(normal, section.index)
    u_range, z_range = views.extent(results, section.u), views.extent(results, 2)
    home = views.placement_of(results, point.body)
    windows = (u_range, z_range)
    if home is not None:
        windows = (views.window_around(home, section.u, 0.06, u_range), views.window_around(home, 2, 0.1, z_range))
    full = style.section_size(u_range[1] - u_range[0], z_range[1] - z_range[0], width, 2.9)
    zoom = style.section_size(windows[0][1] - windows[0][0], windows[1][1] - windows[1][0], width, 4.3)
    height = full[1] + (zoom[1] + 0.95 if home else 0.0) + 1.95
    sheet = style.Sheet(width + LABEL_ROOM + 2.1, height, results.title or "Section",
                        f"{section.u_name}-z section at {normal} = {style.length_text(section.position)} through the "
                        f"hottest point{'' if point is results.hottest else ' of the stacks'} ({point.body})"
                        f"{style.at_time(results.time)}")
    bottom = height - 1.15 - full[1]
    axes, shown = draw_panel(sheet, results, section, values, norm, (0.85, bottom, *full[:2]), (u_range, z_range))
    outline_package(axes, results, section)
    label_package(sheet, results, section, (0.85 + full[0], bottom, full[1]), z_range)
    mark(axes, section, point)
    note_exaggeration(sheet, bottom + full[1], full[2])
    if home is not None:
        axes, shown = draw_panel(sheet, results, section, values, norm, (0.85, 0.65, *zoom[:2]), windows)
        outline_layers(axes, results, section)
        label_part(sheet, results, home, (0.85 + zoom[0], 0.65, zoom[1]), windows[1])
        mark(axes, section, point)
        note_exaggeration(sheet, 0.65 + zoom[1], zoom[2], home.name)
    sheet.colour_bar(shown, width + LABEL_ROOM + 1.0, 0.65, height - 1.8, "temperature [°C]")
    return sheet


def mark(axes, section, point):
    """The hottest point with its value."""
    style.mark_hottest(axes, point.position[section.u], point.position[2], style.temperature_text(point.temperature))


def note_exaggeration(sheet, top, exaggeration, name=""):
    """States above a panel how z is stretched."""
    scale = "true to scale" if exaggeration == 1 else f"z stretched {exaggeration:g} times"
    sheet.note(0.85, top + 0.12, f"{name}: {scale}" if name else f"whole package: {scale}", fontsize=style.NORMAL)


def outline_package(axes, results, section):
    """Outlines of the assembly's own layers and of the placed parts."""
    own = [b for b in results.bodies if b.placement < 0 and b.kind in ("layer", "fill") and section.cuts(b)]
    style.draw_outlines(axes, [section.rectangle(box) for box in own], width=0.5)
    placed = [p for p in results.placements if section.cuts(p)]
    style.draw_outlines(axes, [section.rectangle(box) for box in placed], width=0.8, alpha=0.9)


def outline_layers(axes, results, section):
    """Outlines of every layer and block."""
    cut = [b for b in results.bodies if section.cuts(b)]
    style.draw_outlines(axes, [section.rectangle(box) for box in cut], width=0.4, alpha=0.5)


def label_package(sheet, results, section, place, z_range, with_build=False):
    """Names of the assembly's layers and of its tiers' parts beside the whole section; `with_build`, thicknesses and
    materials of the layers too."""
    labels = []
    for body in results.bodies:
        if body.placement < 0 and body.kind == "layer" and section.cuts(body):
            thickness = style.length_text(body.upper[2] - body.lower[2])
            build = f", {thickness}, {results.materials[body.material]}" if with_build else ""
            labels.append((body.lower[2], body.upper[2], body.name + build))
    tiers = {}
    for placement in results.placements:
        if section.cuts(placement):
            tiers.setdefault(float(placement.lower[2]), []).append(placement)
    for low, members in tiers.items():
        names = ", ".join(p.name for p in sorted(members, key=lambda p: p.lower[section.u]))
        labels.append((low, max(p.upper[2] for p in members), names if len(names) < 26 else names[:23] + "..."))
    sheet.side_labels(*place, z_range, labels)


def label_part(sheet, results, placement, place, z_range):
    """Names of the layers of a placed part that are thick enough to be seen or carry devices."""
    layers = [b for b in results.bodies if b.placement == placement.index and b.kind == "layer"]
    scale = place[2] / (z_range[1] - z_range[0])
    seen = [b for b in layers if b.active or (b.upper[2] - b.lower[2]) * scale > 0.12]
    sheet.side_labels(*place, z_range, [(b.lower[2], b.upper[2], views.local_name(results, b)) for b in seen])


def colour_range(results):
    """The range of colours [degC] of all sections of a run."""
    scan = results.scan
    return style.colour_range(style.degc([scan.minimum, max(scan.maximum, results.hottest.temperature)]))


def draw(results, directory):
    """Writes section_xz.png and section_yz.png (and section_*_<stack>.png); returns their paths."""
    norm = colour_range(results)
    written = []
    for suffix, point in points(results):
        for normal, name in (("y", "xz"), ("x", "yz")):
            written.append(directory / f"section_{name}{suffix}.png")
            compose(results, normal, point, norm).save(written[-1])
    return written
