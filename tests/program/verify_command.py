"""`strata verify` as a command: its list, reports, selection and refusals."""

import html.parser
import json
import pathlib
import subprocess
import sys
import tempfile

KEYS = {"case", "title", "quantity", "unit", "computed", "reference", "error", "bound", "passed", "source"}


def run(program, *arguments):
    return subprocess.run([program, "verify", *arguments], capture_output=True, text=True, timeout=120)


def check_list(program, expected):
    result = run(program, "--list")
    assert result.returncode == 0, result.stderr
    listed = [line.split()[0] for line in result.stdout.splitlines()]
    assert listed == expected, f"cases of the program {listed}, tests of the build {expected}"


class TableReader(html.parser.HTMLParser):
    """Counts table rows and notes tags that would load something from elsewhere."""

    def __init__(self):
        super().__init__()
        self.rows = 0
        self.loads = []

    def handle_starttag(self, tag, attributes):
        self.rows += tag == "tr"
        if tag in {"script", "link", "img", "iframe"}:
            self.loads.append((tag, attributes))


def check_reports(program, folder):
    json_file, html_file = folder / "report.json", folder / "report.html"
    result = run(program, "--case", "T2", "--case", "two-resistors", "--json", str(json_file), "--html", str(html_file))
    assert result.returncode == 0, result.stdout + result.stderr
    report = json.loads(json_file.read_text(encoding="utf-8"))
    records = report["records"]
    assert report["format_version"] == 1 and report["passed"] is True
    assert {record["case"] for record in records} == {"T2", "two-resistors"}
    for record in records:
        assert set(record) == KEYS, record
        assert record["passed"] is (abs(record["error"]) <= record["bound"]), record
        assert record["quantity"] in result.stdout and record["source"] in result.stdout, record
    page = TableReader()
    page.feed(html_file.read_text(encoding="utf-8"))
    assert page.rows == 1 + 2 + len(records) and not page.loads, (page.rows, page.loads)


def check_failure(program, folder):
    """A solver stopped too early cannot pass: the program has to say so and still report."""
    json_file = folder / "failed.json"
    for options, finishes in (("-ksp_rtol 0.1", True), ("-ksp_max_it 1", False)):
        result = subprocess.run([program, "--petsc", options, "verify", "--case", "T1-uniform", "--json", str(json_file)],
                                capture_output=True, text=True, timeout=120)
        assert result.returncode == 5, (options, result.returncode, result.stdout, result.stderr)
        report = json.loads(json_file.read_text(encoding="utf-8"))
        assert report["passed"] is False and "FAIL" in result.stdout and "OUTSIDE" in result.stdout
        failed = [record for record in report["records"] if not record["passed"]]
        assert failed and all((record["computed"] is not None) is finishes for record in failed), report


def check_refusals(program, folder):
    result = run(program, "--case", "T22")
    assert result.returncode == 2 and "no verification case 'T22'" in result.stderr, result.stderr
    assert "did you mean" in result.stderr, result.stderr
    missing = folder / "no" / "such" / "folder" / "report.json"
    result = run(program, "--quiet", "--case", "two-resistors", "--json", str(missing))
    assert result.returncode == 74, (result.returncode, result.stderr)


def main():
    program, expected = sys.argv[1], sys.argv[2].split(",")
    check_list(program, expected)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        check_reports(program, folder)
        check_refusals(program, folder)
        check_failure(program, folder)


if __name__ == "__main__":
    main()
