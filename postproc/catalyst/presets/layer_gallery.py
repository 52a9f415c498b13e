# script-version: 2.0
"""The active layers from above, side by side in reading order from the lowest one, coloured by temperature."""

import math

import strata_in_situ
from preset_tools import (Picture, in_celsius, layers, moved, options as default_options, outline,
                          package_centre, producer, sheet, together)

source = producer()
_, size = package_centre()
shown_layers = layers()
n_columns = math.ceil(math.sqrt(len(shown_layers)))
n_rows = math.ceil(len(shown_layers) / n_columns)
ends = [outline(z) for _, z in shown_layers]
low = [min(end[0][axis] for end in ends) for axis in (0, 1)]
high = [max(end[1][axis] for end in ends) for axis in (0, 1)]
step_x, step_y = 1.06 * (high[0] - low[0]), 1.16 * (high[1] - low[1])

picture = Picture("layer_gallery", [1200, 1000])
places = [(step_x * (number % n_columns), -step_y * (number // n_columns)) for number in range(len(shown_layers))]
laid_out = [moved(sheet(source, 2, z), move=(*place, -z)) for place, (_, z) in zip(places, shown_layers)]
picture.add(in_celsius(together(laid_out)))
labels = [(label, [low[0] + place[0], high[1] + 0.03 * step_y + place[1], 0.0])
          for place, (label, _) in zip(places, shown_layers)]
picture.label(labels, 0.05 * step_y)
middle = [0.5 * (low[0] + high[0] + step_x * (n_columns - 1)), 0.5 * (low[1] + high[1] - step_y * (n_rows - 1)), 0.0]
picture.look(middle, [0.0, 0.0, 10.0 * max(size)], [0.0, 1.0, 0.0],
             0.62 * max(n_rows * step_y, n_columns * step_x / 1.2))

options = default_options()
strata_in_situ.fields = ["temperature"]


def catalyst_execute(info):
    source.UpdatePipeline(info.time)
    picture.update_temperature(info)
