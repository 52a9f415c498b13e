// The column multigrid: V(1,1) cycles of red-black sweeps over whole z columns, coarsening in x and y only,
// in float32. One cycle from z = 0 is a symmetric positive definite preconditioner of the heat operator.
#pragma once

#include <memory>
#include <vector>

#include "solver/multigrid/level_halo.hpp"
#include "solver/multigrid/sweeps.hpp"

namespace strata {

class ColumnMultigrid {
 public:
  /// Collective over the ranks of the partition.
  ColumnMultigrid(const Grid& grid, const Partition& partition, const FineRows& rows,
                  SweepSpace space = natural_sweep_space());

  const Level& finest() const { return hierarchy_.levels.front(); }
  const Hierarchy& hierarchy() const { return hierarchy_; }

  /// z = M^-1 b of the finest level, ghosts of z current. Collective.
  void cycle() const;

  // The parts of a cycle, for those who fuse the finest level with their own work.
  bool has_coarser() const { return hierarchy_.levels.size() > 1; }
  /// The coarser levels: z of level 1 from its b.
  void cycle_coarser() const { cycle_from(1); }
  void exchange(const FloatView& field) const { halos_.front().exchange(field); }
  void finish_down(
      int level) const;         ///< after red was solved from zero: black, residual to the coarser level
  void go_up(int level) const;  ///< correction from the coarser level, black, red

 private:
  void cycle_from(int level) const;
  void gather_right_hand_side() const;
  void take_own_correction() const;

  Hierarchy hierarchy_;
  std::vector<LevelHalo> halos_;
  std::unique_ptr<Sweeps> sweeps_;
};

}  // namespace strata
