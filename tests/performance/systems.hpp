// The four systems of the performance suite: one package with ten dies of different height, on an even or a
// graded lateral mesh, with or without resolved through-silicon vias. Conductivities are constant, so each is
// one linear system. nz is 64 throughout; only the lateral cells become more.
#pragma once

#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"

namespace strata::performance {

inline constexpr int kLayers = 64;  ///< cells along z of every system

/// A size of the suite: `side` x `side` columns of 64 cells.
struct Size {
  std::string name;  ///< "1M"
  int side = 0;
  std::int64_t cells() const { return std::int64_t{side} * side * kLayers; }
};

/// All sizes, smallest first. Those below 0.25M are for tests.
const std::vector<Size>& sizes();

/// What is solved, in the order it is shown.
struct System {
  std::string name;
  std::string about;
  bool is_graded = false;  ///< lateral cells 50:1, finest at the edges of the dies
  bool has_tsvs = false;   ///< copper columns 300:1 in blocks of the dies
};
const std::vector<System>& systems();

struct MeshedModel {
  Model model;
  Grid grid;
};

/// The model of a system and its grid of exactly size.side x size.side x 64 cells.
MeshedModel build_system(const System& system, const Size& size);

}  // namespace strata::performance
