// The fields of a solution as a block for in-situ visualisation: mirrored once per look into buffers that
// stay, with the cells around that other ranks own.
#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "postproc/in_situ/block.hpp"
#include "postproc/in_situ/column_mirror.hpp"
#include "solver/heat_solution.hpp"
#include "solver/stress/stress_solution.hpp"

namespace strata {

class BlockMirror {
 public:
  /// Borrows both. Collective.
  BlockMirror(const Grid& grid, const Partition& partition);

  /// What is solved in a view: the temperatures and the stress under them, else the last load case of stress.
  /// Names are those of the ParaView files (vtr.hpp), and `heat_flux` where it is given. The block refers to
  /// this object until the next call. Collective. \param heat_flux  [W/m^2] three per owned cell; empty: none
  const InSituBlock& mirror(const SolutionView& view, const std::vector<float>& heat_flux);

  /// From now on these fields alone are mirrored. Alike on all ranks. \param names  empty: all
  void keep_only(const std::vector<std::string>& names);

  bool wants(const std::string& name) const { return wanted_.empty() || wanted_.count(name) > 0; }
  bool wants_stress() const;

 private:
  void mirror_heat(const SolutionView& view, const std::vector<float>& heat_flux);
  void mirror_stress(const StressStep& stress);
  void mirror_ghost_flags(const std::vector<std::uint16_t>& material);
  void find_hottest_place(const SolutionView& view);
  template <class T, class ValueOf>
  void add(const ColumnMirror& columns, const char* name, std::size_t n_components, ValueOf&& value_of);
  template <class T>
  std::vector<T>& next_buffer(std::deque<std::vector<T>>& buffers, std::size_t& used);
  template <class T>
  std::array<double, 2> range_of(const std::vector<T>& values, std::size_t n_components,
                                 bool on_points) const;

  const Grid& grid_;
  const Partition& partition_;
  Partition nodes_;
  ColumnMirror cell_columns_, point_columns_;
  std::deque<std::vector<double>> doubles_;
  std::deque<std::vector<float>> floats_;
  std::deque<std::vector<std::uint16_t>> ids_;
  std::size_t n_doubles_ = 0, n_floats_ = 0, n_ids_ = 0;  ///< in use
  std::vector<std::uint8_t> ghost_flags_;
  std::set<std::string> wanted_;
  InSituBlock block_;
};

}  // namespace strata
