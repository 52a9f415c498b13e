"""The text form of OpenUSD (.usda): values, attributes, prims. A small part of its grammar, what meshes with primvars need."""

import contextlib

import numpy as np

PER_LINE = 64                # tuples


def quoted(text):
    """A string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def number(value):
    """A number with the digits of a double, without those it does not need."""
    return f"{value:.15g}"


def array(values):
    """Integers or float32, (n) or (n, 3), as an array."""
    values = np.asarray(values)
    one = "%d" if values.dtype.kind in "iu" else "%.7g"
    one = one if values.ndim == 1 else f"({', '.join([one] * values.shape[1])})"
    parts = [values[n:n + PER_LINE] for n in range(0, len(values), PER_LINE)]
    return "[" + ",\n".join(", ".join([one] * len(part)) % tuple(part.ravel().tolist()) for part in parts) + "]"


def looked_up(texts, indices):
    """An array of values whose texts stand in a list."""
    chosen = [texts[n] for n in indices.tolist()]
    return "[" + ",\n".join(", ".join(chosen[n:n + PER_LINE]) for n in range(0, len(chosen), PER_LINE)) + "]"


def dictionary(entries, indent):
    """Lines of a dictionary. Entries are (type, name, text of the value), or ("dictionary", name, entries)."""
    pad = "    " * indent
    lines = ["{"]
    for kind, name, value in entries:
        text = dictionary(value, indent + 1) if kind == "dictionary" else value
        lines.append(f"{pad}    {kind} {name} = {text}")
    return "\n".join(lines + [pad + "}"])


class LayerWriter:
    """Writes prims and attributes into a text stream, nested as they are opened."""

    def __init__(self, stream):
        self._stream, self._depth = stream, 0

    def _line(self, text):
        self._stream.write(("    " * self._depth + text if text else "") + "\n")

    def header(self, metadata):
        """The first line and the metadata of the layer: (name, text of the value)."""
        self._line("#usda 1.0")
        self._metadata(metadata)

    def _metadata(self, metadata):
        self._line("(")
        for name, value in metadata:
            self._line(f"    {name} = {value}")
        self._line(")")
        self._line("")

    @contextlib.contextmanager
    def prim(self, kind, name, metadata=()):
        """A block in which attributes and children of a prim are written. The metadata as for the layer."""
        self._line(f"def {kind} {quoted(name)}" if kind else f"def {quoted(name)}")
        if metadata:
            self._line("(")
            for key, value in metadata:
                self._line(f"    {key} = {value}")
            self._line(")")
        self._line("{")
        self._depth += 1
        yield
        self._depth -= 1
        self._line("}")
        self._line("")

    def attribute(self, declaration, value=None, metadata=()):
        """An attribute such as "int[] faceVertexCounts" with the text of its value; without, it is declared only."""
        text = declaration if value is None else f"{declaration} = {value}"
        self._line(text + (f" ({'; '.join(f'{key} = {content}' for key, content in metadata)})" if metadata else ""))

    def varying(self, declaration, codes, texts, metadata=()):
        """An attribute with a value at each time code; one value alone holds at all times."""
        if len(codes) == 1:
            self.attribute(declaration, texts[0], metadata)
            return
        self.attribute(declaration, metadata=metadata)
        self._line(f"{declaration}.timeSamples = {{")
        for code, text in zip(codes, texts):
            self._line(f"    {number(code)}: {text},")
        self._line("}")
