#include "postproc/in_situ/block_mirror.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "postproc/stress/invariants.hpp"

namespace strata {
namespace {

/// Place of VTK's components of a symmetric tensor, xx yy zz xy yz xz, among ours.
constexpr std::array<std::size_t, 6> kVtkTensorOrder{0, 1, 2, 5, 3, 4};

/// The columns of a rank and one more on every side where there are any.
Window with_neighbours(const Window& own, const Grid& grid) {
  return {std::max(own.i0 - 1, 0), std::min(own.i1 + 1, grid.n_cells(Axis::x)), std::max(own.j0 - 1, 0),
          std::min(own.j1 + 1, grid.n_cells(Axis::y))};
}

std::vector<Window> wanted_cells(const Grid& grid, const Partition& cells) {
  std::vector<Window> wanted;
  wanted.reserve(static_cast<std::size_t>(cells.n_ranks()));
  for (int rank = 0; rank < cells.n_ranks(); ++rank)
    wanted.push_back(with_neighbours(cells.window(rank), grid));
  return wanted;
}

std::vector<Window> wanted_nodes(const Grid& grid, const Partition& cells) {
  std::vector<Window> wanted = wanted_cells(grid, cells);
  for (Window& window : wanted) {
    ++window.i1;
    ++window.j1;
  }
  return wanted;
}

template <class T>
constexpr InSituNumber number_of() {
  if constexpr (std::is_same_v<T, double>) return InSituNumber::float64;
  if constexpr (std::is_same_v<T, float>) return InSituNumber::float32;
  if constexpr (std::is_same_v<T, std::uint16_t>) return InSituNumber::uint16;
  return InSituNumber::uint8;
}

/// The load case that is looked at: the one under the solved heat, else the last.
const StressStep* shown_step(const SolutionView& view) {
  if (view.stress == nullptr || view.stress->steps.empty()) return nullptr;
  const auto under_heat = std::find_if(view.stress->steps.begin(), view.stress->steps.end(),
                                       [](const StressStep& step) { return std::isnan(step.temperature); });
  return under_heat != view.stress->steps.end() ? &*under_heat : &view.stress->steps.back();
}

}  // namespace

BlockMirror::BlockMirror(const Grid& grid, const Partition& partition)
    : grid_(grid),
      partition_(partition),
      nodes_(Partition::nodes_of(partition)),
      cell_columns_(partition_, wanted_cells(grid, partition)),
      point_columns_(nodes_, wanted_nodes(grid, partition)) {
  const Window& seen = cell_columns_.window();
  block_.extent = {seen.i0, seen.i1, seen.j0, seen.j1, 0, grid.n_cells(Axis::z)};
  block_.whole_extent = {0, grid.n_cells(Axis::x), 0, grid.n_cells(Axis::y), 0, grid.n_cells(Axis::z)};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    block_.lines[axis] = grid.lines[axis].data() + block_.extent[2 * axis];
    block_.whole_lines[axis] = grid.lines[axis].data();
  }
}

const InSituBlock& BlockMirror::mirror(const SolutionView& view, const std::vector<float>& heat_flux) {
  n_doubles_ = n_floats_ = n_ids_ = 0;
  block_.fields.clear();
  mirror_ghost_flags(view.heat.material);
  mirror_heat(view, heat_flux);
  if (const StressStep* step = shown_step(view)) mirror_stress(*step);
  find_hottest_place(view);
  return block_;
}

void BlockMirror::keep_only(const std::vector<std::string>& names) {
  wanted_ = {names.begin(), names.end()};
  block_.fields.clear();
  doubles_.clear();
  floats_.clear();
  ids_.clear();
}

bool BlockMirror::wants_stress() const {
  const auto fields = {"stress", "von_mises", "principal_max", "interface_traction", "displacement"};
  return std::any_of(fields.begin(), fields.end(), [this](const char* name) { return wants(name); });
}

template <class T>
std::vector<T>& BlockMirror::next_buffer(std::deque<std::vector<T>>& buffers, std::size_t& used) {
  if (used == buffers.size()) buffers.emplace_back();
  return buffers[used++];
}

template <class T, class ValueOf>
void BlockMirror::add(const ColumnMirror& columns, const char* name, std::size_t n_components,
                      ValueOf&& value_of) {
  if (!wants(name)) return;
  std::vector<T>* buffer = nullptr;
  if constexpr (std::is_same_v<T, double>) buffer = &next_buffer(doubles_, n_doubles_);
  if constexpr (std::is_same_v<T, float>) buffer = &next_buffer(floats_, n_floats_);
  if constexpr (std::is_same_v<T, std::uint16_t>) buffer = &next_buffer(ids_, n_ids_);
  columns.fill(*buffer, n_components, std::forward<ValueOf>(value_of));
  InSituField field;
  field.name = name;
  field.is_on_points = &columns == &point_columns_;
  field.number = number_of<T>();
  field.n_components = static_cast<int>(n_components);
  field.values = buffer->data();
  field.n_tuples = columns.n_values();
  field.range = range_of(*buffer, n_components, field.is_on_points);
  block_.fields.push_back(std::move(field));
}

template <class T>
std::array<double, 2> BlockMirror::range_of(const std::vector<T>& values, std::size_t n_components,
                                            bool on_points) const {
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  for (std::size_t n = 0; n < values.size() / n_components; ++n) {
    if (!on_points && ghost_flags_[n] != 0) continue;
    auto value = static_cast<double>(values[n * n_components]);
    if (n_components == 3) {
      const T* v = values.data() + 3 * n;
      value = std::hypot(static_cast<double>(v[0]), static_cast<double>(v[1]), static_cast<double>(v[2]));
    }
    if (std::isnan(value)) continue;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  std::array<double, 2> ends{-lowest, highest};
  MPI_Allreduce(MPI_IN_PLACE, ends.data(), 2, MPI_DOUBLE, MPI_MAX, partition_.comm());
  return {-ends[0], ends[1]};
}

void BlockMirror::mirror_ghost_flags(const std::vector<std::uint16_t>& material) {
  cell_columns_.fill(ghost_flags_, 1, [&](std::size_t cell, std::uint8_t* flag) {
    *flag = material[cell] == 0 ? InSituBlock::kHiddenCell : 0;
  });
  const Window& seen = cell_columns_.window();
  const Window& own = partition_.window();
  std::size_t n = 0;
  for (int k = 0; k < partition_.nz(); ++k)
    for (int j = seen.j0; j < seen.j1; ++j)
      for (int i = seen.i0; i < seen.i1; ++i, ++n)
        if (i < own.i0 || i >= own.i1 || j < own.j0 || j >= own.j1)
          ghost_flags_[n] |= InSituBlock::kForeignCell;
  block_.ghost_flags = ghost_flags_.data();
}

void BlockMirror::mirror_heat(const SolutionView& view, const std::vector<float>& heat_flux) {
  const HeatSolution& heat = view.heat;
  const auto copy = [](const auto& field) {
    return [&field](std::size_t cell, auto* value) { *value = field[cell]; };
  };
  if (view.model.solves_heat) add<double>(cell_columns_, "temperature", 1, copy(heat.temperature));
  add<std::uint16_t>(cell_columns_, "material", 1, copy(heat.material));
  if (view.model.solves_heat) add<double>(cell_columns_, "power_density", 1, copy(heat.power_density));
  if (heat_flux.empty()) return;
  add<float>(cell_columns_, "heat_flux", 3, [&](std::size_t cell, float* values) {
    for (std::size_t axis = 0; axis < 3; ++axis) values[axis] = heat_flux[3 * cell + axis];
  });
}

void BlockMirror::mirror_stress(const StressStep& stress) {
  add<float>(cell_columns_, "stress", 6, [&](std::size_t cell, float* values) {
    for (const std::size_t component : kVtkTensorOrder) *values++ = stress.stress[cell][component];
  });
  add<float>(cell_columns_, "von_mises", 1, [&](std::size_t cell, float* value) {
    *value = static_cast<float>(von_mises(as_voigt(stress.stress[cell])));
  });
  add<float>(cell_columns_, "principal_max", 1, [&](std::size_t cell, float* value) {
    *value = static_cast<float>(principal_stresses(as_voigt(stress.stress[cell]))[0]);
  });
  add<float>(cell_columns_, "interface_traction", 3, [&](std::size_t cell, float* values) {
    for (const float component : stress.interface_traction[cell]) *values++ = component;
  });
  // Nodes without matter stay where they are, so that warping by the vector leaves no point undefined.
  add<float>(point_columns_, "displacement", 3, [&](std::size_t node, float* values) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double value = stress.displacement[3 * node + axis];
      values[axis] = std::isnan(value) ? 0.0F : static_cast<float>(value);
    }
  });
}

void BlockMirror::find_hottest_place(const SolutionView& view) {
  struct {
    double value;
    int rank;
  } hottest{-std::numeric_limits<double>::infinity(), partition_.rank()};
  const Window& own = partition_.window();
  std::array<int, 3> at{own.i0, own.j0, 0};
  const int nz = partition_.nz();
  for (std::size_t n = 0; n < view.heat.temperature.size(); ++n) {
    if (!(view.heat.temperature[n] > hottest.value)) continue;
    hottest.value = view.heat.temperature[n];
    const auto cell = static_cast<int>(n % static_cast<std::size_t>(own.nx()));
    const auto row = static_cast<int>(n / static_cast<std::size_t>(own.nx()));
    at = {own.i0 + cell, own.j0 + row / nz, row % nz};
  }
  MPI_Allreduce(MPI_IN_PLACE, &hottest, 1, MPI_DOUBLE_INT, MPI_MAXLOC, partition_.comm());
  MPI_Bcast(at.data(), 3, MPI_INT, hottest.rank, partition_.comm());
  for (std::size_t axis = 0; axis < 3; ++axis)
    block_.hottest_place[axis] = grid_.centre(static_cast<Axis>(axis), at[axis]);
}

}  // namespace strata
