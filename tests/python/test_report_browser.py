"""The report in a browser: no window is too narrow for it, its pictures are drawn, it prints. Needs Chromium; ends with
77 where there is none."""

import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import matplotlib.image
import numpy as np
import synthetic
from strata_post.report import write_report

BROWSER = shutil.which("chromium")
SKIPPED = 77
WIDTHS = (1600, 400)

# Put into a copy of the page: tells the page around it what the browser made of it.
MEASURE = """<script>
addEventListener("load", () => {
  const colours = image => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 64;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, 64, 64);
    const bytes = context.getImageData(0, 0, 64, 64).data, found = new Set();
    for (let n = 0; n < bytes.length; n += 4) found.add(bytes.slice(n, n + 3).join());
    return found.size;
  };
  const leaves = [...document.querySelectorAll("h1, h2, h3, p, li, figure, table, details, dl, .scroll, .picture")];
  const outside = leaves.filter(e =>
    e.getBoundingClientRect().right > innerWidth + 0.5 && !e.closest(".scroll, .picture"));
  parent.postMessage({
    inner: innerWidth, scroll: document.documentElement.scrollWidth,
    colours: [...document.images].map(colours), outside: outside.map(e => e.outerHTML.slice(0, 80)),
    text: [...document.querySelectorAll("p, td, th, li")].map(e => parseFloat(getComputedStyle(e).fontSize))
      .reduce((a, b) => Math.min(a, b))}, "*");
});
</script>"""

# Windows of a browser are 500 pixels wide at least; frames may be narrower.
FRAME = """<!DOCTYPE html><iframe src="{page}" style="width: {width}px; height: 900px; border: 0"></iframe>
<pre id="measured"></pre><script>
addEventListener("message", event => document.getElementById("measured").textContent = JSON.stringify(event.data));
</script>"""


class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        pack = synthetic.package(gpus=1, stacks=2, rounds=4, lateral=1.5e-3)
        first = synthetic.write_run(cls.folder / "a.results", pack, superposition=True,
                                    limits=[("hbm*.dram[*].active", [f"hbm0.dram[{n}]" for n in range(1, 5)], 630.0)])
        second = synthetic.write_run(cls.folder / "b.results", pack, lambda x, y, z: synthetic.linear(x, y, z) + 20.0,
                                     synthetic.DECK.replace("5 W", "2 W"))
        cls.pages = {"one": write_report([first]), "two": write_report([first, second], cls.folder / "two.html")}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def browse(self, page, *options):
        """Runs the browser on a page; its stdout."""
        profile = self.folder / "profile"
        done = subprocess.run([BROWSER, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                               f"--user-data-dir={profile}", *options, page.resolve().as_uri()],
                              capture_output=True, timeout=120, check=True)
        return done.stdout.decode("utf-8")

    def measured(self, page, width):
        """What the measuring script found in a window of that width."""
        copy = self.folder / f"measured_{width}.html"
        copy.write_text(page.read_text(encoding="utf-8").replace("</body>", MEASURE + "</body>"), encoding="utf-8")
        frame = self.folder / "frame.html"
        frame.write_text(FRAME.format(page=copy.name, width=width), encoding="utf-8")
        dom = self.browse(frame, "--dump-dom", "--window-size=1800,1000", "--virtual-time-budget=20000")
        text = re.search(r'<pre id="measured">(.*?)</pre>', dom, re.DOTALL).group(1)
        return json.loads(html.unescape(text))

    def test_nothing_is_wider_than_the_window(self):
        for name, page in self.pages.items():
            for width in WIDTHS:
                with self.subTest(page=name, width=width):
                    found = self.measured(page, width)
                    self.assertEqual(found["outside"], [])
                    self.assertLessEqual(found["scroll"], found["inner"])
                    self.assertEqual(found["inner"], width)
                    self.assertGreaterEqual(found["text"], 11)

    def test_every_picture_shows_something(self):
        for name, page in self.pages.items():
            with self.subTest(page=name):
                colours = self.measured(page, WIDTHS[0])["colours"]
                self.assertGreaterEqual(len(colours), 8)
                self.assertGreater(min(colours), 25, colours)

    def test_the_screen_is_not_blank(self):
        for width in WIDTHS:
            shot = self.folder / f"shot_{width}.png"
            self.browse(self.pages["one"], f"--screenshot={shot}", f"--window-size={width},1400")
            image = matplotlib.image.imread(shot)
            self.assertEqual(image.shape[1], width)
            self.assertGreater(len(np.unique(np.round(255 * image[::3, ::3, :3]).reshape(-1, 3), axis=0)), 60)
            # The last columns are margin: white, as the first.
            self.assertGreater(image[:, -6:, :3].min(), 0.99)

    def test_it_prints_on_several_pages(self):
        for page in self.pages.values():
            file = self.folder / "page.pdf"
            self.browse(page, f"--print-to-pdf={file}", "--no-pdf-header-footer")
            content = file.read_bytes()
            self.assertTrue(content.startswith(b"%PDF"))
            sheets = len(re.findall(rb"/Type\s*/Page\b", content))
            self.assertTrue(3 <= sheets <= 40, sheets)
            sizes = {tuple(float(n) for n in box.split())
                     for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", content)}
            # A4 is 210 mm x 297 mm, 72 points an inch.
            for box in sizes:
                np.testing.assert_allclose(box[2:], (595.3, 841.9), atol=1.0)


if __name__ == "__main__":
    if BROWSER is None:
        print("no chromium: skipped")
        sys.exit(SKIPPED)
    unittest.main()
