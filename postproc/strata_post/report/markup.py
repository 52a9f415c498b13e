"""HTML as text: what is put in is escaped, unless it is Html already."""

import base64
import dataclasses
import html
import re

PIXELS = 116                 # of the page for an inch of a drawing, so that its letters match those of the page
SHORT = 20                   # rows of a table that is not to be broken over pages


class Html(str):
    """Text that is HTML already."""


def escape(text):
    """Any value as Html."""
    return text if isinstance(text, Html) else Html(html.escape(str(text)))


def join(parts, between=""):
    """Html of several values, one after the other."""
    return Html(between.join(escape(part) for part in parts))


def tag(name, *content, **attributes):
    """An element; attributes without a value (None) are left out, `class_` and `aria_label` give class and
    aria-label."""
    words = [name]
    for key, value in attributes.items():
        if value is not None:
            words.append(f'{key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"')
    return Html(f"<{' '.join(words)}>{join(content)}</{name}>")


def paragraph(*content, class_=None):
    """A paragraph."""
    return tag("p", *content, class_=class_)


def code(text):
    """A name of the deck or of a file."""
    return tag("code", text)


def folded(summary, *content):
    """Content that is shown on demand."""
    return tag("details", tag("summary", summary), *content)


@dataclasses.dataclass(frozen=True)
class Column:
    """Head of a column, with its unit; numbers are set flush right."""

    head: str
    unit: str = ""
    is_number: bool = False


def number(head, unit=""):
    """A column of numbers."""
    return Column(head, unit, True)


def table(caption, columns, rows, marks=()):
    """A table in a box that scrolls by itself.

    rows: lists of cell contents, the first cell is the head of its row. marks: numbers of the rows to be marked as
    exceeded.
    """
    heads = [tag("th", column.head, tag("span", column.unit, class_="unit") if column.unit else "", scope="col",
                 class_="number" if column.is_number else None) for column in columns]
    lines = []
    for n, row in enumerate(rows):
        cells = [tag("th" if c == 0 else "td", cell, scope="row" if c == 0 else None,
                     class_="number" if column.is_number else None)
                 for c, (column, cell) in enumerate(zip(columns, row))]
        lines.append(tag("tr", *cells, class_="exceeded" if n in marks else None))
    content = tag("table", tag("caption", caption), tag("thead", tag("tr", *heads)), tag("tbody", *lines),
                  class_="short" if len(lines) <= SHORT else None)
    return scroll_box(caption, content)


def scroll_box(label, *content):
    """A box as wide as the page at most, whose content scrolls sideways."""
    return tag("div", *content, class_="scroll", role="region", tabindex=0, aria_label=label)


def pairs(caption, entries):
    """A table of names and values without heads; entries without a value are left out."""
    lines = [tag("tr", tag("th", name, scope="row"), tag("td", value))
             for name, value in entries if value not in (None, "")]
    return scroll_box(caption, tag("table", tag("caption", caption), tag("tbody", *lines), class_="pairs"))


def data_uri(kind, content):
    """Bytes as an address that needs no file."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def unbroken(text):
    """A text whose numbers keep their units on their line."""
    return re.sub(r"(?<=\d) (?=(?:°C|W|K|mm|µm)\b)", "\u00a0", text)


def figure(sheet, caption, alt, class_=None):
    """A style.Sheet as a figure; the caption is the page's, so the picture comes without its heading."""
    drawing, width, height = sheet.without_heading()
    picture = data_uri("image/svg+xml", drawing.encode("utf-8"))
    # The img element has no end tag.
    image = Html(f'<img src="{picture}" alt="{html.escape(alt)}" width="{round(PIXELS * width)}" '
                 f'height="{round(PIXELS * height)}">')
    return tag("figure", tag("div", image, class_="picture"), tag("figcaption", unbroken(caption)), class_=class_)


def figures(*content):
    """Small figures side by side where there is room."""
    return tag("div", *content, class_="side-by-side")


@dataclasses.dataclass(frozen=True)
class Section:
    """A section of the page; `anchor` is its name in links."""

    anchor: str
    title: str
    body: Html


def section(anchor, title, *content):
    """A Section of several parts; None where all of them are empty."""
    body = join([part for part in content if part])
    return Section(anchor, title, body) if body else None
