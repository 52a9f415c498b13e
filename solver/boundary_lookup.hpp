// Which boundary a single face belongs to, for questions asked about few faces anywhere in the grid.
#pragma once

#include "meshes/components.hpp"
#include "physics/boundaries/surface_closure.hpp"

namespace strata {

class BoundaryLookup {
 public:
  /// Borrows both.
  BoundaryLookup(const Model& model, const Grid& grid) : model_(model), grid_(grid) {}

  /// Closure of the last boundary that claims this face; adiabatic where none does.
  SurfaceClosure closure(const CellFace& face) const;
  /// Does the temperature of the cell depend on this face?
  bool fixes_temperature(const CellFace& face) const;

 private:
  const Model& model_;
  const Grid& grid_;
};

/// The two other axes of a face normal to `axis`, in the order x, y, z.
inline std::array<Axis, 2> face_axes(int axis) {
  return {axis == 0 ? Axis::y : Axis::x, axis == 2 ? Axis::y : Axis::z};
}

/// Cell faces [lower, upper) along the two coordinates of its face that a boundary claims, whole faces
/// included.
struct FaceRange {
  std::array<int, 2> lower{}, upper{};
  bool contains(int u, int v) const { return u >= lower[0] && u < upper[0] && v >= lower[1] && v < upper[1]; }
};
FaceRange claimed_range(const Boundary& boundary, const Grid& grid);

}  // namespace strata
