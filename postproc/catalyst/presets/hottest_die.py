# script-version: 2.0
"""A level cut through the hottest place, seen from above, coloured by temperature."""

import strata_in_situ
from preset_tools import (Picture, in_celsius, move_sheet, options as default_options, outline,
                          package_centre, producer, sheet)

source = producer()
level = sheet(source, 2, strata_in_situ.hottest_place[2])
_, size = package_centre()

picture = Picture("hottest_die", [1000, 800])
picture.add(in_celsius(level))
low, high = outline(strata_in_situ.hottest_place[2])
middle = [0.5 * (a + b) for a, b in zip(low, high)]
picture.look([*middle, strata_in_situ.hottest_place[2]], [0.0, 0.0, 10.0 * max(size)], [0.0, 1.0, 0.0],
             0.62 * max(high[1] - low[1], high[0] - low[0]))

options = default_options()
strata_in_situ.fields = ["temperature"]


def catalyst_execute(info):
    source.UpdatePipeline(info.time)
    move_sheet(level, 2, strata_in_situ.hottest_place[2])
    picture.update_temperature(info)
