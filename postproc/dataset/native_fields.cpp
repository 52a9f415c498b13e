#include "postproc/dataset/native_fields.hpp"

#include "postproc/gather.hpp"
#include "postproc/stress/invariants.hpp"

namespace strata {

namespace {

/// A field of cells or nodes, layer after layer; empty on ranks other than 0.
template <class ValueOf>
std::vector<double> gather_whole(const Partition& partition, const ValueOf& value_of) {
  SlabGatherer gatherer(partition);
  std::vector<double> whole;
  if (partition.rank() == 0)
    whole.reserve(static_cast<std::size_t>(gatherer.nx()) * gatherer.ny() * partition.nz());
  for (int k = 0; k < partition.nz(); ++k) {
    const std::vector<double>& layer = gatherer.gather_values(k, value_of);
    whole.insert(whole.end(), layer.begin(), layer.end());
  }
  if (partition.rank() != 0) whole.clear();
  return whole;
}

std::vector<std::uint16_t> gather_ids(const Partition& partition, const std::vector<std::uint16_t>& owned) {
  SlabGatherer gatherer(partition);
  std::vector<std::uint16_t> whole;
  for (int k = 0; k < partition.nz(); ++k) {
    const std::vector<std::uint16_t>& layer = gatherer.gather(owned, k);
    whole.insert(whole.end(), layer.begin(), layer.end());
  }
  if (partition.rank() != 0) whole.clear();
  return whole;
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

std::optional<NativeFields> gather_native(const SolutionView& view) {
  const HeatSolution& heat = view.heat;
  NativeFields fields;
  fields.material = gather_ids(view.partition, heat.material);
  fields.temperature = gather_whole(view.partition, [&](std::size_t cell) { return heat.temperature[cell]; });
  fields.power_density = gather_whole(view.partition, [&](std::size_t cell) {
    return heat.material[cell] == 0 ? 0.0 : heat.power_density[cell];
  });
  if (view.partition.rank() != 0) return std::nullopt;
  fields.lines = view.plan.grid.lines;
  return fields;
}

std::optional<NativeStress> gather_stress(const SolutionView& view, const StressStep& step) {
  const Partition nodes = Partition::nodes_of(view.partition);
  const Grid& grid = view.plan.grid;
  const bool is_root = view.partition.rank() == 0;
  NativeStress fields;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::vector<double> at_nodes =
        gather_whole(nodes, [&](std::size_t node) { return step.displacement[3 * node + axis]; });
    if (!is_root) continue;
    fields.displacement[axis] = at_cells(at_nodes, static_cast<std::size_t>(grid.n_cells(Axis::x)),
                                         static_cast<std::size_t>(grid.n_cells(Axis::y)),
                                         static_cast<std::size_t>(grid.n_cells(Axis::z)));
  }
  for (std::size_t c = 0; c < fields.stress.size(); ++c) {
    fields.stress[c] =
        gather_whole(view.partition, [&](std::size_t cell) { return double{step.stress[cell][c]}; });
  }
  fields.von_mises =
      gather_whole(view.partition, [&](std::size_t cell) { return von_mises(as_voigt(step.stress[cell])); });
  if (!is_root) return std::nullopt;
  return fields;
}

}  // namespace strata
