// Ghost columns of a field of one level, filled from the ranks beside this one. Sweeps reach across faces
// only, so corners are not exchanged.
#pragma once

#include <vector>

#include "solver/multigrid/hierarchy.hpp"

namespace strata {

class LevelHalo {
 public:
  explicit LevelHalo(const Level& level);
  /// \param field  on the layout of the level's z. Collective over the ranks of the level.
  void exchange(const FloatView& field) const;
  bool is_alone() const { return links_.empty(); }

 private:
  /// What goes to and comes from one neighbour.
  struct Link {
    int rank = MPI_PROC_NULL;
    int axis = 0;
    int inner = 0;  ///< own column or row beside the neighbour, and the ghost behind it
    int outer = 0;
    FloatView outgoing, incoming;
    FloatView::HostMirror host_outgoing, host_incoming;
  };
  void pack(const FloatView& field, const Link& link) const;
  void unpack(const FloatView& field, const Link& link) const;

  MPI_Comm comm_;
  LevelData data_;
  std::vector<Link> links_;
};

}  // namespace strata
