// What a person reads after a run.
#pragma once

#include <string>
#include <vector>

#include "postproc/summary.hpp"

namespace strata {

struct ConsoleOptions {
  bool color = false;              ///< ANSI colours for limits
  std::string directory;           ///< where the files are; empty: say nothing about files
  std::vector<std::string> files;  ///< relative to `directory`
  std::size_t max_rows = 24;       ///< of the table of dies; cooler ones are counted
};

/// Hottest dies first (dies that differ only in a repeat index share a row), heat through the boundaries,
/// balance, mesh, solver, limits, warnings, files; in degC, W and mm. Ends with a line break.
std::string console_summary(const Summary& summary, const ConsoleOptions& options = {});

/// One row of the table of dies: a die, or dies whose names differ only in the index of a repeated layer.
struct DieGroup {
  std::string name;     ///< "gpu", "hbm0.dram[1..12]"
  std::string pattern;  ///< the same for any number of members: "gpu", "hbm0.dram[*]"
  std::size_t count = 0;
  std::string hottest;         ///< name of the hottest member
  double junction_max = 0.0;   ///< highest of the group [K]
  double junction_mean = 0.0;  ///< mean of the members' means [K]
  double power = 0.0;          ///< of all members [W]
};

/// The pattern of the group that a die belongs to: "hbm0.dram[*]" for "hbm0.dram[3]", else its name.
std::string die_pattern(const std::string& die);

/// Dies with a junction temperature, grouped, hottest group first.
std::vector<DieGroup> group_dies(const std::vector<DieSummary>& dies);

}  // namespace strata
