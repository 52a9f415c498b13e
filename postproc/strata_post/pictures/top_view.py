"""The hottest layer of cells over the whole assembly, seen from above."""

from strata_post import style
from strata_post.pictures import views


def layer_names(results, k):
    """The bodies that own cells of layer k along the middle of its parts, as text for a subtitle."""
    z = float(results.lines[2][k:k + 2].mean())
    return z, [body for body in results.bodies if body.lower[2] <= z < body.upper[2] and body.kind == "layer"]


def draw(results, directory):
    """Writes top_view.png; returns its path in a list."""
    hottest = results.hottest
    k = hottest.cell[0]
    values = results.temperature("z", k)
    z, bodies = layer_names(results, k)
    x_range, y_range = views.extent(results, 0), views.extent(results, 1)
    width, height = style.fit(x_range[1] - x_range[0], y_range[1] - y_range[0], 9.5, 8.2)
    sheet = style.Sheet(width + 2.6, height + 1.75, results.title or "Temperature from above",
                        f"hottest layer of cells, at z = {style.length_text(z)} ({hottest.body})")
    axes = sheet.axes(0.85, 0.65, width, height)
    shown = style.draw_cells(axes, results.lines[0], results.lines[1], style.degc(values), style.TEMPERATURE,
                             style.colour_range(style.degc(values)))
    style.set_limits(axes, x_range, y_range, "x", "y")
    style.draw_outlines(axes, [views.plan_rectangle(body) for body in bodies if body.placement < 0])
    style.draw_outlines(axes, [views.plan_rectangle(p) for p in results.placements], width=0.9, alpha=0.9)
    views.label_placements(axes, results)
    # The marker belongs to the cell layer shown; the junction, on the face of the cell, may be hotter.
    x, y, _ = hottest.position
    style.mark_hottest(axes, x, y, f"{style.temperature_text(hottest.temperature)}")
    sheet.colour_bar(shown, width + 1.05, 0.65, height, "temperature [°C]")
    path = directory / "top_view.png"
    sheet.save(path)
    return [path]
