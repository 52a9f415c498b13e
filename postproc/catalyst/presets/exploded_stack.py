# script-version: 2.0
"""The active layers, bottom up, lifted apart and seen from the side, coloured by temperature."""

import math

import strata_in_situ
from preset_tools import (Picture, in_celsius, layers, moved, options as default_options, outline,
                          package_centre, producer, sheet, together)

source = producer()
centre, size = package_centre()
shown_layers = layers()
_, high = outline(shown_layers[0][1])
gap = 1.2 * max(size[0], size[1]) / max(len(shown_layers), 4)

picture = Picture("exploded_stack", [900, 1000])
lifted = [moved(sheet(source, 2, z), move=(0.0, 0.0, number * gap - z)) for number, (_, z) in enumerate(shown_layers)]
picture.add(in_celsius(together(lifted)))
beside = [high[0] + 0.02 * size[0], high[1]]
labels = [(label, [*beside, number * gap]) for number, (label, _) in enumerate(shown_layers)]
# Turned to who looks along the direction below.
picture.label(labels, 0.022 * max(size), [90.0 - math.degrees(math.atan2(0.6, math.hypot(0.6, 1.0))), 0.0,
                                          math.degrees(math.atan2(0.6, 1.0))])
middle = 0.5 * gap * (len(shown_layers) - 1)
reach = 10.0 * max(size)
picture.look([centre[0], centre[1], middle], [0.6 * reach, -reach, 0.6 * reach], [0.0, 0.0, 1.0],
             0.55 * max(size[0], size[1]) + middle)

options = default_options()
strata_in_situ.fields = ["temperature"]


def catalyst_execute(info):
    source.UpdatePipeline(info.time)
    picture.update_temperature(info)
