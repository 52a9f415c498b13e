#include "solver/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include <sys/resource.h>
#include <sys/statvfs.h>

namespace strata {
namespace {

// Allowances on the safe side of the runs in docs/performance.md: 612 to 849 bytes and 3.4 to 6.0 us per
// cell, k(T) constants are rough and on the safe side.
constexpr double kBytesPerCell = 900.0;
constexpr double kBytesPerProcess = 120e6;
constexpr double kOutputBytesPerCell = 40.0;
constexpr double kSecondsPerCell = 8e-6;
constexpr double kNonlinearFactor = 1.6;
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

}  // namespace

RunEstimate estimate_run(const Grid& grid, int ranks, bool nonlinear) {
  RunEstimate estimate;
  estimate.cells = grid.n_cells();
  const auto cells = static_cast<double>(estimate.cells);
  estimate.bytes_per_rank = kBytesPerProcess + std::ceil(cells / ranks) * kBytesPerCell;
  estimate.output_bytes = cells * kOutputBytesPerCell;
  estimate.seconds = 1.0 + cells * kSecondsPerCell * (nonlinear ? kNonlinearFactor : 1.0) / ranks;
  return estimate;
}

bool is_nonlinear(const Model& model) {
  // Constituents of effective media are in the list too, so arrays need no look of their own.
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
