// The elastic operator on a grid of a case's own, with stiffness and fields given as functions of the place:
// for what decks cannot say.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include <mpi.h>

#include "meshes/grid.hpp"
#include "meshes/partition.hpp"
#include "solver/stress/elastic_system.hpp"

namespace strata::verification {

using Vector = std::array<double, 3>;
using VectorField = std::function<Vector(const Vector& place)>;
using StiffnessOf = std::function<OrthotropicStiffness(const Vector& place)>;

/// An elastic body that fills its grid.
class ElasticBody {
 public:
  /// \param stiffness    at the middle of each cell
  /// \param is_held      all displacements of the outer faces are held at 0, else none
  ElasticBody(MPI_Comm comm, Grid grid, const StiffnessOf& stiffness, bool is_held);

  const Grid& grid() const { return grid_; }
  const ElasticSystem& system() const { return *system_; }
  const NodeBox& box() const { return system_->box(); }

  /// Place of a node or, half-way to the next, of a cell of the box [m]. \param shift  0 or 0.5
  Vector place(int i, int j, int k, double shift) const;

  /// Share of a node in the volume of the cells around it [m^3].
  double node_volume(int i, int j, int k) const;

  /// A field at the nodes that this rank owns, 0 where the displacement is held.
  NodeView owned_nodes(const VectorField& field) const;
  /// The same on the box, ghosts included, held or not.
  NodeView box_nodes(const VectorField& field) const;
  /// Displacements on the box under a body force [N/m^3], those of the outer faces given (the body must be
  /// held). Throws SolveError where the solver does not converge.
  NodeView solve(const VectorField& force, const VectorField& given, double tolerance) const;

  /// visit(i, j, k, edges, stiffness, corners[component][corner]) for each cell this rank owns, with the
  /// displacements of its corners out of a field on the box.
  using CellVisitor = std::function<void(int i, int j, int k, const Vector& edges,
                                         const OrthotropicStiffness& stiffness, double (*corners)[8])>;
  void visit_cells(const NodeView& on_box, const CellVisitor& visit) const;

  /// visit(i, j, k) for each node of the box that this rank owns.
  template <class Visitor>
  void visit_owned_nodes(const Visitor& visit) const {
    for (int j = box().own_j0; j < box().own_j1; ++j)
      for (int k = 0; k < box().nz; ++k)
        for (int i = box().own_i0; i < box().own_i1; ++i) visit(i, j, k);
  }
  /// Is the place of a node on an outer face?
  bool on_face(const Vector& place) const;

  MPI_Comm comm() const { return cells_.comm(); }

 private:
  /// Work-equivalent forces of a body force on the corners of a cell, added to a field on the box [N].
  void add_cell_forces(const std::array<int, 3>& cell, const VectorField& force,
                       std::vector<double>& on_box) const;
  NodeView body_forces(const VectorField& force) const;
  /// What a field on the box has on owned nodes, 0 where the displacement is held.
  NodeView free_part(const std::vector<double>& on_box) const;

  Grid grid_;
  Partition cells_;
  Partition nodes_;
  std::unique_ptr<ElasticSystem> system_;
};

/// Sum or maximum over the ranks.
double sum_over_ranks(double value, MPI_Comm comm);
double largest_over_ranks(double value, MPI_Comm comm);

}  // namespace strata::verification
