# script-version: 2.0
"""The active layers, bottom up, lifted apart and seen from the side, coloured by temperature."""

from preset_tools import (Picture, celsius_limits, cut, layers, moved, options as default_options, package_centre,
                          producer)

source = producer()
centre, size = package_centre()
shown_layers = layers()
gap = 1.2 * max(size[0], size[1]) / max(len(shown_layers), 4)

picture = Picture("exploded_stack", [900, 1000])
for number, (_, z) in enumerate(shown_layers):
    sheet = cut(source, [centre[0], centre[1], z], [0.0, 0.0, 1.0])
    picture.add(moved(sheet, move=(0.0, 0.0, number * gap - z)))
middle = 0.5 * gap * (len(shown_layers) - 1)
reach = 10.0 * max(size)
picture.look([centre[0], centre[1], middle], [0.6 * reach, -reach, 0.6 * reach], [0.0, 0.0, 1.0],
             0.55 * max(size[0], size[1]) + middle)

options = default_options()


def catalyst_execute(info):
    source.UpdatePipeline(info.time)
    picture.update(info, celsius_limits(), "degC")
