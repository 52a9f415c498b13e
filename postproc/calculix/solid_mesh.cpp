#include "postproc/calculix/solid_mesh.hpp"

#include "meshes/partition.hpp"

namespace strata {

std::array<std::array<int, 3>, 8> SolidMesh::corners(int i, int j, int k) {
  return {{{i, j, k},
           {i + 1, j, k},
           {i + 1, j + 1, k},
           {i, j + 1, k},
           {i, j, k + 1},
           {i + 1, j, k + 1},
           {i + 1, j + 1, k + 1},
           {i, j + 1, k + 1}}};
}

SolidMesh::SolidMesh(const Grid& grid, const std::vector<std::uint16_t>& material)
    : grid_(&grid), elements_(static_cast<std::size_t>(grid.n_cells()), 0) {
  const int nx = n_cells(Axis::x), ny = n_cells(Axis::y), nz = n_cells(Axis::z);
  nodes_.assign(static_cast<std::size_t>(nx + 1) * (ny + 1) * (nz + 1), 0);
  for (int k = 0; k < nz; ++k)
    for (int j = 0; j < ny; ++j)
      for (int i = 0; i < nx; ++i) {
        if (material[static_cast<std::size_t>(owned_index(i, j, k, nx, nz))] == 0) continue;
        elements_[cell(i, j, k)] = ++n_elements_;
        for (const auto& [a, b, c] : corners(i, j, k)) nodes_[corner(a, b, c)] = 1;
      }
  for (std::int64_t& number : nodes_)
    if (number > 0) number = ++n_nodes_;
}

std::vector<std::int32_t> SolidMesh::pieces() const {
  constexpr std::array<std::array<int, 3>, 6> kSteps{
      {{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}}};
  std::vector<std::int32_t> piece(elements_.size(), -1);
  std::vector<std::array<int, 3>> front;
  std::int32_t n_pieces = 0;
  const auto visit = [&](int i, int j, int k) {
    if (i < 0 || j < 0 || k < 0) return;
    if (i >= n_cells(Axis::x) || j >= n_cells(Axis::y) || k >= n_cells(Axis::z)) return;
    if (element(i, j, k) == 0 || piece[cell(i, j, k)] >= 0) return;
    piece[cell(i, j, k)] = n_pieces;
    front.push_back({i, j, k});
  };
  for_each_element([&](int i, int j, int k) {
    if (piece[cell(i, j, k)] >= 0) return;
    visit(i, j, k);
    while (!front.empty()) {
      const auto [a, b, c] = front.back();
      front.pop_back();
      for (const auto& [x, y, z] : kSteps) visit(a + x, b + y, c + z);
    }
    ++n_pieces;
  });
  return piece;
}

}  // namespace strata
