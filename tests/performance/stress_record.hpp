// What one measurement of the stress suite says, and all of a run as a table and as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tests/performance/report.hpp"

namespace strata::performance {

struct StressRecord {
  std::string solver;
  std::string system;
  std::string size;  ///< "192k"
  std::int64_t unknowns = 0;
  int ranks = 1;
  int repeats = 1;  ///< times are medians of so many
  bool is_ours = false;
  std::string method;             ///< in the solver's words
  std::optional<int> iterations;  ///< where the solver tells
  std::optional<double> setup_s;  ///< everything before the iterations, assembly included; where it is known
  std::optional<double> solve_s;
  double elapsed_s =
      0.0;  ///< from the model (another program: from its input file) to displacements and stresses
  std::optional<double> bytes_per_unknown;  ///< growth of resident memory; of another program all of it
  std::optional<double> cpu_share;  ///< processor time over elapsed, at least; below 1 others held the core
  std::optional<double> relative_residual;  ///< computed afresh; where the solver tells
  double warpage_m = 0.0;  ///< of the lower surface: highest displacement along z less the lowest
  bool converged = false;
  std::string failure;  ///< why there are no numbers; empty where there are

  /// Set-up and solve; where they are not known, all of it [s].
  double total_s() const { return setup_s && solve_s ? *setup_s + *solve_s : elapsed_s; }
};

/// Keys as docs/performance.md lists them.
nlohmann::ordered_json to_json(const StressRecord& record);
/// The inverse. Throws Error (internal) where it is no record.
StressRecord stress_record_from_json(const std::string& text);

/// How many times as long a record took as another of the same system: set-up and solve where both tell them,
/// else all of it. Empty where one of them has no numbers.
std::optional<double> times_as_long(const StressRecord& record, const StressRecord& other);

/// Table of one system and size; the last columns compare with the first of our solvers.
std::string stress_table(const std::vector<StressRecord>& records);

/// The run as JSON text. \param machine  processor, cores, load, ranks, triad
std::string stress_json_report(const Run& machine, const std::vector<StressRecord>& records,
                               const std::string& version, const std::string& commit);

}  // namespace strata::performance
