"""The pictures of a run, one kind per module; draw_all() makes them all."""

import pathlib

from strata_post.pictures import deformed, dies, in_time, interfaces, power_map, sections, stack_up, top_view, warpage

OF_HEAT = {"top_view": top_view.draw, "sections": sections.draw, "power_map": power_map.draw, "dies": dies.draw,
           "in_time": in_time.draw}
KINDS = {**OF_HEAT, "stack_up": stack_up.draw, "warpage": warpage.draw, "deformed": deformed.draw,
         "interfaces": interfaces.draw}


def draw_all(results, directory, kinds=None):
    """Draws the chosen `kinds` (default: all) of an open Results into `directory`; returns the paths written. What the
    run did not solve is left out."""
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in kinds or KINDS:
        if kind in OF_HEAT and not results.has_temperature:
            continue
        written += KINDS[kind](results, directory)
    return written
