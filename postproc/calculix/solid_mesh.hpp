// The cells with matter as elements and their corners as nodes, numbered from 1: x fastest, then y, then z.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "meshes/grid.hpp"

namespace strata {

class SolidMesh {
 public:
  /// \param material  per cell, x fastest, then z, then y; 0 is void. Borrows the grid.
  SolidMesh(const Grid& grid, const std::vector<std::uint16_t>& material);

  const Grid& grid() const { return *grid_; }
  int n_cells(Axis axis) const { return grid_->n_cells(axis); }
  std::int64_t n_nodes() const { return n_nodes_; }
  std::int64_t n_elements() const { return n_elements_; }

  /// Number of the element in cell (i, j, k); 0 in void.
  std::int64_t element(int i, int j, int k) const { return elements_[cell(i, j, k)]; }
  /// Number of the node on lines i, j, k; 0 where it touches no matter.
  std::int64_t node(int i, int j, int k) const { return nodes_[corner(i, j, k)]; }
  /// Lines i, j, k of the corners of cell (i, j, k), as C3D8I counts them: counter-clockwise below, then
  /// above.
  static std::array<std::array<int, 3>, 8> corners(int i, int j, int k);

  /// Pieces of matter: elements that share a face belong to one. 0, 1, ... per cell; -1 in void.
  std::vector<std::int32_t> pieces() const;

  /// Calls work(i, j, k) for every cell with matter in the order of their numbers.
  template <class Work>
  void for_each_element(Work&& work) const {
    for (int k = 0; k < n_cells(Axis::z); ++k)
      for (int j = 0; j < n_cells(Axis::y); ++j)
        for (int i = 0; i < n_cells(Axis::x); ++i)
          if (element(i, j, k) > 0) work(i, j, k);
  }
  /// The same for nodes and lines.
  template <class Work>
  void for_each_node(Work&& work) const {
    for (int k = 0; k <= n_cells(Axis::z); ++k)
      for (int j = 0; j <= n_cells(Axis::y); ++j)
        for (int i = 0; i <= n_cells(Axis::x); ++i)
          if (node(i, j, k) > 0) work(i, j, k);
  }

  /// Index of cell (i, j, k) in pieces().
  std::size_t cell(int i, int j, int k) const {
    const std::int64_t row = j + std::int64_t{k} * n_cells(Axis::y);
    return static_cast<std::size_t>(i + n_cells(Axis::x) * row);
  }

 private:
  std::size_t corner(int i, int j, int k) const {
    const std::int64_t row = j + std::int64_t{k} * (n_cells(Axis::y) + 1);
    return static_cast<std::size_t>(i + (n_cells(Axis::x) + 1) * row);
  }

  const Grid* grid_;
  std::vector<std::int64_t> elements_, nodes_;
  std::int64_t n_elements_ = 0, n_nodes_ = 0;
};

}  // namespace strata
