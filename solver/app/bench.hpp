// What the suites of `strata bench` share. Every measurement runs in a process of its own, started by the
// command.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "inputs/deck/diagnostics.hpp"
#include "solver/app/command.hpp"

namespace strata::app {

/// Names of solvers, sizes or systems, as a list to read.
template <class Entry>
std::string names_of(const std::vector<Entry>& entries) {
  std::string text;
  for (const Entry& entry : entries) text += (text.empty() ? "" : ", ") + entry.name;
  return text;
}

/// The entries of the given names in the order of the suite; all where none is named. Throws Error (usage).
template <class Entry>
std::vector<Entry> chosen(const std::vector<Entry>& all, const std::vector<std::string>& names,
                          const char* what) {
  if (names.empty()) return all;
  for (const std::string& name : names) {
    const bool is_known =
        std::any_of(all.begin(), all.end(), [&](const Entry& entry) { return entry.name == name; });
    if (is_known) continue;
    throw Error(ExitCode::deck, fmt::format("no {} '{}'; there are: {}", what, shown(name), names_of(all)));
  }
  std::vector<Entry> result = all;
  std::erase_if(result, [&](const Entry& entry) {
    return std::find(names.begin(), names.end(), entry.name) == names.end();
  });
  return result;
}

/// An option that takes names with commas between. \param all  the names there are
void add_names(CLI::App& command, const char* option, std::vector<std::string>& names, const std::string& all,
               const char* what);

/// Why a measurement is left out that needs so many bytes; empty where they are free.
std::string why_left_out(double bytes);

/// Runs this program with `words` and `--record-file FILE` on so many ranks. \return what it left in the
/// file; how it failed in `failure`, empty where it did not
std::string run_measurement(std::vector<std::string> words, int ranks, std::string& failure);

void add_bench_stress(CLI::App& bench, Invocation& invocation);     ///< `strata bench stress`
void add_bench_transient(CLI::App& bench, Invocation& invocation);  ///< `strata bench transient`

}  // namespace strata::app
