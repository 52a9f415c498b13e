// The cells of a level, row by row, in the form of their modes: what coarser cells and column factors are
// made of.
#pragma once

#include <tuple>
#include <vector>

#include "solver/stress/multigrid/stress_level.hpp"

namespace strata {

/// Cells of the finest level in the form of their modes.
class FineCells {
 public:
  explicit FineCells(const ElasticSystem& system) : system_(system) {
    for (const OrthotropicStiffness& of : system.field().list)
      stiffness_.push_back(cell_stiffness<double>(of));
  }

  using Key = std::tuple<std::int32_t, double, double>;  ///< row, and edges along y and z
  Key key(int j, int k) const {
    const std::int32_t row = system_.row_of()[static_cast<std::size_t>(system_.box().cell_row(j, k))];
    return {row, system_.edges(Axis::y)[static_cast<std::size_t>(j)],
            system_.edges(Axis::z)[static_cast<std::size_t>(k)]};
  }
  ModeNumbers numbers(const Key& key, int i) const {
    const auto first =
        static_cast<std::size_t>(system_.first_cell_of_row()[static_cast<std::size_t>(std::get<0>(key))]);
    const std::int32_t of = system_.field().of_cell[first + static_cast<std::size_t>(i)];
    if (of == StiffnessField::kVoidCell) return {};
    return expand(cell_modes(stiffness_[static_cast<std::size_t>(of)],
                             system_.edges(Axis::x)[static_cast<std::size_t>(i)], std::get<1>(key),
                             std::get<2>(key)));
  }

 private:
  const ElasticSystem& system_;
  std::vector<CellStiffness<double>> stiffness_;
};

/// Those of a coarser one.
class CoarseCells {
 public:
  explicit CoarseCells(const StressLevel& level) : level_(level) {}

  using Key = std::tuple<std::int32_t, double, double>;
  Key key(int j, int k) const {
    const auto& y = level_.lines.axes[1].place;
    return {level_.rows.row[static_cast<std::size_t>(level_.box.cell_row(j, k))],
            y[static_cast<std::size_t>(j) + 1] - y[static_cast<std::size_t>(j)], 0.0};
  }
  ModeNumbers numbers(const Key& key, int i) const {
    return std::get<0>(key) < 0 ? ModeNumbers{} : level_.rows.numbers(std::get<0>(key), i);
  }

 private:
  const StressLevel& level_;
};

}  // namespace strata
