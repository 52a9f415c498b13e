"""Reads the HTML of a report as a strict reader would: what is not well formed is an error."""

from html.parser import HTMLParser

ALONE = {"meta", "img", "br", "hr", "link", "input"}
LINKS = {"src", "href", "srcset", "action", "data", "poster", "xlink:href"}


class Page(HTMLParser):
    """The parts of a page that tests ask for."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.headings, self.ids, self.links, self.images, self.tables = [], [], [], [], {}
        self.words = []
        self._open, self._rows, self._caption = [], [], ""
        self.feed(text)
        self.close()
        if self._open:
            raise ValueError(f"not closed: {self._open}")

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.links += [(name, value) for name, value in attrs if name in LINKS]
        self.ids += [attributes["id"]] if "id" in attributes else []
        if tag == "img":
            self.images.append(attributes)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append([int(tag[1]), ""])
        if tag == "table":
            self._rows, self._caption = [], ""
        if tag == "tr":
            self._rows.append([])
        if tag in ("td", "th"):
            self._rows[-1].append("")
        if tag not in ALONE:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.links += [(name, value) for name, value in attrs if name in LINKS]

    def handle_endtag(self, tag):
        if not self._open or self._open[-1] != tag:
            raise ValueError(f"</{tag}> at {self.getpos()} within {self._open}")
        self._open.pop()
        if tag == "table":
            self.tables[self._caption] = self._rows

    def handle_data(self, data):
        if "style" in self._open or "script" in self._open:
            return
        self.words.append(data)
        if any(tag in self._open for tag in ("h1", "h2", "h3", "h4")):
            self.headings[-1][1] += data
        if "caption" in self._open:
            self._caption += data
        elif "td" in self._open or ("th" in self._open and self._rows):
            self._rows[-1][-1] += data

    @property
    def text(self):
        """All words of the page."""
        return "".join(self.words)

    def sections(self):
        """Titles of the second level."""
        return [title for level, title in self.headings if level == 2]

    def column(self, caption, head):
        """The cells below a head of the table whose caption starts so, by the first cell of their row."""
        rows = next(rows for name, rows in self.tables.items() if name.startswith(caption))
        at = next(n for n, cell in enumerate(rows[0]) if cell.startswith(head))
        return {row[0]: row[at] for row in rows[1:]}
