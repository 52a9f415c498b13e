#include "solver/heat_sources.hpp"

#include <algorithm>
#include <cmath>

#include "meshes/rasterize.hpp"
#include "solver/report_errors.hpp"

namespace strata {

namespace {

// A map's tiles may miss a sliver of the grid where lines merged; more than this is a mistake, not a sliver.
constexpr double kLargestMapLoss = 0.02;

/// One source on this rank: its columns, its layers, and the heat of each column.
struct MappedSource {
  int i0 = 0, i1 = 0, j0 = 0, j1 = 0;  ///< owned columns, global numbers
  int k0 = 0, k1 = 0;                  ///< cell layers; of a sheet the layer of its body
  int k_line = -1;                     ///< of a sheet
  bool is_above = false;               ///< the sheet's body is above the line
  std::vector<double> heat;            ///< [W] [(j - j0) * (i1 - i0) + (i - i0)]
  const HeatSource* source = nullptr;
};

double span(const std::vector<double>& lines, int from, int to) {
  return lines[to] - lines[from];
}

/// The line a sheet lies on and the side its body is on.
void place_sheet(const Model& model, const Grid& grid, const HeatSource& source, MappedSource& mapped) {
  const Box& body = model.geometry.bodies.at(static_cast<std::size_t>(source.body)).box;
  mapped.k_line = nearest_line(grid, Axis::z, source.region.lower[2]);
  const bool is_bottom = nearest_line(grid, Axis::z, body.lower[2]) == mapped.k_line;
  const bool is_top = nearest_line(grid, Axis::z, body.upper[2]) == mapped.k_line;
  if (is_bottom == is_top) {
    throw deck_error(model, source.position,
                     "the sheet source '" + source.target + "' is not on a face of its body");
  }
  mapped.is_above = is_bottom;
  mapped.k0 = is_bottom ? mapped.k_line : mapped.k_line - 1;
  mapped.k1 = mapped.k0 + 1;
}

MappedSource map_source(const Model& model, const Grid& grid, const Window& window,
                        const HeatSource& source) {
  MappedSource mapped;
  mapped.source = &source;
  Box box = source.region;
  if (source.is_sheet) {
    place_sheet(model, grid, source, mapped);
    box.lower[2] = grid.lines[2][mapped.k0];
    box.upper[2] = grid.lines[2][mapped.k1];
  }
  const CellRange cells = cells_of(grid, box);
  if (cells.empty()) {
    throw deck_error(model, source.position, "the source '" + source.target + "' covers no cell of the mesh");
  }
  mapped.k0 = cells.lower[2];
  mapped.k1 = cells.upper[2];
  mapped.i0 = std::max(cells.lower[0], window.i0);
  mapped.i1 = std::min(cells.upper[0], window.i1);
  mapped.j0 = std::max(cells.lower[1], window.j0);
  mapped.j1 = std::min(cells.upper[1], window.j1);
  if (mapped.i0 >= mapped.i1 || mapped.j0 >= mapped.j1) return mapped;
  const auto& x = grid.lines[0];
  const auto& y = grid.lines[1];
  if (!source.map.empty()) {
    mapped.heat = raster_sum(source.map, x, y, mapped.i0, mapped.i1, mapped.j0, mapped.j1);
    return mapped;
  }
  const double density =
      source.power / (span(x, cells.lower[0], cells.upper[0]) * span(y, cells.lower[1], cells.upper[1]));
  for (int j = mapped.j0; j < mapped.j1; ++j) {
    for (int i = mapped.i0; i < mapped.i1; ++i) {
      mapped.heat.push_back(density * span(x, i, i + 1) * span(y, j, j + 1));
    }
  }
  return mapped;
}

/// First cell number of this source that is void though heat goes there, or kNoCell.
std::int64_t first_void(const MappedSource& mapped, const Grid& grid, const Partition& partition,
                        const std::vector<std::uint16_t>& material) {
  const Window& w = partition.window();
  std::int64_t first = kNoCell;
  for (int k = mapped.k0; k < mapped.k1; ++k) {
    std::size_t column = 0;
    for (int j = mapped.j0; j < mapped.j1; ++j) {
      for (int i = mapped.i0; i < mapped.i1; ++i, ++column) {
        const auto cell = ghosted_index(i - w.i0, j - w.j0, k, w.nx(), partition.nz());
        if (mapped.heat[column] != 0.0 && material[static_cast<std::size_t>(cell)] == 0) {
          first = std::min(first, cell_number(grid, i, j, k));
        }
      }
    }
  }
  return first;
}

/// Watts a map lost to merged lines are given back in proportion; what lies in void is an error.
void check_and_rescale(const Model& model, const Grid& grid, const Partition& partition,
                       const std::vector<std::uint16_t>& material, std::vector<MappedSource>& mapped) {
  const std::size_t n = mapped.size();
  std::vector<double> arrived(n, 0.0);
  std::vector<std::int64_t> voids(n, kNoCell);
  for (std::size_t s = 0; s < n; ++s) {
    for (const double q : mapped[s].heat) arrived[s] += q;
    voids[s] = first_void(mapped[s], grid, partition, material);
  }
  const int count = static_cast<int>(n);
  MPI_Allreduce(MPI_IN_PLACE, arrived.data(), count, MPI_DOUBLE, MPI_SUM, partition.comm());
  MPI_Allreduce(MPI_IN_PLACE, voids.data(), count, MPI_INT64_T, MPI_MIN, partition.comm());
  for (std::size_t s = 0; s < n; ++s) {
    const HeatSource& source = *mapped[s].source;
    if (voids[s] != kNoCell) {
      throw deck_error(model, source.position,
                       "the source '" + source.target +
                           "' would release heat in void: " + describe_cell(model, grid, voids[s]));
    }
    if (!std::isfinite(source.power) || !std::isfinite(arrived[s]) ||
        std::abs(arrived[s] - source.power) > kLargestMapLoss * std::abs(source.power)) {
      throw deck_error(model, source.position,
                       "the map of '" + source.target + "' brings " + std::to_string(arrived[s]) + " W of " +
                           std::to_string(source.power) + " W to its target");
    }
    const double factor = arrived[s] != 0.0 ? source.power / arrived[s] : 0.0;
    for (double& q : mapped[s].heat) q *= factor;
  }
}

void add_sheet(const MappedSource& mapped, const Window& w, std::vector<SheetPlane>& planes) {
  auto at = std::lower_bound(planes.begin(), planes.end(), mapped.k_line,
                             [](const SheetPlane& p, int k) { return p.k_line < k; });
  if (at == planes.end() || at->k_line != mapped.k_line)
    at = planes.insert(at, SheetPlane{mapped.k_line, {}, {}});
  std::vector<double>& side = mapped.is_above ? at->above : at->below;
  side.resize(static_cast<std::size_t>(w.nx()) * w.ny(), 0.0);
  std::size_t column = 0;
  for (int j = mapped.j0; j < mapped.j1; ++j) {
    for (int i = mapped.i0; i < mapped.i1; ++i, ++column) {
      side[static_cast<std::size_t>(j - w.j0) * w.nx() + (i - w.i0)] += mapped.heat[column];
    }
  }
}

void add_volume(const MappedSource& mapped, const Grid& grid, const Partition& partition,
                std::vector<double>& volume) {
  const Window& w = partition.window();
  volume.resize(static_cast<std::size_t>(partition.n_owned()), 0.0);
  const double height = span(grid.lines[2], mapped.k0, mapped.k1);
  for (int k = mapped.k0; k < mapped.k1; ++k) {
    const double share = grid.spacing(Axis::z, k) / height;
    std::size_t column = 0;
    for (int j = mapped.j0; j < mapped.j1; ++j) {
      for (int i = mapped.i0; i < mapped.i1; ++i, ++column) {
        const auto cell = owned_index(i - w.i0, j - w.j0, k, w.nx(), partition.nz());
        volume[static_cast<std::size_t>(cell)] += share * mapped.heat[column];
      }
    }
  }
}

/// Cell by cell, since each has a temperature of its own.
void add_leaking(const MappedSource& mapped, std::ptrdiff_t source, const Grid& grid,
                 const Partition& partition, HeatLoads& loads) {
  if (mapped.heat.empty()) return;
  using Place = LeakingHeat::Place;
  const Window& w = partition.window();
  const Place place = mapped.k_line < 0 ? Place::volume
                      : mapped.is_above ? Place::lower_face
                                        : Place::upper_face;
  const double height = span(grid.lines[2], mapped.k0, mapped.k1);
  for (int k = mapped.k0; k < mapped.k1; ++k) {
    const double share = grid.spacing(Axis::z, k) / height;
    std::size_t column = 0;
    for (int j = mapped.j0; j < mapped.j1; ++j) {
      for (int i = mapped.i0; i < mapped.i1; ++i, ++column) {
        if (mapped.heat[column] == 0.0) continue;
        loads.leaking.push_back({owned_index(i - w.i0, j - w.j0, k, w.nx(), partition.nz()), place,
                                 static_cast<std::int32_t>(source), share * mapped.heat[column]});
      }
    }
  }
  if (mapped.k_line < 0) return;
  MappedSource nothing = mapped;  // the line carries sheets, even if nothing else is released there
  std::fill(nothing.heat.begin(), nothing.heat.end(), 0.0);
  add_sheet(nothing, w, loads.sheets);
}

}  // namespace

const SheetPlane* HeatLoads::plane(int k_line) const {
  for (const SheetPlane& p : sheets) {
    if (p.k_line == k_line) return &p;
  }
  return nullptr;
}

HeatLoads map_heat_sources(const Model& model, std::int32_t schedule, const Grid& grid,
                           const Partition& partition, const std::vector<std::uint16_t>& material) {
  std::vector<MappedSource> mapped;
  mapped.reserve(model.sources.size());
  for (const HeatSource& source : model.sources) {
    if (source.schedule == schedule) mapped.push_back(map_source(model, grid, partition.window(), source));
  }
  check_and_rescale(model, grid, partition, material, mapped);
  HeatLoads loads;
  for (const MappedSource& one : mapped) {
    if (one.source->leakage) {
      add_leaking(one, one.source - model.sources.data(), grid, partition, loads);
      continue;
    }
    loads.net += one.source->power;
    loads.gross += std::abs(one.source->power);
    if (one.heat.empty()) continue;
    if (one.k_line >= 0) {
      add_sheet(one, partition.window(), loads.sheets);
    } else {
      add_volume(one, grid, partition, loads.volume);
    }
  }
  return loads;
}

}  // namespace strata
