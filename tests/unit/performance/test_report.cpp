// Records survive the way between processes; tables and JSON say what was measured and what was not.
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "inputs/error.hpp"
#include "tests/performance/report.hpp"
#include "tests/performance/solvers.hpp"

using namespace strata;
using namespace strata::performance;

namespace {

Record sample(const std::string& solver, double seconds) {
  Record record;
  record.solver = solver;
  record.system = "package";
  record.size = "1M";
  record.cells = 1048576;
  record.method = "cg + something";
  record.iterations = 11;
  record.assembly_s = 0.25;
  record.setup_s = 0.25 * seconds;
  record.solve_s = 0.75 * seconds;
  record.bytes_per_cell = 33.5;
  record.relative_residual = 9.1e-9;
  record.rise_max_K = 65.25;
  record.converged = true;
  return record;
}

}  // namespace

TEST_CASE("a record read back is the record written") {
  Record record = sample("icc", 2.0);
  record.traffic_per_cell = 73.0;
  const Record back = record_from_json(to_json(record).dump());
  CHECK(to_json(back).dump() == to_json(record).dump());
  CHECK(to_json(record).at("cells_per_s").get<double>() == record.cells / 2.0);
}

TEST_CASE("a failed record has nulls for what was not measured") {
  Record record = sample("icc", 2.0);
  record.failure = "ended by signal: Killed";
  record.converged = false;
  record.bytes_per_cell.reset();
  const auto json = to_json(record);
  for (const char* key : {"iterations", "setup_s", "solve_s", "cells_per_s", "bytes_per_cell",
                          "triad_fraction", "relative_residual", "rise_max_K"}) {
    CHECK(json.at(key).is_null());
  }
  CHECK(json.at("failure").get<std::string>() == record.failure);
  CHECK(record_from_json(json.dump()).failure == record.failure);
}

TEST_CASE("what is no record is an internal error") {
  CHECK_THROWS_AS(record_from_json(""), Error);
  CHECK_THROWS_AS(record_from_json("{\"solver\": 3}"), Error);
}

TEST_CASE("the triad fraction is traffic over bandwidth and time") {
  Record record = sample("column-fused", 1.0);
  add_triad_fraction(4e10, record);
  CHECK(!record.triad_fraction);
  record.traffic_per_cell = 100.0;
  add_triad_fraction(4e10, record);
  CHECK(record.triad_fraction.value_or(0.0) == Approx(100.0 * 1048576 * 11 / 0.75 / 4e10));
}

TEST_CASE("ratios are against the fastest peer that converged") {
  Record stray = sample("gamg", 0.1);
  stray.converged = false;
  Record broken = sample("pfmg", 0.1);
  broken.failure = "ended by signal: Killed";
  broken.converged = false;
  const std::string table = console_table(
      {sample("column-fused", 0.5), sample("icc", 2.0), sample("boomeramg", 4.0), stray, broken});
  CHECK(table.find("package, 128 x 128 x 64 cells (1M), 1 rank\n") != std::string::npos);
  CHECK(table.find("4.00x") != std::string::npos);
  CHECK(table.find("1.00x") != std::string::npos);
  CHECK(table.find("0.50x") != std::string::npos);
  CHECK(table.find("not converged") != std::string::npos);
  CHECK(table.find("ended by signal: Killed") != std::string::npos);
}

TEST_CASE("the table warns of a busy machine and only of that") {
  Record record = sample("icc", 2.0);
  record.cpu_share = 0.99;
  CHECK(console_table({record}).find("busy") == std::string::npos);
  record.cpu_share = 0.43;
  CHECK(console_table({sample("gamg", 1.0), record}).find("only 43 % of its core") != std::string::npos);
}

TEST_CASE("solvers have names and prefixes of their own, ours first") {
  bool peers_began = false;
  std::set<std::string> prefixes;
  for (const Solver& solver : solvers()) {
    peers_began = peers_began || !solver.is_ours;
    CHECK(solver.is_ours != peers_began);
    CHECK(solver.prefix().find('-') == std::string::npos);
    CHECK(prefixes.insert(solver.prefix()).second);
  }
}
