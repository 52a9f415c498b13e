"""A small reader of .usda files, of the grammar that meshes with primvars need; it shares nothing with the writer."""

import dataclasses
import re

import numpy as np

TOKEN = re.compile(r'\s+|("(?:[^"\\]|\\.)*"|<[^>]*>|@[^@]*@|\[[^\[\]]*\]|\([^()=]*\)|[()={},;]|[^\s()={},;"<@\[]+(?:\[\])?)')


@dataclasses.dataclass
class Attribute:
    """Type, value at all times (None where there are samples or nothing), samples by time code, metadata."""

    type: str
    value: object = None
    samples: dict = dataclasses.field(default_factory=dict)
    metadata: dict = dataclasses.field(default_factory=dict)

    def at(self, code):
        """The value at a time code."""
        return self.samples[code] if self.samples else self.value

    @property
    def interpolation(self):
        return self.metadata["interpolation"]


@dataclasses.dataclass
class Prim:
    """A prim with its children by name."""

    type: str = ""
    metadata: dict = dataclasses.field(default_factory=dict)
    attributes: dict = dataclasses.field(default_factory=dict)
    children: dict = dataclasses.field(default_factory=dict)

    def __getitem__(self, name):
        return self.attributes[name]

    def walk(self, path=""):
        """(path, Prim) of everything below."""
        for name, child in self.children.items():
            yield f"{path}/{name}", child
            yield from child.walk(f"{path}/{name}")

    def meshes(self):
        """Meshes below by path."""
        return {path: prim for path, prim in self.walk() if prim.type == "Mesh"}


class Reader:
    """Tokens of a text."""

    def __init__(self, text):
        found = list(TOKEN.finditer(text))
        assert sum(len(m.group(0)) for m in found) == len(text), "something is no token"
        self._tokens = [m.group(1) for m in found if m.group(1)]
        self._place = 0

    def peek(self):
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def take(self, expected=None):
        token = self.peek()
        assert token and expected in (None, token), f"expected {expected}, found {token}"
        self._place += 1
        return token

    def value(self):
        token = self.take()
        if token == "{":
            return self.entries("}")
        if token == "None":
            return None
        return _value(token)

    def entries(self, end):
        """key = value ... up to a closing brace; the types of dictionary entries are dropped."""
        found = {}
        while self.peek() != end:
            words = []
            while self.peek() != "=":
                words.append(self.take())
            self.take("=")
            found[words[-1]] = self.value()
            if self.peek() == ";":
                self.take()
        self.take(end)
        return found

    def metadata(self):
        if self.peek() == "(":
            self.take()
            return self.entries(")")
        return {}

    def samples(self):
        found = {}
        self.take("{")
        while self.peek() != "}":
            code = float(self.take().rstrip(":"))
            found[code] = _value(self.take())
            self.take(",")
        self.take("}")
        return found

    def prim(self):
        self.take("def")
        kind = "" if self.peek().startswith('"') else self.take()
        name = _value(self.take())
        prim = Prim(kind, self.metadata())
        self.take("{")
        while self.peek() != "}":
            if self.peek() == "def":
                child_name, child = self.prim()
                assert child_name not in prim.children, f"{child_name} twice"
                prim.children[child_name] = child
            else:
                self.attribute(prim)
        self.take("}")
        return name, prim

    def attribute(self, prim):
        kind = self.take()
        if kind == "uniform":
            kind = self.take()
        name = self.take()
        if name.endswith(".timeSamples"):
            self.take("=")
            prim.attributes[name.removesuffix(".timeSamples")].samples = self.samples()
            return
        assert name not in prim.attributes, f"{name} twice"
        attribute = prim.attributes[name] = Attribute(kind)
        if self.peek() == "=":
            self.take()
            attribute.value = self.value()
        attribute.metadata = self.metadata()


def _value(token):
    if token[0] in '"@<':
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    if token[0] == "[" and '"' in token:
        return re.findall(r'"((?:[^"\\]|\\.)*)"', token)
    if token[0] == "[":
        numbers = np.array(re.sub("[()\\[\\]]", " ", token).replace(",", " ").split(), dtype=float)
        return numbers.reshape(-1, 3) if "(" in token else numbers
    if token[0] == "(":
        return tuple(float(word) for word in token[1:-1].split(","))
    return float(token) if re.fullmatch(r"[-+.\deE]+", token) else token


def read_usda(path):
    """The pseudo-root of a layer: its metadata, and its prims as children."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#usda 1.0\n"), path
    reader = Reader(text.split("\n", 1)[1])
    root = Prim(metadata=reader.metadata())
    while reader.peek():
        name, prim = reader.prim()
        root.children[name] = prim
    return root
