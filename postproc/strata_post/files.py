"""Whole or not at all: a file is replaced only by a complete one."""

import contextlib
import os


@contextlib.contextmanager
def replacing(path):
    """Gives the name of a temporary file beside `path` to be written; it takes the place of `path` at the end of the
    block, and nothing of it stays where the block fails."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)
