"""How good predicted temperature rises are, in numbers and pictures."""

import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402  (the backend comes first)

SPLIT_NAMES = {"test": "test: 4, 8 and 12 dies", "test_ood": "test_ood: 16 dies, never seen"}
MOST_DOTS = 20000


def scores(stacks, predicted):
    """Errors of predicted rises [K] over cells with matter, by name. The hotspot is the warmest cell of a sample."""
    solid = stacks.solid.numpy() > 0.0
    truth, guess = stacks.rise.numpy(), predicted.numpy()
    error = (guess - truth)[solid]
    hot, hot_guess = hottest(truth, solid), hottest(guess, solid)
    values = [field[np.arange(len(field)), *place.T] for field, place in ((truth, hot), (guess, hot_guess))]
    where = [np.stack([np.asarray(axis)[place[:, n]] for n, axis in enumerate(stacks.axes)], axis=1)
             for place in (hot, hot_guess)]
    distances = np.linalg.norm(where[1] - where[0], axis=1)
    return {"samples": len(stacks), "mean_rise_K": float(truth[solid].mean()), "rms_rise_K": rms(truth[solid]),
            "rmse_K": rms(error), "mae_K": float(np.abs(error).mean()), "max_K": float(np.abs(error).max()),
            "hotspot_rise_K": float(values[0].mean()), "hotspot_mae_K": float(np.abs(values[1] - values[0]).mean()),
            "hotspot_max_K": float(np.abs(values[1] - values[0]).max()),
            "hotspot_distance_mean_mm": float(distances.mean()),
            "hotspot_same_cell": float((hot == hot_guess).all(axis=1).mean())}


def hottest(rise, solid):
    """Indices (sample, 3) of the warmest cell with matter."""
    flat = np.where(solid, rise, -np.inf).reshape(len(rise), -1).argmax(axis=1)
    return np.stack(np.unravel_index(flat, rise.shape[1:]), axis=1)


def rms(values):
    """Root of the mean square, in double precision."""
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))


def parity_picture(path, results):
    """Predicted over solved rises, cells and hotspots, one panel per split. results: {split: (stacks, predicted)}."""
    figure, panels = pyplot.subplots(1, len(results), figsize=(4.2 * len(results), 4.7), layout="constrained")
    random = np.random.default_rng(0)
    for axes, (split, (stacks, predicted)) in zip(np.atleast_1d(panels), results.items()):
        solid = stacks.solid.numpy() > 0.0
        truth, guess = stacks.rise.numpy(), predicted.numpy()
        dots = random.choice(int(solid.sum()), min(MOST_DOTS, int(solid.sum())), replace=False)
        axes.plot(truth[solid][dots], guess[solid][dots], ".", markersize=1.5, alpha=0.3, color="#4477aa",
                  label="cells")
        peaks = [np.where(solid, field, -np.inf).reshape(len(field), -1).max(axis=1) for field in (truth, guess)]
        axes.plot(*peaks, "o", markersize=2.5, color="#cc3311", alpha=0.7, label="hotspots")
        top = 1.05 * max(peaks[0].max(), peaks[1].max())
        axes.plot([0.0, top], [0.0, top], color="black", linewidth=0.8)
        axes.set(xlim=(0.0, top), ylim=(0.0, top), aspect="equal", title=SPLIT_NAMES[split], xlabel="solver: rise in K",
                 ylabel="surrogate: rise in K")
        axes.legend(loc="upper left", markerscale=3, frameon=False)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def section_picture(path, results):
    """The sample of median error of each split in the section y through its hotspot: solver, surrogate, difference."""
    figure, rows = pyplot.subplots(len(results), 3, figsize=(11.0, 2.9 * len(results)), layout="constrained",
                                   squeeze=False)
    for panels, (split, (stacks, predicted)) in zip(rows, results.items()):
        solid = stacks.solid.numpy() > 0.0
        truth, guess = stacks.rise.numpy(), predicted.numpy()
        errors = [rms((guess - truth)[n][solid[n]]) for n in range(len(stacks))]
        middle = int(np.argsort(errors)[len(errors) // 2])
        cut = hottest(truth[middle:middle + 1], solid[middle:middle + 1])[0][1]
        shown = [np.where(solid[middle], field[middle], np.nan)[:, cut] for field in (truth, guess)]
        difference = shown[1] - shown[0]
        top, most = np.nanmax(shown[0]), np.nanmax(np.abs(difference))
        for axes, values, title, colours, limits in (
                (panels[0], shown[0], "solver", "inferno", (0.0, top)),
                (panels[1], shown[1], "surrogate", "inferno", (0.0, top)),
                (panels[2], difference, "surrogate - solver", "RdBu_r", (-most, most))):
            mesh = axes.pcolormesh(stacks.axes[2], stacks.axes[0], values, cmap=colours, vmin=limits[0], vmax=limits[1])
            axes.set(title=title, xlabel="x in mm")
            figure.colorbar(mesh, ax=axes, label="K")
        panels[0].set_ylabel(f"{split}\nz in mm")
    figure.savefig(path, dpi=100)
    pyplot.close(figure)
