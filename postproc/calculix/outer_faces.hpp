// Cell faces with matter on an outer face of the domain: where pressures act and supports hold.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "inputs/model.hpp"
#include "postproc/calculix/solid_mesh.hpp"

namespace strata {

struct OuterFace {
  std::array<int, 3> cell{};
  Face face{};
  /// Lines i, j, k of its four corners.
  std::array<std::array<int, 3>, 4> nodes() const;
};

/// All on one face whose centres lie in `patch`, everywhere where there is none.
std::vector<OuterFace> outer_faces(const SolidMesh& mesh, Face face, const std::optional<Rectangle>& patch);

}  // namespace strata
