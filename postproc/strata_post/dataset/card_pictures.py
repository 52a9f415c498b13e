"""Pictures of a dataset card: distributions, correlations, samples."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from strata_post import style
from strata_post.dataset.reader import SPLITS

COLOURS = {"train": "#1f5fa8", "valid": "#2e8b57", "test": "#e08e0b", "test_ood": "#d1495b"}
PER_ROW = 3                  # histograms
WIDTH, HEIGHT = 2.9, 1.9     # of a histogram [inch]
MOST_BINS, LEAST_BINS = 24, 6
WIDE = 8.0                   # a ratio of largest to smallest that asks for a logarithmic axis
NUMBERED = 14                # parameters up to which a correlation is written into its field
MAP = 2.1                    # side of a map of a sample [inch]


def edges_of(values):
    """Edges of bins over the values, and whether they are spaced logarithmically."""
    low, high = float(values.min()), float(values.max())
    if high <= low:
        width = 0.5 * abs(low) or 0.5
        return np.linspace(low - width, high + width, 4), False
    bins = int(np.clip(np.sqrt(values.size), LEAST_BINS, MOST_BINS))
    if low > 0.0 and high / low > WIDE:
        return np.geomspace(low, high, bins + 1), True
    return np.linspace(low, high, bins + 1), False


def draw_histogram(axes, values, splits, label):
    """Shares of each split in bins, in per cent of the split."""
    edges, is_log = edges_of(values)
    for split in SPLITS:
        part = values[splits == split]
        if part.size:
            shares = 100.0 * np.histogram(part, edges)[0] / part.size
            axes.stairs(shares, edges, color=COLOURS[split], linewidth=1.4, fill=split == "train",
                        alpha=0.5 if split == "train" else 1.0)
    axes.set_xscale("log" if is_log else "linear")
    axes.set_xlabel(label, fontsize=style.SMALL)
    axes.set_ylim(bottom=0.0)


def draw_choices(axes, values, splits, choices, label):
    """Shares of each split by choice."""
    present = [split for split in SPLITS if (splits == split).any()]
    width = 0.8 / len(present)
    for n, split in enumerate(present):
        part = values[splits == split].astype(int)
        shares = 100.0 * np.bincount(part, minlength=len(choices)) / part.size
        axes.bar(np.arange(len(choices)) + (n + 0.5) * width - 0.4, shares, width, color=COLOURS[split])
    axes.set_xticks(range(len(choices)), choices, fontsize=style.SMALL)
    axes.set_xlabel(label, fontsize=style.SMALL)


def split_legend(sheet, splits, left, height):
    """Which colour is which split."""
    handles = [Line2D([], [], color=COLOURS[split], linewidth=3, label=split) for split in SPLITS
               if (splits == split).any()]
    sheet.line_legend(left, height, handles)


def parameters_sheet(dataset, facts):
    """Histograms of all parameters by split; None where nothing varies."""
    names = list(facts.parameters)
    if not names:
        return None
    rows = -(-len(names) // PER_ROW)
    columns = min(PER_ROW, len(names))
    sheet = style.Sheet(columns * (WIDTH + 0.75) + 1.5, rows * (HEIGHT + 0.75) + 1.0, "What varies",
                        "shares of each split [%]")
    for n, name in enumerate(names):
        left = 0.6 + (n % PER_ROW) * (WIDTH + 0.75)
        bottom = 0.6 + (rows - 1 - n // PER_ROW) * (HEIGHT + 0.75)
        axes = sheet.axes(left, bottom, WIDTH, HEIGHT)
        unit = dataset.scalar_units[name]
        label = name if unit in ("", "1") else f"{name} [{unit}]"
        if name in dataset.choices:
            draw_choices(axes, facts.parameters[name], facts.splits, dataset.choices[name], label)
        else:
            draw_histogram(axes, facts.parameters[name], facts.splits, label)
    split_legend(sheet, facts.splits, columns * (WIDTH + 0.75) + 0.35, rows * (HEIGHT + 0.75) + 0.1)
    return sheet


def rise_sheet(facts):
    """Distribution of the largest temperature rise by split."""
    sheet = style.Sheet(7.6, 3.9, "Largest temperature rise", "shares of each split [%]")
    axes = sheet.axes(0.7, 0.65, 5.2, 2.3)
    draw_histogram(axes, facts.peak_rise, facts.splits, "largest temperature rise over the reference [K]")
    axes.set_ylabel("share of the split [%]", fontsize=style.SMALL)
    split_legend(sheet, facts.splits, 6.1, 2.95)
    return sheet


def correlations(parameters):
    """Pearson's coefficient of every pair; 0 where one does not vary."""
    table = np.array(list(parameters.values()), dtype=float)
    centred = table - table.mean(axis=1, keepdims=True)
    sizes = np.sqrt(np.square(centred).sum(axis=1))
    sizes[sizes == 0.0] = np.inf
    return centred @ centred.T / np.outer(sizes, sizes)


def correlation_sheet(facts):
    """Map of the correlations of parameters, the largest rise in the last row; None for fewer than two."""
    rows = facts.parameters | {"largest rise": facts.peak_rise}
    if len(facts.parameters) < 2:
        return None
    values, names, side = correlations(rows), list(rows), max(0.42 * len(rows), 2.0)
    margin = 0.085 * max(map(len, names)) + 0.3
    sheet = style.Sheet(side + margin + 1.9, side + margin + 1.1, "Correlations", "Pearson's coefficient")
    axes = sheet.axes(margin, margin, side, side)
    shown = axes.imshow(values, cmap=style.SIGNED, vmin=-1.0, vmax=1.0)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    if len(names) <= NUMBERED:
        for (i, j), value in np.ndenumerate(values):
            axes.text(j, i, f"{value:.2f}", ha="center", va="center", fontsize=6.5,
                      color="white" if abs(value) > 0.6 else "black")
    sheet.colour_bar(shown, margin + side + 0.3, margin, side, "")
    return sheet


def hottest_layer(sample):
    """Layer (index along z) that releases most power, or that is hottest where none is known."""
    if "power_density" in sample.field_names:
        by_layer = sample.field("power_density").astype(float).sum(axis=(0, 1)) * np.diff(sample.lines[2])
        if by_layer.max() > 0.0:
            return int(by_layer.argmax())
    return int(np.unravel_index(sample.rise().argmax(), sample.rise().shape)[2])


def samples_sheet(dataset, facts, ids):
    """A row for each sample: power of the layer that releases most, temperature rise there, and a vertical section
    through the hottest cell."""
    gap = 1.5
    box = [line[-1] for line in dataset.sample(ids[0]).lines]
    height = style.fit(box[0], box[1], MAP, MAP)[1]
    row = height + 0.95
    sheet = style.Sheet(3 * MAP + 4 * gap - 0.2, len(ids) * row + 1.0, "Samples",
                        "power where most is released, rise in that layer, section through the hottest cell")
    for n, sample_id in enumerate(ids):
        _draw_sample(sheet, dataset.sample(sample_id), (len(ids) - 1 - n) * row + 0.6, gap)
        peak = facts.peak_rise[facts.ids.index(sample_id)]
        sheet.note(0.35, (len(ids) - 1 - n) * row + 0.6 + height + 0.17,
                   f"sample {sample_id}, {dataset.sample(sample_id).split}: {peak:.1f} K at most", color="black")
    return sheet


def shown_rise(sample):
    """Temperature rise [K], not a number in cells without matter, as far as the dataset says which these are."""
    rise = sample.rise()
    if "solid_fraction" in sample.field_names:
        rise[sample.field("solid_fraction") == 0.0] = np.nan
    return rise


def _draw_sample(sheet, sample, bottom, gap):
    layer, lines, rise = hottest_layer(sample), sample.lines, shown_rise(sample)
    row = int(np.unravel_index(np.nanargmax(rise), rise.shape)[1])
    norm = style.colour_range(rise)
    width, height = style.fit(lines[0][-1], lines[1][-1], MAP, MAP)
    left = 0.75
    if "power_density" in sample.field_names:
        power = sample.field("power_density")[:, :, layer].T
        shown = _map(sheet, (left, bottom, width, height), lines[0], lines[1], power, style.POWER,
                     style.colour_range(power), "y")
        sheet.colour_bar(shown, left + width + 0.1, bottom, height, "W/mm³")
    left += MAP + gap
    shown = _map(sheet, (left, bottom, width, height), lines[0], lines[1], rise[:, :, layer].T, style.TEMPERATURE, norm,
                 "y")
    sheet.colour_bar(shown, left + width + 0.1, bottom, height, "K")
    left += MAP + gap
    shown = _map(sheet, (left, bottom, MAP, height), lines[0], lines[2], rise[:, row, :].T, style.TEMPERATURE, norm, "z")
    sheet.colour_bar(shown, left + MAP + 0.1, bottom, height, "K")


def _map(sheet, place, u, v, values, colours, norm, v_name):
    axes = sheet.axes(*place)
    shown = style.draw_cells(axes, u, v, values, colours, norm)
    style.set_limits(axes, (u[0], u[-1]), (v[0], v[-1]), "x", v_name)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(4))
        axis.label.set_size(style.SMALL)
    return shown
