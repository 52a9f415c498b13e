#include "solver/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <string>

#include <sys/resource.h>
#include <sys/statvfs.h>

#include "inputs/in_situ.hpp"
#include "physics/boundaries.hpp"
#include "solver/stress/stress_estimate.hpp"
#include "solver/unit_loads.hpp"

namespace strata {
namespace {

// Measured on one and two ranks, whole runs with results: 52 MB per process and 50 bytes per cell with k(T)
// (62 without, where the operator is in double precision) on evenly spaced meshes of the examples, 18
// thousand to 2.8 million cells, 6 % of whose spacings along y are distinct; 84 to 99 bytes per cell with
// k(T) where the spacings of the same packages grow by 2 to 5 % from one to the next and over 90 % are
// distinct, 1.6 to 12.8 million cells. A study keeps 27 bytes per cell more; superposition takes 159 more
// with k(T) and 123 without. The estimates were 1.27 to 1.48 times the peaks. Methods that take over from the
// column solver need much more and are not foreseen.
constexpr double kBytesPerProcess = 52e6;
constexpr double kBytesPerCell = 50.0;
constexpr double kBytesOfDouble = 12.0;
constexpr double kBytesOfDistinctRows = 50.0;
constexpr double kBytesOfKeptSetup = 27.0;
// Newton's method, measured on one rank with k(T) on 1.2 million cells: 370; without, six fields less.
constexpr double kBytesOfNewton = 322.0;
constexpr double kBytesOfNewtonAndVarying = 370.0;
constexpr double kBytesOfSuperposition = 123.0;
constexpr double kBytesOfCellwiseSuperposition = 159.0;
// Material, temperature and power density of a solution.
constexpr double kBytesOfSolution = 18.0;
// Watched runs, tests/catalyst/costs.py: ParaView and its first picture 320 to 530 MB, 52 to 132 bytes per
// cell.
constexpr double kBytesOfParaView = 420e6;
constexpr double kBytesOfWatching = 100.0;
// On one quiet core; a column of superposition takes about as long as a solve.
constexpr double kSecondsOfStart = 0.3;
constexpr double kSecondsPerCellAndSolve = 0.25e-6;
constexpr double kSecondsOfOutput = 0.15e-6;
constexpr double kOutputBytesPerCell = 40.0;
// A step in time solves two systems, from a good guess.
constexpr double kSolvesPerStep = 1.5;
// Estimates of memory and time are the figures above and this much more.
constexpr double kMargin = 1.3;
constexpr double kUnlimited = std::numeric_limits<double>::infinity();

double meminfo_available() {
  std::ifstream file("/proc/meminfo");
  std::string name, unit;
  double kilobytes = 0.0;
  while (file >> name >> kilobytes) {
    std::getline(file, unit);
    if (name == "MemAvailable:") return kilobytes * 1024.0;
  }
  return kUnlimited;
}

double number_in_file(const char* path) {
  std::ifstream file(path);
  double value = 0.0;
  return file >> value ? value : std::nan("");
}

double control_group_available() {
  const double limit = number_in_file("/sys/fs/cgroup/memory.max");
  const double used = number_in_file("/sys/fs/cgroup/memory.current");
  return std::isnan(limit) || std::isnan(used) ? kUnlimited : std::max(0.0, limit - used);
}

double address_space_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnlimited;
  return static_cast<double>(limit.rlim_cur);
}

bool depends_on_temperature(const PropertyLaw& law) {
  return !std::holds_alternative<ConstantLaw>(law);
}

bool depends_on_temperature(const Material& material) {
  const auto* bulk = std::get_if<BulkMaterial>(&material.definition);
  return bulk != nullptr && std::any_of(bulk->conductivity.begin(), bulk->conductivity.end(),
                                        [](const PropertyLaw& law) { return depends_on_temperature(law); });
}

/// Columns that superposition solves for, those of boundaries that turn out to have no face too.
int superposition_columns(const Model& model) {
  const std::vector<BoundaryHeat> boundaries(model.boundaries.size(), {"", 1.0, 0.0, 0.0, true});
  return static_cast<int>(UnitLoads(model, 300.0, boundaries).columns().size());
}

double cells_per_rank(const Grid& grid, int ranks) {
  return std::ceil(static_cast<double>(grid.n_cells()) / ranks);
}

/// Something besides conductivities follows the temperature.
bool uses_newton(const Model& model) {
  const auto follows = [](const Boundary& b) {
    return is_nonlinear(b.condition) || std::holds_alternative<ColdPlate>(b.condition);
  };
  return std::any_of(model.boundaries.begin(), model.boundaries.end(), follows) ||
         std::any_of(model.sources.begin(), model.sources.end(),
                     [](const HeatSource& source) { return source.leakage.has_value(); });
}

double bytes_per_cell(const Model& model, const Grid& grid, bool superposes) {
  const bool nonlinear = is_nonlinear(model);
  double bytes = kBytesPerCell + distinct_share(grid) * kBytesOfDistinctRows;
  if (!nonlinear && !model.solver.small_memory) bytes += kBytesOfDouble;
  if (uses_newton(model)) bytes += nonlinear ? kBytesOfNewtonAndVarying : kBytesOfNewton;
  if (superposes) bytes += nonlinear ? kBytesOfCellwiseSuperposition : kBytesOfSuperposition;
  return bytes;
}

}  // namespace

double distinct_share(const Grid& grid) {
  const std::vector<double> spacings = even_spacings(grid, Axis::y);
  const std::set<double> distinct(spacings.begin(), spacings.end());
  return static_cast<double>(distinct.size()) / static_cast<double>(spacings.size());
}

RunEstimate estimate_run(const Model& model, const Grid& grid, const RunShape& shape) {
  RunEstimate estimate;
  estimate.cells = grid.n_cells();
  const int columns = model.output.superposition ? superposition_columns(model) : 0;
  double per_rank = cells_per_rank(grid, shape.ranks) * (bytes_per_cell(model, grid, columns > 0) +
                                                         (shape.keeps_setup ? kBytesOfKeptSetup : 0.0));
  double cell_solves = static_cast<double>(estimate.cells) * (1.0 + columns);
  for (const Grid& coarse : shape.coarser) {
    per_rank =
        std::max(per_rank, cells_per_rank(grid, shape.ranks) * kBytesOfSolution +
                               cells_per_rank(coarse, shape.ranks) * bytes_per_cell(model, coarse, false));
    cell_solves += static_cast<double>(coarse.n_cells());
  }
  const auto cells = static_cast<double>(estimate.cells);
  const StressEstimate stress = estimate_stress(model, grid, distinct_share(grid));
  per_rank += cells_per_rank(grid, shape.ranks) * stress.bytes_per_cell;
  estimate.transient = estimate_transient(model);
  const auto moments = static_cast<double>(std::max<std::int64_t>(1, estimate.transient.moments));
  per_rank += cells_per_rank(grid, shape.ranks) * estimate.transient.bytes_per_cell;
  cell_solves += kSolvesPerStep * static_cast<double>(estimate.transient.smallest_steps) * cells;
  double per_process = kBytesPerProcess;
  if (find_in_situ(model)) {
    per_process += kBytesOfParaView;
    per_rank += cells_per_rank(grid, shape.ranks) * kBytesOfWatching;
  }
  estimate.bytes_per_rank = kMargin * (per_process + per_rank);
  estimate.output_bytes = cells * (kOutputBytesPerCell + moments * stress.output_bytes_per_cell +
                                   estimate.transient.output_bytes_per_cell);
  estimate.seconds =
      kMargin * (kSecondsOfStart + (cell_solves * kSecondsPerCellAndSolve +
                                    moments * cells * (kSecondsOfOutput + stress.seconds_per_cell)) /
                                       shape.ranks);
  return estimate;
}

bool is_nonlinear(const Model& model) {
  // Constituents of effective media are in the list too, so these need no look of their own.
  return std::any_of(model.materials.begin(), model.materials.end(),
                     [](const Material& material) { return depends_on_temperature(material); });
}

double available_memory() {
  return std::min({meminfo_available(), control_group_available(), address_space_limit()});
}

double available_disk(const std::string& directory) {
  std::filesystem::path path = std::filesystem::absolute(directory);
  while (!std::filesystem::exists(path) && path.has_relative_path()) path = path.parent_path();
  struct statvfs facts {};
  if (statvfs(path.c_str(), &facts) != 0) return kUnlimited;
  return static_cast<double>(facts.f_bavail) * static_cast<double>(facts.f_frsize);
}

}  // namespace strata
