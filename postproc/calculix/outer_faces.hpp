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

/// True where its centre lies in the patch, and where there is no patch.
bool lies_in(const Grid& grid, const OuterFace& face, const std::optional<Rectangle>& patch);

/// All on one face whose centres lie in `patch`.
std::vector<OuterFace> outer_faces(const SolidMesh& mesh, Face face, const std::optional<Rectangle>& patch);

}  // namespace strata
