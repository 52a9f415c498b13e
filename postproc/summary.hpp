// The numbers a run is about: hottest points, junction temperatures, heat through the boundaries, limits.
// Computed once, over all ranks; the JSON file, the console and parameter studies read this struct.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <mpi.h>

#include "postproc/stress/stress_summary.hpp"
#include "postproc/transient/transient_summary.hpp"
#include "solver/heat_solution.hpp"

namespace strata {

/// Temperatures over the cells that a thing really owns after painting. For a body with an active face the
/// maximum includes the reconstructed temperature of that face. Meaningless (NaN) where `cells` is 0.
struct TemperatureStats {
  std::int64_t cells = 0;
  double volume = 0.0;                                        ///< [m^3]
  double power = 0.0;                                         ///< heat released [W]
  double minimum = std::numeric_limits<double>::quiet_NaN();  ///< [K]
  double mean = std::numeric_limits<double>::quiet_NaN();     ///< volume mean [K]
  double maximum = std::numeric_limits<double>::quiet_NaN();  ///< [K]
  std::array<double, 3> maximum_position{};                   ///< [m]
};

struct BodySummary {
  std::string name;
  BodyKind kind = BodyKind::layer;
  std::string material;
  std::string placement;   ///< empty: a layer of the assembly itself
  TemperatureStats stats;  ///< blocks in the body included
};

struct PlacementSummary {
  std::string name;
  std::string part;
  TemperatureStats stats;
};

/// A body with an active face.
struct DieSummary {
  std::string name;
  std::string placement;
  double junction_max = std::numeric_limits<double>::quiet_NaN();   ///< of the active face [K]
  double junction_mean = std::numeric_limits<double>::quiet_NaN();  ///< area mean [K]
  std::array<double, 3> junction_position{};                        ///< of the maximum [m]
  double power = 0.0;  ///< heat released in the body and on its face [W]
  /// Lowest limit on the body or on its active face [K]; NaN where the deck sets none.
  double limit = std::numeric_limits<double>::quiet_NaN();
};

struct LimitSummary {
  std::string target;                                         ///< the pattern of the deck
  double limit = 0.0;                                         ///< [K]
  double reached = std::numeric_limits<double>::quiet_NaN();  ///< highest temperature of the target [K]
  std::string where;                                          ///< body in which it is reached; empty: unknown
  std::optional<std::array<double, 3>> position{};            ///< [m]; empty: unknown
  std::optional<double> time{};                               ///< when, in a transient [s]
  bool exceeded = false;
};

struct HottestPoint {
  double temperature = std::numeric_limits<double>::quiet_NaN();  ///< [K]
  std::array<double, 3> position{};                               ///< [m]
  std::string body;
};

/// How the values of a quantity on the three grids of an uncertainty estimate behave.
enum class GridTrend : std::uint8_t { unknown, monotone, oscillatory, diverging, equal, too_alike };

/// A temperature with what the grid may be wrong by (grid_convergence.hpp).
struct GridBand {
  std::array<double, 3> values{};  ///< on the run's grid and the two coarser ones [K]
  GridTrend trend = GridTrend::unknown;
  double order = std::numeric_limits<double>::quiet_NaN();  ///< observed
  double index = std::numeric_limits<double>::quiet_NaN();  ///< grid convergence index [K]
};

struct GridUncertainty {
  struct Die {
    GridBand junction_max;
    GridBand junction_mean;
  };
  std::array<std::int64_t, 3> cells{};                 ///< of the run's grid and the two coarser ones
  std::array<std::array<int, 2>, 3> cells_in_plane{};  ///< in x and y
  std::array<double, 2> ratios{};                      ///< mean lateral spacings, each over the finer grid's
  GridBand hottest;
  std::vector<Die> dies;  ///< in the order of Summary::dies
};

struct Summary {
  std::string title;
  bool has_heat = true;  ///< false: the deck solves no heat, what is said of temperatures and heat is empty
  std::array<int, 3> cells_per_axis{};
  std::int64_t cells = 0;
  std::int64_t solid_cells = 0;
  int ranks = 1;
  double power = 0.0;  ///< all heat released [W]
  double reference_temperature = 0.0;
  HottestPoint hottest;
  std::vector<PlacementSummary> placements;
  std::vector<BodySummary> bodies;  ///< in paint order
  std::vector<DieSummary> dies;     ///< in paint order
  std::vector<BoundaryHeat> boundaries;
  HeatBalance balance;
  Convergence convergence;
  Timings timings;
  std::vector<LimitSummary> limits;
  std::optional<TransientSummary> transient;        ///< of a transient; the rest is then that of its end
  std::optional<StressSummary> stress;              ///< where the deck asks for it
  std::optional<Superposition> superposition;       ///< where the deck asks for it
  std::optional<GridUncertainty> grid_uncertainty;  ///< where it was asked for
  std::vector<std::string> warnings;      ///< of the deck (with file, line, column) and of the solver
  std::vector<std::string> merged_lines;  ///< grid lines that became one

  bool any_limit_exceeded() const;
};

/// Sweeps the solution once, layer by layer. Collective; the same on every rank. Where several cells are
/// equally hot, the position is the lowest one (z, then y, then x), whatever the number of ranks.
Summary summarize(const SolutionView& view);

/// Adds a transient to the summary of its end, whose limits then say how far they were reached at any time.
void add_transient(Summary& summary, TransientSummary transient);

/// The summary as the text of summary.json: keys carry their units (docs/results.md). Numbers that do not
/// exist are null.
std::string summary_json(const Summary& summary);

/// Writes `directory`/summary.json on rank 0. Collective over `comm`.
/// \return the names of the files written, relative to `directory`
/// Throws IoError on every rank alike; the old file, if any, is then untouched.
std::vector<std::string> write_summary_json(MPI_Comm comm, const Summary& summary,
                                            const std::filesystem::path& directory);

}  // namespace strata
