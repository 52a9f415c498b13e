# script-version: 2.0
"""An upright cut along x through the hottest place, coloured by temperature; heights are stretched to be seen."""

import strata_in_situ
from preset_tools import (Picture, in_celsius, move_sheet, moved, options as default_options,
                          package_centre, producer, sheet)

source = producer()
section = sheet(source, 1, strata_in_situ.hottest_place[1])
centre, size = package_centre()
stretch = max(1.0, 0.3 * size[0] / size[2])
stretched = moved(in_celsius(section), scale=(1.0, 1.0, stretch))

picture = Picture("cross_section", [1200, 600])
picture.add(stretched)
picture.look([centre[0], centre[1], centre[2] * stretch], [0.0, -10.0 * max(size), 0.0], [0.0, 0.0, 1.0],
             max(0.3 * size[0], 0.7 * size[2] * stretch))

options = default_options()
strata_in_situ.fields = ["temperature"]


def catalyst_execute(info):
    source.UpdatePipeline(info.time)
    move_sheet(section, 1, strata_in_situ.hottest_place[1])
    picture.update_temperature(info)
