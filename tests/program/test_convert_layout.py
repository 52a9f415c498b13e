"""`strata convert layout|3dblox|openroad-power` as a user meets them. Run with the program's path in STRATA_PROGRAM. Layouts
are made here by KLayout itself; without it their tests are skipped."""

import csv
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["STRATA_PROGRAM"]

LEVELS = """metal: copper
dielectric: sio2
levels:
  - {name: m1, thickness: 0.3 um, layers: 31/0, via_density: 0.05}
  - {name: m2, thickness: 0.5 um, layers: [32/0, 33/0], via_density: 0.02}
"""

# Two overlapping squares; two stripes on two layers, one of them in a cell that is placed twice.
DRAW = """import pya
layout = pya.Layout()
layout.dbu = 0.001
top, part = layout.create_cell("TOP"), layout.create_cell("PART")
m1, m2, m3 = layout.layer(31, 0), layout.layer(32, 0), layout.layer(33, 0)
top.shapes(m1).insert(pya.DBox(0, 0, 100, 100))
top.shapes(m1).insert(pya.DBox(50, 50, 150, 150))
top.shapes(m2).insert(pya.DBox(0, 0, 230, 10))
part.shapes(m3).insert(pya.DBox(0, 0, 230, 7.5))
top.insert(pya.CellInstArray(part.cell_index(), pya.Trans(0, 100000), pya.Vector(0, 0), pya.Vector(0, 92500), 1, 2))
layout.write(out + "/chip.gds")
layout.write(out + "/chip.oas")
"""

LEF = """VERSION 5.8 ;
UNITS
  DATABASE MICRONS 1000 ;
END UNITS
LAYER metal1
  TYPE ROUTING ;
  DIRECTION HORIZONTAL ;
  PITCH 1 ;
  WIDTH 0.5 ;
END metal1
END LIBRARY
"""

DEF = """VERSION 5.8 ;
DESIGN top ;
UNITS DISTANCE MICRONS 1000 ;
DIEAREA ( 0 0 ) ( 200000 100000 ) ;
SPECIALNETS 1 ;
- VDD + ROUTED metal1 10000 + SHAPE STRIPE ( 0 5000 ) ( 200000 5000 ) ;
END SPECIALNETS
END DESIGN
"""


def strata(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False,
                          **options)


def densities(path):
    """{(x0, y0, x1, y1): value} of a raster of tiles."""
    with open(path, encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return {tuple(map(float, row[:4])): float(row[4]) for row in rows[1:]}


class InTemporaryFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="strata_convert_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.out = self.folder / "out"

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return self.folder / name


@unittest.skipUnless(shutil.which("klayout"), "KLayout is not installed")
class Layouts(InTemporaryFolder):
    @classmethod
    def setUpClass(cls):
        cls.drawn = pathlib.Path(tempfile.mkdtemp(prefix="strata_layouts_"))
        cls.addClassCleanup(shutil.rmtree, cls.drawn, ignore_errors=True)
        script = cls.drawn / "draw.py"
        script.write_text(DRAW)
        subprocess.run(["klayout", "-zz", "-r", script, "-rd", f"out={cls.drawn}"], check=True, capture_output=True,
                       env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})

    def setUp(self):
        super().setUp()
        self.levels = self.write("beol.yaml", LEVELS)
        for layout in ("chip.gds", "chip.oas"):
            shutil.copy(self.drawn / layout, self.folder)

    def convert(self, name, *arguments):
        return strata("convert", "layout", self.folder / name, "--layers", self.levels, "--tile", "50um", "-o", self.out,
                      *arguments)

    def test_known_areas_give_exact_densities(self):
        for name in ("chip.gds", "chip.oas"):
            done = self.convert(name, "--force")
            self.assertEqual(done.returncode, 0, done.stderr)
            first, second = densities(self.out / "chip_m1.csv"), densities(self.out / "chip_m2.csv")
            # 230 x 200 um: five columns, the last one 30 um wide, and four rows.
            self.assertEqual(len(first), 20)
            full = {(0, 0), (50, 0), (0, 50), (50, 50), (100, 50), (50, 100), (100, 100)}
            self.assertEqual({tile[:2] for tile, value in first.items() if value == 1.0}, full)
            self.assertEqual({value for tile, value in first.items() if tile[:2] not in full}, {0.0})
            rows = {0.0: 10 / 50, 50.0: 0.0, 100.0: 7.5 / 50, 150.0: 7.5 / 50}
            for (_, y, x1, _), value in second.items():
                self.assertAlmostEqual(value, rows[y], places=12)
                self.assertLessEqual(x1, 230.0)

    def test_the_fragment_is_good_in_a_deck(self):
        self.assertEqual(self.convert("chip.gds").returncode, 0)
        deck = self.out / "deck.yaml"
        deck.write_text("strata: 1\ninclude: chip.yaml\nassembly: {size: [230 um, 200 um], stack: [{tier: t, place: "
                        "[{part: chip, at: [0 um, 0 um]}]}]}\nboundaries: {top: {fixed_temperature: 300 K}}\n"
                        "mesh: {lateral: 20 um}\n")
        done = strata("check", deck, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)["metal_maps"]
        self.assertEqual([entry["material"] for entry in found], ["chip_m1", "chip_m2"])
        self.assertAlmostEqual(found[0]["mean_density"], 17500 / 46000, places=12)
        self.assertAlmostEqual(found[1]["mean_density"], 25 / 200, places=12)

    def test_a_part_of_the_layout(self):
        self.assertEqual(self.convert("chip.gds", "--area", "50,50,150,125").returncode, 0)
        first = densities(self.out / "chip_m1.csv")
        self.assertEqual(first, {(0, 0, 50, 50): 1.0, (50, 0, 100, 50): 1.0, (0, 50, 50, 75): 1.0,
                                 (50, 50, 100, 75): 1.0})

    def test_def_with_lef(self):
        self.write("block.def", DEF)
        lef = self.write("tech.lef", LEF)
        self.levels.write_text(LEVELS.replace("31/0", "metal1").replace("[32/0, 33/0]", "metal1"))
        done = self.convert("block.def", "--lef", lef)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = densities(self.out / "block_m1.csv")
        self.assertEqual(len(found), 8)
        for (_, y, _, _), value in found.items():
            self.assertAlmostEqual(value, 0.2 if y == 0.0 else 0.0, places=12)

    def test_what_is_wrong_is_exit_2_and_writes_nothing(self):
        self.levels.write_text(LEVELS.replace("31/0", "77/0"))
        done = self.convert("chip.gds")
        self.assertEqual(done.returncode, 2)
        self.assertIn("the layout has no layer 77/0; it has 31/0, 32/0, 33/0", done.stderr)
        self.levels.write_text(LEVELS)
        self.write("broken.gds", "no layout")
        done = self.convert("broken.gds")
        self.assertEqual(done.returncode, 2)
        self.assertIn("broken.gds", done.stderr)
        self.assertFalse(self.out.exists())


class WithoutKLayout(InTemporaryFolder):
    def test_says_what_to_install(self):
        levels, layout = self.write("beol.yaml", LEVELS), self.write("chip.gds", "")
        done = strata("convert", "layout", layout, "--layers", levels, "--tile", "50um", env={"PATH": "/nowhere"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("apt install klayout", done.stderr)

    def test_levels_are_checked_first(self):
        levels, layout = self.write("beol.yaml", LEVELS.replace("thickness", "thicknes")), self.write("chip.gds", "")
        done = strata("convert", "layout", layout, "--layers", levels, "--tile", "50um")
        self.assertEqual(done.returncode, 2)
        self.assertIn("beol.yaml:4:16: error: unknown key 'thicknes'", done.stderr)
        for tile in ("50", "0um", "50W", "1,2"):
            self.write("beol.yaml", LEVELS)
            self.assertEqual(strata("convert", "layout", "/nowhere.gds", "--layers", levels, "--tile", tile).returncode, 2)


class Skeletons(InTemporaryFolder):
    def test_openroad_power_sums_to_the_total(self):
        rows = [f"{10 * i:.4g},{10 * j:.4g},{10 * i + 10:.4g},{10 * j + 10:.4g},{1 + i + j:.6e}"
                for i in range(7) for j in range(3) if i != j]
        heat_map = self.write("gcd.csv", "x0,y0,x1,y1,value (uW)\n" + "\n".join(rows) + "\n")
        arguments = ("convert", "openroad-power", heat_map, "--pitch", "10um", "--core", "0,0,70,30", "--die", "100um,50um",
                     "-o", self.out)
        done = strata(*arguments, "--total", "1.2W")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.out / "gcd_power.csv", encoding="utf-8") as file:
            values = [line.rstrip().split(",")[4] for line in file][1:]
        self.assertEqual({value.partition("e")[2] for value in values}, {"-12"})
        self.assertEqual(sum(int(value.partition("e")[0]) for value in values), 1_200_000_000_000)
        check = strata("check", self.out / "gcd.yaml")
        self.assertEqual(check.returncode, 2)
        self.assertIn("error: fill in parts.gcd.layers[0].thickness", check.stderr)
        deck = (self.out / "gcd.yaml").read_text()
        (self.out / "gcd.yaml").write_text(deck.replace("thickness: TODO", "thickness: 300 um").replace(
            "film_coefficient: TODO", "film_coefficient: 1e4 W/(m^2.K)").replace("ambient: TODO", "ambient: 40 degC"))
        self.assertEqual(strata("check", self.out / "gcd.yaml").returncode, 0)
        self.assertEqual(strata(*arguments).returncode, 2)  # the files are there now
        bad = strata("convert", "openroad-power", heat_map, "--pitch", "10", "--core", "0,0,70,30", "--die", "100,50")
        self.assertEqual(bad.returncode, 2)
        self.assertIn("--pitch 10", bad.stderr)
        bad = strata("convert", "openroad-power", heat_map, "--pitch", "10um", "--core", "0,0,70,60", "--die", "100,50")
        self.assertEqual(bad.returncode, 2)
        self.assertIn("lies outside the die", bad.stderr)

    def test_3dblox_gives_a_skeleton(self):
        self.write("two.3dbv", "ChipletDef:\n  Soc: {type: die, design_area: [955, 1082], thickness: 300, "
                               "regions: {f: {side: front}}}\n")
        design = self.write("two.3dbx", "Header: {unit: micron, include: [two.3dbv]}\nChipletInst: {a: {reference: Soc}, "
                            "b: {reference: Soc}}\nStack:\n  a: {loc: [0, 0], z: 0, orient: R0}\n  b: {loc: [0, 0], z: 310, "
                            "orient: MZ}\nConnection: {c: {top: b.regions.f, bot: a.regions.f, thickness: 10}}\n")
        done = strata("convert", "3dblox", design, "-o", self.out, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["deck"], str(self.out / "two.yaml"))
        check = strata("check", self.out / "two.yaml")
        self.assertEqual(check.returncode, 2)
        self.assertIn("error: fill in", check.stderr)
        self.assertEqual(strata("convert", "3dblox", self.folder / "none.3dbx").returncode, 2)


if __name__ == "__main__":
    unittest.main()
