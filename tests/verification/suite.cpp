#include "tests/verification/suite.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "inputs/error.hpp"

namespace strata::verification {

Record compare(std::string quantity, std::string unit, double computed, double reference, double bound) {
  Record record;
  record.quantity = std::move(quantity);
  record.unit = std::move(unit);
  record.computed = computed;
  record.reference = reference;
  record.error = computed - reference;
  record.bound = bound;
  record.passed = std::abs(record.error) <= bound;
  return record;
}

Record vanishing(std::string quantity, std::string unit, double deviation, double bound) {
  return compare(std::move(quantity), std::move(unit), deviation, 0.0, bound);
}

namespace {

using Family = std::vector<Case> (*)();

std::vector<Case> cases_of(const std::vector<Family>& families) {
  std::vector<Case> all;
  for (const Family family : families) {
    std::vector<Case> cases = family();
    std::move(cases.begin(), cases.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace

std::vector<Case> heat_cases() {
  return cases_of({manufactured_cases, wall_cases, fin_cases, kirchhoff_cases, anisotropic_cases,
                   boundary_cases, source_cases, void_cases, peer_cases, random_package_cases,
                   nonlinear_surface_cases, leakage_cases, coolant_cases, transient_order_cases,
                   transient_closed_form_cases});
}

std::vector<Case> stress_cases() {
  return cases_of({stress_patch_cases, stress_bending_cases, stress_laminate_cases, stress_tsv_cases,
                   effective_array_cases, stress_manufactured_cases, stress_balance_cases, stack_8h_cases});
}

std::vector<Case> all_cases() {
  return cases_of({heat_cases, stress_cases});
}

std::vector<Record> run_cases(const std::vector<Case>& cases, MPI_Comm comm,
                              const std::function<void(const Case&)>& on_case) {
  std::vector<Record> all;
  for (const Case& chosen : cases) {
    if (on_case) on_case(chosen);
    std::vector<Record> records;
    try {
      records = chosen.run(comm);
    } catch (const Error& error) {
      const double nan = std::numeric_limits<double>::quiet_NaN();
      records = {compare(std::string("did not finish: ") + error.what(), "1", nan, nan, 0.0)};
    }
    for (Record& record : records) {
      record.case_id = chosen.id;
      record.title = chosen.title;
      if (record.source.empty()) record.source = chosen.source;
      all.push_back(std::move(record));
    }
  }
  return all;
}

bool all_passed(const std::vector<Record>& records) {
  return std::all_of(records.begin(), records.end(), [](const Record& record) { return record.passed; });
}

}  // namespace strata::verification
