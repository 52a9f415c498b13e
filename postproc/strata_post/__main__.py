"""Command line: python3 -m strata_post pictures RESULTS, python3 -m strata_post mesh RESULTS --output mesh.png,
python3 -m strata_post study STUDY, python3 -m strata_post bench-plot REPORT.json OUT.png, python3 -m strata_post report
RESULTS... --output report.html, python3 -m strata_post zth RESPONSES, python3 -m strata_post convert RESULTS --to usd,
python3 -m strata_post dataset-check DATASET, python3 -m strata_post dataset-views DATASET, python3 -m strata_post
dataset-card DATASET."""

import argparse
import pathlib
import sys

from strata_post import conversion
from strata_post.bench_plot import bench_picture, read_report
from strata_post.dataset.commands import add_commands
from strata_post.pictures import KINDS, draw_all
from strata_post.pictures.mesh import mesh_picture
from strata_post.pictures.study import study_picture
from strata_post.report import write_report
from strata_post.results import Results, ResultsError, UsageError
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


def convert(arguments):
    """Writes results as files for other programs."""
    done = conversion.convert(arguments.results, arguments.to, conversion.read_options(arguments), arguments.output,
                              arguments.force)
    print(conversion.as_json(*done) if arguments.json else conversion.as_text(*done))


def add_convert(commands):
    """The command line of convert."""
    command = commands.add_parser("convert", help="write results for other programs")
    command.add_argument("results", type=pathlib.Path, help="results directory or results.h5")
    command.add_argument("--to", required=True, choices=conversion.FORMATS)
    command.add_argument("--output", type=pathlib.Path, metavar="DIR", help="default: usd/ or vts/ beside results.h5")
    command.add_argument("--force", action="store_true", help="replace files that are there already")
    command.add_argument("--json", action="store_true", help="say what was written as JSON")
    command.add_argument("--colour-by", choices=("temperature", "von_mises"), default="temperature")
    command.add_argument("--range", metavar="LOW,HIGH", help="of the colours [degC, MPa]; default: that of the field")
    command.add_argument("--warp", metavar="SCALE", help="draw displacements that many times as large")
    command.add_argument("--meters-per-unit", metavar="METRES", help="unit of length; default: 0.001, mm")
    command.add_argument("--slow-down", metavar="FACTOR",
                         help="times slower than real time a transient plays; default: so that it takes 10 s")
    command.add_argument("--split", action="store_true", help="one file for each placed part")
    command.set_defaults(run=convert)


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
    add_convert(commands)
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
