#include "tests/performance/process_memory.hpp"

#include <fstream>
#include <sstream>
#include <string>

#include <malloc.h>

namespace strata::performance {
namespace {

constexpr double kPage = 4096.0;

/// A line such as "VmHWM:  1748 kB" of /proc/self/status [bytes].
std::optional<double> status_line(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(key)) continue;
    std::istringstream words(line.substr(key.size()));
    double kib = 0.0;
    if (words >> kib) return 1024.0 * kib;
  }
  return std::nullopt;
}

}  // namespace

MemoryGrowth::MemoryGrowth() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
  const auto resident = status_line("VmRSS:");
  const auto highest = status_line("VmHWM:");
  // The two are read one after the other: a little may lie between them even after a reset.
  if (resident && highest && *highest < *resident + 1024.0 * kPage) start_ = resident;
}

std::optional<double> MemoryGrowth::bytes() const {
  const auto highest = status_line("VmHWM:");
  if (!start_ || !highest) return std::nullopt;
  return *highest - *start_;
}

}  // namespace strata::performance
