// The elastic operator K of a rank: the forces that cells exert on nodes, matrix-free from the stiffness of
// each cell. Its unknowns are the free displacements; held ones and those of nodes without matter keep the
// value 0.
#pragma once

#include <memory>
#include <vector>

#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "physics/orthotropic_stiffness.hpp"
#include "solver/stress/elastic_data.hpp"
#include "solver/stress/node_halo.hpp"

namespace strata {

using NodeView = CellView;  ///< three displacements [m] or forces [N] per node; see node_box.hpp
using ConstNodeView = ConstCellView;

/// Stiffness of every cell of a box.
struct StiffnessField {
  static constexpr std::int32_t kVoidCell = -1;
  std::vector<OrthotropicStiffness> list;
  std::vector<std::int32_t> of_cell;  ///< index into `list` or kVoidCell, by NodeBox::cell
};

/// Rows of stiffnesses in the memory of kernels, in one precision.
template <class Real>
struct StiffnessStrips {
  Kokkos::View<Real*, MemorySpace> strips;
  Kokkos::View<Real*, MemorySpace> a, b, c;
};

class ElasticSystem {
 public:
  /// Borrows grid and partitions.
  /// \param nodes  Partition::nodes_of(cells)
  /// \param held   by NodeBox::node: bit 1 << component is set where the displacement is given; of ghosts it
  ///               does not matter
  /// Collective.
  ElasticSystem(const Grid& grid, const Partition& nodes, StiffnessField field,
                std::vector<std::uint8_t> held);

  const Grid& grid() const { return *grid_; }
  const Partition& nodes() const { return *nodes_; }
  const NodeBox& box() const { return box_; }
  const StiffnessField& field() const { return field_; }
  const NodeHalo& halo() const { return halo_; }
  /// By NodeBox::node: bits of the displacements that are free, on nodes with matter.
  const std::vector<std::uint8_t>& free() const { return free_; }
  /// By NodeBox::node: the node belongs to a cell that is not void.
  bool has_matter(std::int64_t node) const { return has_matter_[static_cast<std::size_t>(node)] != 0; }
  std::int64_t n_unknowns() const { return n_unknowns_; }  ///< all ranks

  /// Edges of the box's cells [m].
  const std::vector<double>& edges(Axis axis) const { return edges_[static_cast<int>(axis)]; }

  /// Distinct rows of cells: index of each row by NodeBox::cell_row, and a row of cells for each index.
  const std::vector<std::int32_t>& row_of() const { return row_of_; }
  const std::vector<std::int64_t>& first_cell_of_row() const { return first_cell_; }

  /// What kernels read; float strips are made when first asked for.
  template <class Real>
  ElasticData<Real> data() const;

  /// y = K x on owned nodes, both with the layout of owned nodes; 0 where a displacement is not free.
  /// x of those is not looked at but must be 0. Collective.
  void apply(const ConstNodeView& x, const NodeView& y) const;

  /// Forces of all cells on all nodes of the box, whether free or not; x on the box with its ghosts. On the
  /// host layout of owned nodes; for loads and reactions. Collective only through the ghosts of x.
  void forces(const ConstNodeView& x_on_box, const NodeView& y_on_box) const;

  /// What rounding makes of ||K x||: the machine's precision times the forces that would hold each
  /// displacement of x if all others were 0 [N]. x on owned nodes. Collective.
  double rounding_of_forces(const ConstNodeView& x) const;

  /// A field on the box from one on owned nodes, ghosts included. Collective.
  NodeView on_box(const ConstNodeView& owned) const;

 private:
  template <class Real>
  StiffnessStrips<Real> make_strips() const;
  void find_rows();
  void find_matter();
  void complete_ghosts();

  const Grid* grid_;
  const Partition* nodes_;
  NodeBox box_;
  StiffnessField field_;
  NodeHalo halo_;
  std::array<std::vector<double>, 3> edges_;
  std::vector<std::uint8_t> has_matter_, free_;
  std::vector<std::int32_t> row_of_;
  std::vector<std::int64_t> first_cell_;
  std::int64_t n_unknowns_ = 0;
  Kokkos::View<std::int32_t*, MemorySpace> row_;
  Kokkos::View<std::uint8_t*, MemorySpace> empty_, free_on_device_;
  StiffnessStrips<double> in_double_;
  mutable StiffnessStrips<float> in_float_;
  mutable NodeView x_box_, y_box_;  ///< work space of apply where the box has ghosts
};

}  // namespace strata
