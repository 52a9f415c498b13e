"""Step responses (Zth) as compact networks, structure functions and pictures: what `strata zth` calls."""

from strata_post.zth.networks import fit_all, write, write_tables
from strata_post.zth.pictures import draw_responses, draw_structure
from strata_post.zth.spice import library


def evaluate(path):
    """Writes networks, structure functions and pictures beside zth.json; the paths of what was written."""
    responses, fits = fit_all(path)
    folder = responses.path.parent
    write_tables(folder, responses, fits)
    write(folder / "zth.lib", library(responses.title, responses.sources, fits))
    draw_responses(responses, fits, folder / "zth.png")
    draw_structure(responses, fits, folder / "structure.png")
    return [folder / name for name in ("foster.csv", "cauer.csv", "structure.csv", "networks.json", "zth.lib",
                                       "zth.png", "structure.png")]
