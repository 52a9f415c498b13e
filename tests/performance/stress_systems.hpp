// The systems of the stress suite: STACK-8H, a quarter of a stack of eight thinned dies on a substrate,
// cooled by 140 K without forces, on an even lateral mesh or with strips of narrow cells along the edges of
// the dies. Nothing depends on temperature, so each is one linear system. Only the lateral cells become more.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inputs/model.hpp"
#include "meshes/grid.hpp"

namespace strata::performance {

/// Lateral cells, the same along x and y: under the dies, under the frame around them, outside it.
struct StressSize {
  std::string name;  ///< "192k": unknowns
  int dies = 0, frame = 0, rim = 0;

  /// Three per node with matter.
  std::int64_t unknowns() const;
  /// Nodes on the lower surface.
  std::int64_t bottom_nodes() const;
};

/// All sizes, smallest first. The first two are for tests; the first is that of published values.
const std::vector<StressSize>& stress_sizes();

struct StressSystem {
  std::string name;
  std::string about;
  double strip = 1.0;  ///< widest lateral cell over the narrowest, which lie along the edges of the dies
};
const std::vector<StressSystem>& stress_systems();

struct StressCase {
  Model model;
  GridPlan plan;
};

StressCase build_stress_system(const StressSystem& system, const StressSize& size);

}  // namespace strata::performance
