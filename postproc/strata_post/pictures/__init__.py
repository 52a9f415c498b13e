"""The pictures of a run, one kind per module; draw_all() makes them all."""

import pathlib

from strata_post.pictures import dies, power_map, sections, stack_up, top_view

KINDS = {"top_view": top_view.draw, "sections": sections.draw, "power_map": power_map.draw, "stack_up": stack_up.draw,
         "dies": dies.draw}


def draw_all(results, directory, kinds=None):
    """Draws the chosen `kinds` (default: all) of an open Results into `directory`; returns the paths written."""
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in kinds or KINDS:
        written += KINDS[kind](results, directory)
    return written
