#include "postproc/dataset/native_fields.hpp"

#include <utility>

#include "postproc/gather.hpp"
#include "postproc/stress/invariants.hpp"

namespace strata {

namespace {

/// Layers one after the other. \param layer_of  of the layer's number; empty on ranks other than 0
template <class T, class LayerOf>
void join_layers(const Partition& partition, const LayerOf& layer_of, std::vector<T>& whole) {
  whole.clear();
  for (int k = 0; k < partition.nz(); ++k) {
    const std::vector<T>& layer = layer_of(k);
    if (partition.rank() == 0) whole.insert(whole.end(), layer.begin(), layer.end());
  }
}

/// A field of cells or nodes.
template <class ValueOf>
void gather_whole(const Partition& partition, const ValueOf& value_of, std::vector<double>& whole) {
  SlabGatherer gatherer(partition);
  join_layers(
      partition, [&](int k) -> const auto& { return gatherer.gather_values(k, value_of); }, whole);
}

void gather_ids(const Partition& partition, const std::vector<std::uint16_t>& owned,
                std::vector<std::uint16_t>& whole) {
  SlabGatherer gatherer(partition);
  join_layers(
      partition, [&](int k) -> const auto& { return gatherer.gather(owned, k); }, whole);
}

/// Cell means of a field on nodes.
std::vector<double> at_cells(const std::vector<double>& nodes, std::size_t nx, std::size_t ny,
                             std::size_t nz) {
  std::vector<double> cells;
  cells.reserve(nx * ny * nz);
  const std::size_t row = nx + 1, layer = row * (ny + 1);
  for (std::size_t k = 0; k < nz; ++k) {
    for (std::size_t j = 0; j < ny; ++j) {
      const double* node = nodes.data() + k * layer + j * row;
      for (std::size_t i = 0; i < nx; ++i, ++node) {
        const double lower = node[0] + node[1] + node[row] + node[row + 1];
        const double* above = node + layer;
        cells.push_back(0.125 * (lower + above[0] + above[1] + above[row] + above[row + 1]));
      }
    }
  }
  return cells;
}

}  // namespace

std::optional<NativeFields> gather_native(const SolutionView& view, NativeFields memory) {
  const HeatSolution& heat = view.heat;
  NativeFields fields = std::move(memory);
  gather_ids(view.partition, heat.material, fields.material);
  gather_whole(
      view.partition, [&](std::size_t cell) { return heat.temperature[cell]; }, fields.temperature);
  gather_whole(
      view.partition,
      [&](std::size_t cell) { return heat.material[cell] == 0 ? 0.0 : heat.power_density[cell]; },
      fields.power_density);
  if (view.partition.rank() != 0) return std::nullopt;
  fields.lines = view.plan.grid.lines;
  return fields;
}

std::optional<NativeStress> gather_stress(const SolutionView& view, const StressStep& step) {
  const Partition nodes = Partition::nodes_of(view.partition);
  const Grid& grid = view.plan.grid;
  const bool is_root = view.partition.rank() == 0;
  NativeStress fields;
  std::vector<double> at_nodes;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    gather_whole(
        nodes, [&](std::size_t node) { return step.displacement[3 * node + axis]; }, at_nodes);
    if (!is_root) continue;
    fields.displacement[axis] = at_cells(at_nodes, static_cast<std::size_t>(grid.n_cells(Axis::x)),
                                         static_cast<std::size_t>(grid.n_cells(Axis::y)),
                                         static_cast<std::size_t>(grid.n_cells(Axis::z)));
  }
  for (std::size_t c = 0; c < fields.stress.size(); ++c) {
    gather_whole(
        view.partition, [&](std::size_t cell) { return double{step.stress[cell][c]}; }, fields.stress[c]);
  }
  gather_whole(
      view.partition, [&](std::size_t cell) { return von_mises(as_voigt(step.stress[cell])); },
      fields.von_mises);
  if (!is_root) return std::nullopt;
  return fields;
}

}  // namespace strata
