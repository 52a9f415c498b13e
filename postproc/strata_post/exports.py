"""What the writers of files for other programs share."""

import re

from strata_post.results import UsageError


def file_stem(title):
    """The beginning of file names: that of the ParaView files of a run."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:40].rstrip("_") or "results"


def refuse(paths, force):
    """Raises UsageError where files are in the way and `force` is not given."""
    present = [path for path in paths if path.exists()]
    if present and not force:
        raise UsageError("\n".join(f"{path}: exists; --force replaces it" for path in present))
