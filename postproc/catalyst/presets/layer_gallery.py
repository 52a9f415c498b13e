# script-version: 2.0
"""The active layers from above, side by side in reading order from the lowest one, coloured by temperature."""

import math

from preset_tools import (Picture, celsius_limits, cut, layers, moved, options as default_options, package_centre,
                          producer)

source = producer()
centre, size = package_centre()
shown_layers = layers()
n_columns = math.ceil(math.sqrt(len(shown_layers)))
n_rows = math.ceil(len(shown_layers) / n_columns)
step_x, step_y = 1.08 * size[0], 1.08 * size[1]

picture = Picture("layer_gallery", [1200, 1000])
for number, (_, z) in enumerate(shown_layers):
    sheet = cut(source, [centre[0], centre[1], z], [0.0, 0.0, 1.0])
    place = (step_x * (number % n_columns), -step_y * (number // n_columns), -z)
    picture.add(moved(sheet, move=place))
middle = [centre[0] + 0.5 * step_x * (n_columns - 1), centre[1] - 0.5 * step_y * (n_rows - 1), 0.0]
picture.look(middle, [0.0, 0.0, 10.0 * max(size)], [0.0, 1.0, 0.0],
             0.62 * max(n_rows * step_y, n_columns * step_x / 1.2))

options = default_options()


def catalyst_execute(info):
    source.UpdatePipeline(info.time)
    picture.update(info, celsius_limits(), "degC")
