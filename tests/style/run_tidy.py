"""Runs clang-tidy over every source of ours in the compile database, two at a time, and fails on any warning."""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys


def main():
    tidy, build, source = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]).resolve()
    with open(pathlib.Path(build) / "compile_commands.json", encoding="utf-8") as stream:
        files = sorted({entry["file"] for entry in json.load(stream)
                        if pathlib.Path(entry["file"]).is_relative_to(source)
                        and "/build/" not in entry["file"]})

    def check(name):
        return name, subprocess.run([tidy, "--quiet", "-p", build, "--warnings-as-errors=*", name],
                                    capture_output=True, text=True, check=False)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, result in pool.map(check, files):
            if result.returncode != 0:
                failed += 1
                print(f"== {name}\n{result.stdout}{result.stderr[-2000:]}")
    print(f"{len(files)} files, {failed} with warnings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
