# script-version: 2.0
"""An upright cut along x through the hottest place, coloured by temperature; heights are stretched to be seen."""

import strata_in_situ
from preset_tools import Picture, celsius_limits, cut, moved, options as default_options, package_centre, producer

source = producer()
section = cut(source, strata_in_situ.hottest_place, [0.0, 1.0, 0.0])
centre, size = package_centre()
stretch = max(1.0, 0.3 * size[0] / size[2])
stretched = moved(section, scale=(1.0, 1.0, stretch))

picture = Picture("cross_section", [1200, 600])
picture.add(stretched)
picture.look([centre[0], centre[1], centre[2] * stretch], [0.0, -10.0 * max(size), 0.0], [0.0, 0.0, 1.0],
             max(0.3 * size[0], 0.7 * size[2] * stretch))

options = default_options()


def catalyst_execute(info):
    source.UpdatePipeline(info.time)
    section.Input.SliceType.Origin = list(strata_in_situ.hottest_place)
    picture.update(info, celsius_limits(), "degC")
