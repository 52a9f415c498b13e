"""Command line: python3 -m strata_post pictures RESULTS, python3 -m strata_post mesh RESULTS --output mesh.png,
python3 -m strata_post study STUDY, python3 -m strata_post bench-plot REPORT.json OUT.png, python3 -m strata_post report
RESULTS... --output report.html, python3 -m strata_post zth RESPONSES, python3 -m strata_post dataset-check DATASET,
python3 -m strata_post dataset-views DATASET, python3 -m strata_post dataset-card DATASET."""

import argparse
import pathlib
import sys

from strata_post.bench_plot import bench_picture, read_report
from strata_post.dataset.commands import add_commands
from strata_post.pictures import KINDS, draw_all
from strata_post.pictures.mesh import mesh_picture
from strata_post.pictures.study import study_picture
from strata_post.report import UsageError, write_report
from strata_post.results import Results, ResultsError
from strata_post.studies import StudyTable

EXIT_USAGE, EXIT_READ_WRITE = 2, 74       # docs/versioning.md


def pictures(arguments):
    """Draws the pictures of a results directory into its folder pictures/; fields of a transient at the hottest moment
    that was kept."""
    with Results(arguments.results, step="hottest", time=arguments.time) as results:
        if not results.has_temperature and not results.load_cases:
            raise ResultsError(f"{results.path}: holds no temperature and no stress")
        directory = arguments.output or results.path.parent / "pictures"
        for path in draw_all(results, directory, arguments.only):
            print(path)


def mesh(arguments):
    """Draws mesh and materials of a results file, which need not hold a solution."""
    with Results(arguments.results) as results:
        path = arguments.output or results.path.parent / "mesh.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        mesh_picture(results, path)
        print(path)


def bench_plot(arguments):
    """Draws time and memory per cell of a `strata bench` report."""
    bench_picture(read_report(arguments.report), arguments.output)
    print(arguments.output)


def study(arguments):
    """Draws the results of a parameter study over what it varied."""
    table = StudyTable(arguments.study)
    path = arguments.output or table.path.parent / "study.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    study_picture(table, path)
    print(path)


def report(arguments):
    """Writes the report of one run, or of several side by side."""
    print(write_report(arguments.results, arguments.output))


def zth(arguments):
    """Writes networks, structure functions and pictures of step responses beside them."""
    from strata_post.zth import evaluate     # alone needs scipy
    for path in evaluate(arguments.responses):
        print(path)


def parse(arguments):
    """The command line as a namespace."""
    parser = argparse.ArgumentParser(prog="strata_post", description="Pictures and reports of Strata results.")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("pictures", help="draw all pictures of a run")
    command.add_argument("results", type=pathlib.Path, help="results directory or results.h5")
    command.add_argument("--output", type=pathlib.Path, metavar="DIR", help="default: pictures/ beside results.h5")
    command.add_argument("--time", type=float, metavar="SECONDS", help="of a transient: the kept moment nearest to it")
    command.add_argument("--only", nargs="+", choices=sorted(KINDS), metavar="KIND", help=", ".join(KINDS))
    command.set_defaults(run=pictures)
    command = commands.add_parser("mesh", help="draw mesh and materials")
    command.add_argument("results", type=pathlib.Path, help="results directory or an HDF5 file with grid and geometry")
    command.add_argument("--output", type=pathlib.Path, metavar="PNG", help="default: mesh.png beside the file")
    command.set_defaults(run=mesh)
    command = commands.add_parser("bench-plot", help="draw a report of `strata bench --json`")
    command.add_argument("report", type=pathlib.Path, help="the JSON file")
    command.add_argument("output", type=pathlib.Path, metavar="PNG")
    command.set_defaults(run=bench_plot)
    command = commands.add_parser("study", help="draw the results of a parameter study")
    command.add_argument("study", type=pathlib.Path, help="directory of a study or its study.json")
    command.add_argument("--output", type=pathlib.Path, metavar="PNG", help="default: study.png beside study.json")
    command.set_defaults(run=study)
    command = commands.add_parser("report", help="write the report of a run, or of several side by side")
    command.add_argument("results", type=pathlib.Path, nargs="+", help="results directories of finished runs")
    command.add_argument("--output", type=pathlib.Path, metavar="HTML",
                         help="default: report.html in the directory of one run, here for several")
    command.set_defaults(run=report)
    command = commands.add_parser("zth", help="fit networks to step responses and draw them")
    command.add_argument("responses", type=pathlib.Path, help="directory of step responses or its zth.json")
    command.set_defaults(run=zth)
    add_commands(commands)
    return parser.parse_args(arguments)


def main(arguments=None):
    """Runs a command; the exit code, which a command may return itself."""
    parsed = parse(arguments)
    try:
        return parsed.run(parsed) or 0
    except UsageError as error:
        print(f"strata_post: {error}", file=sys.stderr)
        return EXIT_USAGE
    except (ResultsError, OSError) as error:
        print(f"strata_post: {error}", file=sys.stderr)
        return EXIT_READ_WRITE


if __name__ == "__main__":
    sys.exit(main())
