// One level of the elastic multigrid. The finest shares its nodes out over the ranks like the operator;
// coarser ones every rank holds whole.
#pragma once

#include <cstdint>
#include <vector>

#include "solver/stress/elastic_data.hpp"
#include "solver/stress/elastic_system.hpp"
#include "solver/stress/multigrid/line_coarsening.hpp"
#include "solver/stress/multigrid/mode_algebra.hpp"
#include "solver/stress/multigrid/stress_data.hpp"

namespace strata {

/// CoarseData on the host.
struct CoarseRows {
  int n_cells = 0;  ///< of a row
  int n_layers = 0;
  int n_groups = 0;
  std::vector<std::int32_t> row;  ///< [j * n_layers + k]
  std::vector<float> strips;

  int n_strips() const {
    return n_groups == 0 ? 0
                         : static_cast<int>(strips.size() /
                                            (static_cast<std::size_t>(n_groups) * kModeNumbers * kGroup));
  }
  ModeNumbers numbers(std::int32_t strip, int cell) const;
};

using FloatView = Kokkos::View<float*, MemorySpace>;

struct StressLevel {
  NodeBox box;
  LateralLines lines;
  bool is_finest = false;
  ElasticData<float> fine{};  ///< of the finest
  CoarseRows rows;            ///< of coarser ones
  std::vector<std::uint8_t> free;
  float eigenvalue = 1.0F;  ///< largest of (column blocks)^-1 A, or a little more
  int visits = 1;           ///< of the next coarser level in each cycle

  FloatView r, x, d;
  Kokkos::View<std::int32_t*, MemorySpace> row_view, factor_view;
  Kokkos::View<float*, MemorySpace> strips_view, factors_view;
  Kokkos::View<std::uint8_t*, MemorySpace> free_view;
  Kokkos::View<std::int32_t*, MemorySpace> coarse_i, coarse_j;  ///< to the next level
  Kokkos::View<float*, MemorySpace> weight_i, weight_j;

  CoarseData coarse_data() const { return {box, rows.n_groups, row_view.data(), strips_view.data()}; }
  SmoothData smooth_data() const {
    return {box, free_view.data(), factor_view.data(), factors_view.data(), r.data(), x.data(), d.data()};
  }
  NodeTransfer transfer() const {
    return {coarse_i.data(), coarse_j.data(), weight_i.data(), weight_j.data()};
  }
};

}  // namespace strata
