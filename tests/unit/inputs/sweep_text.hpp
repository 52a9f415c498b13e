// Small sweeps for tests: a base deck, and what the test adds to the frame of a sweep.
#pragma once

#include <string>

#include "inputs/sweep/sweep.hpp"
#include "tests/unit/inputs/deck_text.hpp"
#include "tests/unit/inputs/scratch_folder.hpp"

namespace strata::test {

/// Linear, two cores of 2 W each in a stack of part `die`.
inline const std::string kBaseDeck =
    "strata: 1\n"
    "materials:\n"
    "  m1: {conductivity: 100 W/(m.K), density: 2000 kg/m^3, heat_capacity: 700 J/(kg.K)}\n"
    "  glue: {like: m1, conductivity: [2 W/(m.K), 2 W/(m.K), 1 W/(m.K)]}\n"
    "parts:\n"
    "  die:\n"
    "    size: [4 mm, 4 mm]\n"
    "    layers:\n"
    "      - repeat: 2\n"
    "        layers:\n"
    "          - {name: bond, thickness: 20 um, material: glue}\n"
    "          - {name: core, thickness: 50 um, material: m1, active: bottom}\n"
    "assembly:\n"
    "  size: [8 mm, 8 mm]\n"
    "  stack:\n"
    "    - {name: board, thickness: 1 mm, material: m1}\n"
    "    - {tier: dies, place: [{part: die, name: stack, at: [2 mm, 2 mm]}], fill: {material: glue}}\n"
    "power: [{target: \"stack.core[*].active\", total: 2 W}]\n"
    "boundaries: {top: {convection: {film_coefficient: 1e4 W/(m^2.K), ambient: 25 degC}}}\n";

/// A sweep of that deck in a folder of its own.
class SweepFile {
 public:
  explicit SweepFile(const std::string& body) {
    folder_.write("deck.yaml", kBaseDeck);
    path_ = folder_.write("sweep.yaml", "sweep: 1\ndeck: deck.yaml\ndataset: {name: test}\n" + body);
  }

  Sweep load() const { return load_sweep(path_); }
  /// With requests in place of the sampler.
  Sweep load(const std::string& requests) const {
    return load_sweep(path_, {}, folder_.write("requests.csv", requests));
  }

 private:
  ScratchFolder folder_;
  std::string path_;
};

}  // namespace strata::test
