// A package on a JEDEC test board, as a model.
#pragma once

#include <string>
#include <vector>

#include "inputs/jedec/environments.hpp"

namespace strata {

/// Puts a package in the middle of the board that its size asks for. The package keeps its mesh; lines grow
/// coarser outside it.
class BoardMount {
 public:
  /// Throws as test_board_for.
  explicit BoardMount(const Model& package);

  /// Outline of the package in the board's frame.
  const Rectangle& package() const { return package_; }

  /// Copper on the board from `distance` beside the package to the edges, as high as the package. Returns the
  /// four rectangles it is made of. Throws Error (deck) where the board has no room for it.
  std::vector<Rectangle> add_ring(double distance);

  Model take() && { return std::move(model_); }

 private:
  void move_package(const std::array<double, 3>& shift);
  void add_board();
  void add_probe(BodyIndex trace);
  void refine_package();
  MaterialId add_copper_layer(const std::string& name, double coverage);
  BodyIndex add_body(const std::string& name, BodyKind kind, MaterialId material, const Box& box);

  Model model_;
  TestBoard board_;
  Rectangle package_;
};

}  // namespace strata
