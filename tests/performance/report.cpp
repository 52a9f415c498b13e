#include "tests/performance/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/performance/measure.hpp"

namespace strata::performance {
namespace {

constexpr int kFormatVersion = 1;
constexpr double kQuiet = 0.95;  // processor over elapsed time of a solver that had its core to itself

const Solver* solver_named(const std::string& name) {
  for (const Solver& solver : solvers()) {
    if (solver.name == name) return &solver;
  }
  return nullptr;
}

bool is_ours(const Record& record) {
  const Solver* solver = solver_named(record.solver);
  return solver != nullptr && solver->is_ours;
}

/// Set-up and solve of the fastest peer that converged [s]; infinity where there is none.
double fastest_peer(const std::vector<Record>& records) {
  double fastest = std::numeric_limits<double>::infinity();
  for (const Record& record : records) {
    if (record.converged && !is_ours(record)) fastest = std::min(fastest, record.total_s());
  }
  return fastest;
}

/// Three digits, without an exponent as long as that is readable.
std::string seconds_text(double value) {
  if (!std::isfinite(value)) return "-";
  return value < 0.0995 ? fmt::format("{:.4f}", value) : fmt::format("{:.3g}", value);
}

std::string optional_text(const std::optional<double>& value, const char* format) {
  return value ? fmt::format(fmt::runtime(format), *value) : std::string("-");
}

std::string row(const Record& r, double fastest) {
  if (!r.failure.empty()) return fmt::format("  {:<14} {}\n", r.solver, r.failure);
  const std::string ratio = !r.converged             ? "not converged"
                            : std::isfinite(fastest) ? fmt::format("{:.2f}x", fastest / r.total_s())
                                                     : "-";
  return fmt::format(
      "  {:<14} {:>5} {:>10} {:>9} {:>9} {:>9} {:>8.2f} {:>7} {:>6} {:>9.1e} {:>10.4f}  {:>13}\n", r.solver,
      r.iterations, seconds_text(r.assembly_s), seconds_text(r.setup_s), seconds_text(r.solve_s),
      seconds_text(r.total_s()), r.cells_per_s() / 1e6, optional_text(r.bytes_per_cell, "{:.0f}"),
      r.triad_fraction ? fmt::format("{:.0f} %", 100.0 * *r.triad_fraction) : std::string("-"),
      r.relative_residual, r.rise_max_K, ratio);
}

/// Tells where times cannot be trusted; empty on a quiet machine.
std::string busy_text(const std::vector<Record>& records) {
  double least = 1.0;
  for (const Record& record : records) least = std::min(least, record.cpu_share.value_or(1.0));
  if (least > kQuiet) return {};
  return fmt::format("  The machine is busy: a solver got only {:.0f} % of its core. Times are too long.\n",
                     100.0 * least);
}

/// "model name" of /proc/cpuinfo.
std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

}  // namespace

void describe_machine(Run& run) {
  run.processor = processor_name();
  run.cores = static_cast<int>(std::thread::hardware_concurrency());
  double load = 0.0;
  run.load_average = getloadavg(&load, 1) == 1 ? load : std::numeric_limits<double>::quiet_NaN();
}

void add_triad_fraction(double triad, Record& record) {
  if (!record.traffic_per_cell || !(record.solve_s > 0.0) || !(triad > 0.0)) return;
  const double moved = *record.traffic_per_cell * static_cast<double>(record.cells) * record.iterations;
  record.triad_fraction = moved / record.solve_s / triad;
}

std::string console_table(const std::vector<Record>& records) {
  if (records.empty()) return {};
  const Record& first = records.front();
  const auto side = std::lround(std::sqrt(static_cast<double>(first.cells) / kLayers));
  std::string text = fmt::format("{}, {} x {} x {} cells ({}), {} rank{}\n", first.system, side, side,
                                 kLayers, first.size, first.ranks, first.ranks == 1 ? "" : "s");
  text += fmt::format("  {:<14} {:>5} {:>10} {:>9} {:>9} {:>9} {:>8} {:>7} {:>6} {:>9} {:>10}  {:>13}\n",
                      "solver", "iter.", "assembly s", "set-up s", "solve s", "sum s", "Mcells/s", "B/cell",
                      "triad", "residual", "max rise K", "vs best peer");
  const double fastest = fastest_peer(records);
  for (const Record& record : records) text += row(record, fastest);
  return text + busy_text(records);
}

std::string json_report(const Run& run, const std::string& version, const std::string& commit) {
  nlohmann::ordered_json json{{"format_version", kFormatVersion},
                              {"strata", version},
                              {"commit", commit},
                              {"processor", run.processor},
                              {"cores", run.cores},
                              {"load_average", run.load_average},
                              {"ranks", run.ranks},
                              {"triad_bytes_per_s", run.triad},
                              {"tolerance", kTolerance},
                              {"records", nlohmann::ordered_json::array()}};
  for (const Record& record : run.records) {
    nlohmann::ordered_json entry = to_json(record);
    entry["is_ours"] = is_ours(record);
    json["records"].push_back(entry);
  }
  return json.dump(2) + "\n";
}

}  // namespace strata::performance
