#include "postproc/calculix/outer_faces.hpp"

namespace strata {
namespace {

int axis_of(Face face) {
  return static_cast<int>(face) / 2;
}

bool is_upper(Face face) {
  return static_cast<int>(face) % 2 == 1;
}

/// The two other axes, in the order x, y, z.
std::array<int, 2> axes_along(Face face) {
  const int across = axis_of(face);
  return {across == 0 ? 1 : 0, across == 2 ? 1 : 2};
}

}  // namespace

std::array<std::array<int, 3>, 4> OuterFace::nodes() const {
  const auto [u, v] = axes_along(face);
  std::array<std::array<int, 3>, 4> all{};
  for (int n = 0; n < 4; ++n) {
    all[n] = cell;
    if (is_upper(face)) ++all[n][axis_of(face)];
    all[n][u] += n % 2;
    all[n][v] += n / 2;
  }
  return all;
}

bool lies_in(const Grid& grid, const OuterFace& face, const std::optional<Rectangle>& patch) {
  if (!patch) return true;
  const auto axes = axes_along(face.face);
  for (std::size_t n = 0; n < 2; ++n) {
    const double centre = grid.centre(static_cast<Axis>(axes[n]), face.cell[axes[n]]);
    if (centre < patch->lower[n] || centre > patch->upper[n]) return false;
  }
  return true;
}

std::vector<OuterFace> outer_faces(const SolidMesh& mesh, Face face, const std::optional<Rectangle>& patch) {
  const auto [u, v] = axes_along(face);
  std::vector<OuterFace> all;
  OuterFace one{{}, face};
  one.cell[axis_of(face)] = is_upper(face) ? mesh.n_cells(static_cast<Axis>(axis_of(face))) - 1 : 0;
  for (one.cell[v] = 0; one.cell[v] < mesh.n_cells(static_cast<Axis>(v)); ++one.cell[v]) {
    for (one.cell[u] = 0; one.cell[u] < mesh.n_cells(static_cast<Axis>(u)); ++one.cell[u]) {
      if (mesh.element(one.cell[0], one.cell[1], one.cell[2]) > 0 && lies_in(mesh.grid(), one, patch))
        all.push_back(one);
    }
  }
  return all;
}

}  // namespace strata
