"""Metal areas of a layout over square tiles. KLayout runs this: klayout -zz -r layout_density.py -rd job=JOB -rd out=OUT.

JOB is JSON: layout, lef (list of files), tile_um, area_um (x0, y0, x1, y1) or null, max_tiles, levels (list of lists of
layers: "31/0", or a name). OUT is JSON: x_um and y_um (lines of the tiles), levels (per level a list of metal areas as
shares of the tiles, x fastest), or error."""

import json
import math

import pya


class Areas(pya.TileOutputReceiver):
    """Areas of one level, by tile [database units squared]."""

    def __init__(self):
        super().__init__()
        self.of_tile = {}

    def put(self, ix, iy, _tile, area, _dbu, _clip):
        self.of_tile[ix, iy] = area


def read_layout(job):
    layout = pya.Layout()
    options = pya.LoadLayoutOptions()
    if job["lef"]:
        lefdef = options.lefdef_config
        lefdef.lef_files = job["lef"]
        lefdef.read_lef_with_def = False  # a LEF beside the DEF would define its macros twice
        options.lefdef_config = lefdef
    layout.read(job["layout"], options)
    tops = layout.top_cells()
    if len(tops) != 1:
        raise ValueError("the layout has {} top cells: {}".format(len(tops), ", ".join(c.name for c in tops[:10])))
    return layout, tops[0]


def layer_name(info):
    return info.name if info.name else "{}/{}".format(info.layer, info.datatype)


def find_layers(layout, patterns):
    known = {}
    for index in layout.layer_indexes():
        info = layout.get_info(index)
        known["{}/{}".format(info.layer, info.datatype)] = index
        if info.name:
            known[info.name] = index
    for pattern in patterns:
        if pattern not in known:
            names = sorted(layer_name(layout.get_info(index)) for index in layout.layer_indexes())
            raise ValueError("the layout has no layer {}; it has {}".format(pattern, ", ".join(names[:40])))
    return [known[pattern] for pattern in patterns]


def tile_lines(lower, upper, step):
    count = max(1, math.ceil((upper - lower) / step))
    return [min(lower + n * step, upper) for n in range(count)] + [upper]


def extent(job, layout, top):
    if job["area_um"] is None:
        box = top.bbox()
    else:
        box = pya.Box(*(round(value / layout.dbu) for value in job["area_um"]))
    if box.empty() or box.width() == 0 or box.height() == 0:
        raise ValueError("the layout is empty")
    return box


def level_densities(layout, top, layers, box, lines, step):
    """Shares of the tiles that the union of some layers covers, x fastest."""
    processor = pya.TilingProcessor()
    processor.dbu = layout.dbu
    processor.tile_size(step * layout.dbu, step * layout.dbu)
    processor.tile_origin(box.left * layout.dbu, box.bottom * layout.dbu)
    x, y = lines
    processor.tiles(len(x) - 1, len(y) - 1)
    for number, layer in enumerate(layers):
        processor.input("layer{}".format(number), pya.RecursiveShapeIterator(layout, top, layer))
    processor.var("box", box)
    areas = Areas()
    processor.output("areas", areas)
    union = " + ".join("layer{}".format(number) for number in range(len(layers)))
    processor.queue("_output(areas, (({}) & _tile & box).area)".format(union))
    processor.execute("metal areas")
    return [areas.of_tile.get((i, j), 0) / ((x[i + 1] - x[i]) * (y[j + 1] - y[j]))
            for j in range(len(y) - 1) for i in range(len(x) - 1)]


def densities(job):
    layout, top = read_layout(job)
    box = extent(job, layout, top)
    step = max(1, round(job["tile_um"] / layout.dbu))
    lines = tile_lines(box.left, box.right, step), tile_lines(box.bottom, box.top, step)
    if (len(lines[0]) - 1) * (len(lines[1]) - 1) > job["max_tiles"]:
        raise ValueError("the layout has more than {} tiles; make them larger".format(job["max_tiles"]))
    levels = [level_densities(layout, top, find_layers(layout, patterns), box, lines, step)
              for patterns in job["levels"]]
    return {"x_um": [value * layout.dbu for value in lines[0]], "y_um": [value * layout.dbu for value in lines[1]],
            "levels": levels}


def main(job_path, out_path):
    with open(job_path, encoding="utf-8") as file:
        job = json.load(file)
    try:
        result = densities(job)
    except (ValueError, RuntimeError) as problem:
        result = {"error": str(problem)}
    with open(out_path, "w", encoding="utf-8") as file:
        json.dump(result, file)


main(job, out)  # noqa: F821 (KLayout defines both from -rd)
