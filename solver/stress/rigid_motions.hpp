// The rigid motions that nothing holds: the null space of the elastic operator. They are projected out of
// loads and displacements, so that a free body needs no supports and feels no reactions.
#pragma once

#include <array>
#include <vector>

#include "solver/stress/elastic_system.hpp"

namespace strata {

class RigidMotions {
 public:
  /// Finds which combinations of three translations and three rotations leave every held displacement at 0.
  /// Borrows the system, which is one connected body. Collective.
  explicit RigidMotions(const ElasticSystem& system);

  int n() const { return static_cast<int>(motions_.size()); }

  /// Takes the motions out of a field of owned nodes: what is left is orthogonal to them. Collective.
  void remove(const NodeView& owned) const;

  /// The same for the displacement that is reported: the motion that fits it best by volume is taken out,
  /// which does not depend on the mesh. Collective.
  void remove_by_volume(const NodeView& owned) const;

  /// Largest |work of the forces on a motion| over the sum of |force|, for motions of unit size: 0 where the
  /// forces balance. Collective.
  double unbalance(const ConstNodeView& owned_forces) const;

  /// A displacement component of one node of the box, on the rank that owns it.
  struct Pin {
    std::int64_t node = 0;  ///< by NodeBox::node
    int component = 0;
    bool is_mine = false;  ///< false: another rank owns it
  };
  /// As many displacements as there are motions; holding them stops all motions, without reactions where the
  /// loads balance. Collective.
  std::vector<Pin> pins() const;

  /// Coefficients of the motions by translation along x, y, z and rotation about them, for places measured
  /// from centre() in units of length().
  const std::vector<std::array<double, 6>>& motions() const { return motions_; }
  const std::array<double, 3>& centre() const { return centre_; }  ///< [m]
  double length() const { return length_; }                        ///< [m]

 private:
  using Sums = std::array<double, 6>;
  // Weights by node of the box; empty: 1 everywhere.
  Sums sums_against_motions(const ConstNodeView& owned, const ConstCellView& weight) const;
  void find_motions();
  std::vector<double> moved(int i, int j, int k, int component) const;
  double scaled(int axis, int line) const;  ///< coordinate of a grid line
  std::vector<double> gram(const std::vector<double>& weight) const;
  void remove_weighted(const NodeView& owned, const ConstCellView& weight,
                       const std::vector<double>& gram) const;
  std::vector<double> node_volumes() const;

  const ElasticSystem* system_;
  std::array<double, 3> centre_{};
  double length_ = 1.0;
  std::vector<std::array<double, 6>> motions_;
  std::array<CellView, 3> place_;  ///< scaled coordinates of the box's node columns, along each axis
  std::vector<double> gram_;
};

}  // namespace strata
