// Small cases of other tools for the tests of the importers: whole and right, to be used and to be broken.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "inputs/error.hpp"
#include "inputs/importers/foreign_files.hpp"

namespace strata::test {

inline const std::string kFloorplan =
    "# name width height x y\n"
    "core 2e-3 4e-3 0 0\n"
    "cache 2e-3 4e-3 2e-3 0\n"
    "core cache 12\n";
inline const std::string kTrace = "core\tcache\n3 1\n5 2\n";
inline const std::string kConfig =
    "# package\n-t_chip 0.0002 # thin\n-s_sink 0.02\n-s_spreader 0.01\n-grid_rows 16\n-material_sink "
    "copper\n";
inline const std::string kMaterialFile = "copper\nsolid\n400\n3.4e6\n\nwater\nfluid\n0.6\n4.2e6\n9e-4\n";
inline const std::string kLayers =
    "# two layers\n0\nY\nY\n1.6e6\n0.01\n1e-4\nchip.flp\n\n1\nY\nN\ncopper\n2e-5\nchip.flp\n";
inline const std::string kIceFloorplan =
    "core :\n  position 0, 0 ;\n  dimension 2000, 4000 ;\n  material SI ;\n  discretization 4, 8 ;\n"
    "  power values 3.0, 5.0 ;\n\n"
    "cache :\n  rectangle (2000, 0, 2000, 2000) ;\n  rectangle (2000, 2000, 2000, 2000) ;\n"
    "  power values 1.0, 2.0 ;\n";
inline const std::string kIceStack =
    "material SI : // silicon\n  thermal conductivity 1.3e-4, 1.3e-4, 1.2e-4 ;\n  volumetric heat capacity "
    "1.6e-12 ;\n"
    "top heat sink :\n  heat transfer coefficient 1e-7 ;\n  temperature 300 ;\n"
    "bottom heat sink :\n  heat transfer coefficient 1e-9 ;\n  temperature 310 ;\n"
    "dimensions :\n  chip length 4000, width 4000 ;\n  cell length 500, width 250 ;\n"
    "layer GLUE :\n  height 20 ;\n  material SI ;\n"
    "die CHIP :\n  layer 50 SI ;\n  source 2 SI ;\n  layer GLUE ;\n"
    "stack :\n  die top_die CHIP floorplan \"chip.flp\" ;\n  layer bond GLUE ;\n"
    "  die low_die CHIP floorplan \"chip.flp\" discretization 8 16 ;\n"
    "solver :\n  transient step 0.01, slot 0.05 ;\n  initial temperature 300.0 ;\n"
    "output :\n  T (top_die, 100, 100, \"t.txt\", slot) ;\n  Tflpel (low_die.core, \"c.txt\", maximum, "
    "final) ;\n";

/// Runs something that ought to find mistakes and gives them as "line:column: message | hint".
template <class Action>
std::vector<std::string> mistakes_of(Action action) {
  std::vector<std::string> list;
  try {
    action();
  } catch (const DeckError& error) {
    std::vector<Diagnostic> sorted = error.diagnostics();
    std::stable_sort(sorted.begin(), sorted.end(), [](const Diagnostic& a, const Diagnostic& b) {
      const auto key = [](const Position& p) { return std::array{p.file, p.line, p.column}; };
      return key(a.position) < key(b.position);
    });
    for (const Diagnostic& d : sorted)
      list.push_back(std::to_string(d.position.line) + ":" + std::to_string(d.position.column) + ": " +
                     d.message + (d.hint.empty() ? "" : " | " + d.hint));
  }
  return list;
}

}  // namespace strata::test
