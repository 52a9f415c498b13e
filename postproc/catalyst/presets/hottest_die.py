# script-version: 2.0
"""A level cut through the hottest place, seen from above, coloured by temperature."""

import strata_in_situ
from preset_tools import Picture, celsius_limits, cut, options as default_options, package_centre, producer

source = producer()
slice_of_die = cut(source, strata_in_situ.hottest_place, [0.0, 0.0, 1.0])
centre, size = package_centre()

picture = Picture("hottest_die", [1000, 800])
picture.add(slice_of_die)
picture.look([centre[0], centre[1], strata_in_situ.hottest_place[2]], [0.0, 0.0, 10.0 * max(size)], [0.0, 1.0, 0.0],
             0.62 * max(size[1], 0.8 * size[0]))

options = default_options()


def catalyst_execute(info):
    source.UpdatePipeline(info.time)
    slice_of_die.Input.SliceType.Origin = list(strata_in_situ.hottest_place)
    picture.update(info, celsius_limits(), "degC")
