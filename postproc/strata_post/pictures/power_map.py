"""Heat released per area of the package, summed over the height, seen from above."""

import numpy as np

from strata_post import style
from strata_post.pictures import views

W_PER_MM2 = 1e-6             # W/mm^2 per W/m^2
LABEL = "power per area [W/mm²]"


def total_power(results):
    """All heat of the map [W]."""
    areas = np.outer(np.diff(results.lines[1]), np.diff(results.lines[0]))
    return float((results.scan.power_map * areas).sum())


def power_per_area(results):
    """Heat released per area of each column of cells, (y, x) [W/mm^2]; NaN where a column holds no matter."""
    return np.where(results.scan.occupied, results.scan.power_map * W_PER_MM2, np.nan)


def compose(results, norm=None, room=(9.5, 8.2)):
    """The picture as a Sheet; `norm` sets its range of colours [W/mm^2], by default that of the map."""
    values = power_per_area(results)
    x_range, y_range = views.extent(results, 0), views.extent(results, 1)
    width, height = style.fit(x_range[1] - x_range[0], y_range[1] - y_range[0], *room)
    sheet = style.Sheet(width + 2.6, height + 1.75, results.title or "Power map",
                        f"power per area, summed over the height: {total_power(results):.4g} W in all"
                        f"{style.at_time(results.time)}")
    axes = sheet.axes(0.85, 0.65, width, height)
    shown = style.draw_cells(axes, results.lines[0], results.lines[1], values, style.POWER,
                             norm or style.colour_range(values))
    style.set_limits(axes, x_range, y_range, "x", "y")
    style.draw_outlines(axes, [views.plan_rectangle(p) for p in results.placements], width=0.9, alpha=0.9)
    views.label_placements(axes, results)
    sheet.colour_bar(shown, width + 1.05, 0.65, height, LABEL)
    return sheet


def draw(results, directory):
    """Writes power_map.png; returns its path in a list."""
    path = directory / "power_map.png"
    compose(results).save(path)
    return [path]
