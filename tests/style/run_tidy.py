"""run_tidy.py CLANG_TIDY BUILD SOURCE [PART_OF_A_PATH...]: runs clang-tidy over every source of ours in the compile
database (those whose path holds one of the parts), one per core, and fails on any warning.

One kind is not ours: the analyser cannot follow how Kokkos counts the references to a view's memory, and takes the
record that Kokkos allocates for leaked. Leaks of memory allocated anywhere else count."""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

FINDING = re.compile(r"^\S+:\d+:\d+: error: .*\[[a-z].*\]$", re.MULTILINE)
PRECOMPILED = re.compile(r" -Winvalid-pch| -include \S*cmake_pch\.hxx")
KOKKOS_RECORD = re.compile(r"^\S*/Kokkos_\w+\.hpp:\d+:\d+: note: Memory is allocated$", re.MULTILINE)


def findings(output):
    """The texts of the findings that are ours to mend, each with its notes."""
    starts = [match.start() for match in FINDING.finditer(output)] + [len(output)]
    texts = [output[begin:end] for begin, end in zip(starts, starts[1:])]
    return [text for text in texts
            if "cplusplus.NewDeleteLeaks" not in text.split("\n", 1)[0] or not KOKKOS_RECORD.search(text)]


def without_precompiled_headers(build):
    """A compile database beside the build's own whose commands clang can follow: the precompiled headers are GCC's."""
    with open(build / "compile_commands.json", encoding="utf-8") as stream:
        entries = json.load(stream)
    for entry in entries:
        entry["command"] = PRECOMPILED.sub("", entry["command"])
    folder = build / "tidy"
    folder.mkdir(exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(entries), encoding="utf-8")
    return folder, entries


def main():
    tidy, source = sys.argv[1], pathlib.Path(sys.argv[3]).resolve()
    build, entries = without_precompiled_headers(pathlib.Path(sys.argv[2]))
    wanted = sys.argv[4:] or [""]
    files = sorted({entry["file"] for entry in entries
                    if pathlib.Path(entry["file"]).is_relative_to(source) and "/build/" not in entry["file"]
                    and any(part in entry["file"] for part in wanted)})

    def check(name):
        return name, subprocess.run([tidy, "--quiet", "-p", build, "--warnings-as-errors=*", name],
                                    capture_output=True, text=True, check=False)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, result in pool.map(check, files):
            ours = findings(result.stdout)
            if ours or (result.returncode != 0 and not FINDING.search(result.stdout)):
                failed += 1
                print(f"== {name}\n{''.join(ours) or result.stdout + result.stderr[-2000:]}")
    print(f"{len(files)} files, {failed} with warnings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
