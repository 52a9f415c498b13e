"""Fails on an include that goes against the flow of data: inputs <- {meshes, physics} <- solver <- postproc.

solver/main.cpp and solver/app/ are the program, not the room; they alone may see postproc and the verification suite.
"""

import pathlib
import re
import sys
import tempfile

ALLOWED = {
    "inputs": {"inputs"},
    "meshes": {"inputs", "meshes"},
    "physics": {"inputs", "physics"},
    "solver": {"inputs", "meshes", "physics", "solver"},
    "postproc": {"inputs", "meshes", "physics", "solver", "postproc"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([a-z_]+)/([^"]+)"')


def back_edges(root):
    """Lines "file:line: includes ..." for every include that its room may not have."""
    found = []
    for room, allowed in ALLOWED.items():
        for path in sorted((root / room).rglob("*")):
            if path.suffix not in {".hpp", ".cpp"}:
                continue
            relative = path.relative_to(root).as_posix()
            is_program = relative == "solver/main.cpp" or relative.startswith("solver/app/")
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                target = "solver/app" if match.group(2).startswith("app/") else match.group(1)
                if is_program or target in allowed:
                    continue
                found.append(f"{relative}:{number}: {room} may not include {match.group(1)}/{match.group(2)}")
    return found


def self_test():
    """A tree with one back edge of each kind must be found guilty of exactly those."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        files = {
            "inputs/a.hpp": '#include "solver/b.hpp"\n',
            "meshes/a.cpp": '#include "physics/b.hpp"\n#include "inputs/c.hpp"\n',
            "physics/a.cpp": '#include "meshes/b.hpp"\n',
            "solver/a.cpp": '#include "postproc/b.hpp"\n#include "solver/app/c.hpp"\n',
            "solver/main.cpp": '#include "postproc/b.hpp"\n',
            "postproc/a.cpp": '#include "solver/b.hpp"\n#include "tests/verification/suite.hpp"\n',
        }
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        found = back_edges(root)
        guilty = [line.split(":")[0] for line in found]
        assert guilty == ["inputs/a.hpp", "meshes/a.cpp", "physics/a.cpp", "solver/a.cpp", "solver/a.cpp",
                          "postproc/a.cpp"], found


def main():
    if sys.argv[1] == "--self-test":
        self_test()
        return 0
    found = back_edges(pathlib.Path(sys.argv[1]))
    print("\n".join(found) if found else "every include follows the data")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
