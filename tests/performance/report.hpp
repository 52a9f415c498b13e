// The records of a performance run as tables and as JSON.
#pragma once

#include <string>
#include <vector>

#include "tests/performance/record.hpp"

namespace strata::performance {

/// One run of the suite.
struct Run {
  int ranks = 1;
  double triad = 0.0;  ///< all ranks together [byte/s]
  std::string processor;
  int cores = 0;
  double load_average = 0.0;  ///< of one minute, when the run began: what else the machine was doing
  std::vector<Record> records;
};

/// Processor, cores and load of this machine into `run`.
void describe_machine(Run& run);

/// Fills in what fraction of triad each record's traffic is.
void add_triad_fraction(double triad, Record& record);

/// Table of the solvers of one system and size; the last column says how many times faster each is than the
/// fastest peer, set-up and solve together. \param records  of one system and size only
std::string console_table(const std::vector<Record>& records);

/// The run as JSON text; keys in docs/performance.md. \param version, commit  of the program
std::string json_report(const Run& run, const std::string& version, const std::string& commit);

}  // namespace strata::performance
