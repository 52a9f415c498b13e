// How much memory this process really holds.
#pragma once

#include <fstream>

#include <unistd.h>

namespace strata {

/// Resident memory [MiB] (Linux; 0 elsewhere).
inline double resident_memory() {
  std::ifstream statm("/proc/self/statm");
  long pages = 0, in_memory = 0;
  statm >> pages >> in_memory;
  return static_cast<double>(in_memory) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1048576.0;
}

}  // namespace strata
