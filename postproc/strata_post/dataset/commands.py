"""Commands of the command line on a dataset: check, views, card."""

import pathlib

from strata_post.dataset.card import write_card
from strata_post.dataset.physics import check_physics
from strata_post.dataset.reader import Dataset, DatasetError
from strata_post.dataset.validate import shortened, validate
from strata_post.dataset.views import VIEWS

EXIT_OK, EXIT_MISTAKES = 0, 2


def physics_mistakes(folder):
    """What the fields of a dataset say against the recorded heat: mistakes, and how many comparisons there were by
    kind."""
    counts = {}
    mistakes = []
    try:
        with Dataset(folder) as dataset:
            for comparison in check_physics(dataset):
                counts[comparison.what] = counts.get(comparison.what, 0) + 1
                if not comparison.holds:
                    mistakes.append(str(comparison))
    except DatasetError as error:
        mistakes.append(str(error))
    return mistakes, counts


def check(arguments):
    """Checks layout, manifest and physics; prints every mistake. The exit code."""
    validator = validate(arguments.dataset)
    mistakes, counts = shortened(validator.mistakes), {}
    if not arguments.no_physics:
        wrong, counts = physics_mistakes(arguments.dataset)
        mistakes += wrong
    for mistake in mistakes:
        print(f"mistake: {mistake}")
    print(f"{validator.n_samples} samples in {validator.n_files} files: "
          + (f"{len(mistakes)} mistakes" if mistakes else "no mistakes"))
    for what, count in counts.items():
        print(f"  recomputed of {count} samples: {what}")
    return EXIT_MISTAKES if mistakes else EXIT_OK


def views(arguments):
    """Writes the dataset in other layouts."""
    with Dataset(arguments.dataset) as dataset:
        for name in arguments.to:
            print(VIEWS[name](dataset, arguments.output or dataset.path))


def card(arguments):
    """Writes the dataset card as a page and as Markdown."""
    with Dataset(arguments.dataset) as dataset:
        for path in write_card(dataset, arguments.output or dataset.path):
            print(path)


def add_commands(commands):
    """Adds the commands to the subparsers of a command line."""
    command = commands.add_parser("dataset-check", help="check a dataset: layout, statistics, manifest, physics")
    command.add_argument("dataset", type=pathlib.Path, help="folder that `strata sweep` made")
    command.add_argument("--no-physics", action="store_true", help="leave out what is recomputed from the fields")
    command.set_defaults(run=check)
    command = commands.add_parser("dataset-views", help="write a dataset in other layouts")
    command.add_argument("dataset", type=pathlib.Path, help="folder that `strata sweep` made")
    command.add_argument("--to", nargs="+", choices=sorted(VIEWS), default=sorted(VIEWS), metavar="VIEW",
                         help=", ".join(sorted(VIEWS)) + " (default: all)")
    command.add_argument("--output", type=pathlib.Path, metavar="DIR", help="default: the folder of the dataset")
    command.set_defaults(run=views)
    command = commands.add_parser("dataset-card", help="write what is in a dataset, with pictures")
    command.add_argument("dataset", type=pathlib.Path, help="folder that `strata sweep` made")
    command.add_argument("--output", type=pathlib.Path, metavar="DIR", help="default: the folder of the dataset")
    command.set_defaults(run=card)
