"""The page around the sections, and how it gets into a file."""

import os
import pathlib

from strata_post.files import replacing
from strata_post.report.markup import Html, escape, join, tag

STYLES = pathlib.Path(__file__).with_name("page.css")


def contents(sections):
    """Links to the sections."""
    links = [tag("li", tag("a", one.title, href=f"#{one.anchor}")) for one in sections]
    return tag("nav", tag("ol", *links), aria_label="Contents")


def compose(title, byline, sections, footer):
    """The whole page as text; sections that are None are left out."""
    present = [one for one in sections if one is not None]
    bodies = [tag("section", tag("h2", one.title, id=f"{one.anchor}-title"), one.body, id=one.anchor,
                  aria_labelledby=f"{one.anchor}-title") for one in present]
    head = Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
                f"<title>{escape(title)}</title><style>{STYLES.read_text(encoding='utf-8')}</style>")
    body = join([tag("a", "Skip to the content", href="#content", class_="skip"),
                 tag("header", tag("h1", title), byline),
                 tag("div", contents(present), tag("main", *bodies, id="content"), class_="columns"),
                 tag("footer", footer)], "\n")
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def write(text, path):
    """Writes the page; a file of that name is replaced only by a complete one."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
