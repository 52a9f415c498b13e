"""The hottest layer of cells over the whole assembly, seen from above."""

from strata_post import style
from strata_post.pictures import views

ROOM = (9.5, 8.2)            # for the drawing [inch]


def values(results):
    """Temperatures of the layer of cells that holds the hottest point, (y, x) [degC]."""
    return style.degc(results.temperature("z", results.hottest.cell[0]))


def compose(results, norm=None, room=ROOM):
    """The picture as a Sheet; `norm` sets its range of colours [degC], by default that of the layer."""
    hottest, shown_values = results.hottest, values(results)
    k = hottest.cell[0]
    z = float(results.lines[2][k:k + 2].mean())
    layers = [b for b in results.bodies if b.kind == "layer" and b.placement < 0 and b.lower[2] <= z < b.upper[2]]
    x_range, y_range = views.extent(results, 0), views.extent(results, 1)
    width, height = style.fit(x_range[1] - x_range[0], y_range[1] - y_range[0], *room)
    sheet = style.Sheet(width + 2.6, height + 1.75, results.title or "Temperature from above",
                        f"hottest layer of cells, at z = {style.length_text(z)} ({hottest.body})"
                        f"{style.at_time(results.time)}")
    axes = sheet.axes(0.85, 0.65, width, height)
    shown = style.draw_cells(axes, results.lines[0], results.lines[1], shown_values, style.TEMPERATURE,
                             norm or style.colour_range(shown_values))
    style.set_limits(axes, x_range, y_range, "x", "y")
    style.draw_outlines(axes, [views.plan_rectangle(body) for body in layers])
    style.draw_outlines(axes, [views.plan_rectangle(p) for p in results.placements], width=0.9, alpha=0.9)
    views.label_placements(axes, results, hottest.position[:2])
    # The marked value is that of the face where it lies on one: a little above the cell's own.
    x, y, _ = hottest.position
    style.mark_hottest(axes, x, y, style.temperature_text(hottest.temperature))
    sheet.colour_bar(shown, width + 1.05, 0.65, height, "temperature [°C]")
    return sheet


def draw(results, directory):
    """Writes top_view.png; returns its path in a list."""
    path = directory / "top_view.png"
    compose(results).save(path)
    return [path]
