#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "inputs/error.hpp"
#include "postproc/console_summary.hpp"
#include "postproc/summary.hpp"
#include "postproc/transient/series_columns.hpp"
#include "postproc/transient/series_csv.hpp"
#include "postproc/transient/transient_text.hpp"
#include "synthetic_transient.hpp"
#include "temporary_folder.hpp"

using namespace strata;
using strata::test::SyntheticCase;
using strata::test::TemporaryFolder;
using Names = std::vector<std::string>;

namespace {

Summary transient_summary() {
  SyntheticCase c(MPI_COMM_SELF);
  test::make_transient(c);
  test::warm(c, test::kRises.back());
  const TimeSeries series = test::synthetic_series();
  Summary summary = summarize(c.view());
  add_transient(
      summary,
      summarize_transient(c.model, {series, test::synthetic_energy(), test::synthetic_counts()}, {0.2, 0.5}));
  return summary;
}

Names lines_of(const std::string& text) {
  Names lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("columns have distinct names that carry their unit") {
  const TimeSeries series = test::synthetic_series();
  const auto distinct = distinct_columns(series);
  CHECK(distinct.size() + 1 == series.columns.size());
  std::vector<std::string> paths, heads;
  for (const std::size_t c : distinct) {
    paths.push_back(column_path(series.columns[c]));
    heads.push_back(column_head(series.columns[c]));
    CHECK(std::string(column_meaning(series.columns[c].kind)).size() > 10);
    const std::string unit = series_unit(series.columns[c].kind);
    CHECK((unit.empty() || heads.back().find('_' + unit) != std::string::npos));
  }
  for (auto* list : {&paths, &heads}) {
    std::sort(list->begin(), list->end());
    CHECK(std::adjacent_find(list->begin(), list->end()) == list->end());
  }
  CHECK(column_path({SeriesKind::junction_max, "hbm0.dram[3]"}) == "dies/hbm0.dram[3]/junction_max");
  CHECK(column_path({SeriesKind::probe, "corner"}) == "probes/corner");
  CHECK(column_head({SeriesKind::boundary, "top"}) == "boundary_heat_out_W:top");
}

TEST_CASE("series.csv has a header with units and every number with all its digits") {
  TimeSeries series = test::synthetic_series();
  series.time[1] = 0.1 + 0.2;
  series.values[3] = std::numeric_limits<double>::quiet_NaN();
  const TemporaryFolder folder;
  CHECK(write_series_csv(MPI_COMM_SELF, series, folder.path()) == Names{"series.csv", "probes.csv"});
  const Names lines = lines_of(test::read_text(folder.path() / "series.csv"));
  REQUIRE(lines.size() == 6);
  CHECK(lines[0].rfind("time_s,step_s,iterations,error_K,hottest_temperature_K,"
                       "junction_temperature_max_K:chip.base,",
                       0) == 0);
  CHECK(lines[0].find(",\"probe_temperature_K:corner, \"\"left\"\"\",") != std::string::npos);
  CHECK(lines[1].rfind("0,0,0,0,nan,429,", 0) == 0);
  CHECK(lines[2].rfind("0.30000000000000004,0.1,7,0.001,575.5,", 0) == 0);
  const Names probes = lines_of(test::read_text(folder.path() / "probes.csv"));
  CHECK(probes[0] == "time_s,\"probe_temperature_K:corner, \"\"left\"\"\"");
  CHECK(probes[3] == "0.2,330");
}

TEST_CASE("without probes there is no probes.csv, and a full disk leaves the old series") {
  TimeSeries series = test::synthetic_series();
  series.columns[8].kind = SeriesKind::boundary;
  const TemporaryFolder folder;
  CHECK(write_series_csv(MPI_COMM_SELF, series, folder.path()) == Names{"series.csv"});
  const std::string before = test::read_text(folder.path() / "series.csv");
  {
    const test::FileSizeLimit limit(100);
    CHECK_THROWS_AS(write_series_csv(MPI_COMM_SELF, series, folder.path()), IoError);
  }
  CHECK(test::read_text(folder.path() / "series.csv") == before);
  CHECK(folder.names() == Names{"series.csv"});
}

TEST_CASE("a course says when it was highest, lowest, and its mean over time") {
  const TimeSeries series = test::synthetic_series();
  const TemperatureCourse course = course_of(series, 4);
  CHECK(course.highest == 449.0);
  CHECK(course.highest_time == 0.2);
  CHECK(course.lowest == 429.0);
  CHECK(course.lowest_time == 0.0);
  CHECK(course.at_end == 437.0);
  // Rises 0 10 20 5 8 at 0 0.1 0.2 0.4 0.5: areas 0.5 + 1.5 + 2.5 + 0.65 over 0.5 s.
  CHECK(course.mean == Approx(429.0 + 5.15 / 0.5));

  TimeSeries start_only;
  start_only.columns = {{SeriesKind::hottest, "hottest"}};
  start_only.time = {0.0};
  start_only.values = {300.0};
  CHECK(course_of(start_only, 0).mean == 300.0);
}

TEST_CASE("limits of a transient count at any time, not at its end") {
  const Summary summary = transient_summary();
  // 535 K on chip*: 549 K at 0.2 s, 537 K at the end.
  REQUIRE(summary.limits.size() == 5);
  CHECK(summary.limits[0].reached == 549.0);
  CHECK(summary.limits[0].time == 0.2);
  CHECK(summary.limits[0].where == "chip.dram[1]");
  CHECK_FALSE(summary.limits[0].position);
  CHECK(summary.limits[0].exceeded);
  CHECK(summary.limits[1].where == "chip.base");
  CHECK(summary.limits[2].where.empty());
  // 585.5 K against 570 K for a moment, 573.5 K at the end.
  CHECK(summary.limits[2].exceeded);
  CHECK_FALSE(summary.limits[4].exceeded);
  CHECK(summary.any_limit_exceeded());
}

TEST_CASE("summary.json tells of a transient with units in its keys") {
  const auto json = nlohmann::json::parse(summary_json(transient_summary()));
  CHECK(json["limits"][0]["time_s"] == 0.2);
  CHECK(json["limits"][2]["where"].is_null());
  const auto& transient = json["transient"];
  CHECK(transient["end_time_s"] == 0.5);
  CHECK(transient["steps"]["accepted"] == 4);
  CHECK(transient["steps"]["rejected"] == 1);
  CHECK(transient["cyclic"]["cycles"] == 3);
  CHECK(transient["cyclic"]["tolerance_K"] == 0.5);
  CHECK(transient["power_time_mean_W"] == 16.0);
  CHECK(transient["energy"]["relative"] == 6.25e-11);
  CHECK(transient["hottest"]["temperature_highest_K"] == 585.5);
  CHECK(transient["dies"][1]["name"] == "chip.dram[1]");
  CHECK(transient["dies"][1]["junction_temperature_highest_K"] == 549.0);
  CHECK(transient["dies"][1]["highest_time_s"] == 0.2);
  CHECK(transient["dies"][1]["junction_temperature_end_K"] == 537.0);
  CHECK(transient["probes"][0]["temperature_lowest_K"] == 310.0);
  CHECK(transient["saved_times_s"] == std::vector<double>{0.2, 0.5});
  // A steady summary has no such keys.
  const SyntheticCase c(MPI_COMM_SELF);
  const auto steady = nlohmann::json::parse(summary_json(summarize(c.view())));
  CHECK_FALSE(steady.contains("transient"));
  CHECK_FALSE(steady["limits"][0].contains("time_s"));
}

TEST_CASE("the console says how hot it became and when") {
  const std::string text = console_summary(transient_summary());
  CHECK_THAT(text, Catch::Contains("Hottest moment  312.35 degC at 200 ms of 500 ms\n"));
  CHECK_THAT(text, Catch::Contains(
                       "chip.dram[1]                     275.85  200 ms     266.15    263.85    255.85"));
  CHECK_THAT(text, Catch::Contains("Hottest point  300.35 degC in lid at the end\n"));
  CHECK_THAT(text, Catch::Contains("4 steps to 500 ms, 1 rejected; 28 iterations, 2 set-ups\n"));
  CHECK_THAT(text, Catch::Contains("3 cycles until periodic, the last changed 0.25 K (asked for 0.5 K)\n"));
  CHECK_THAT(text, Catch::Contains("8 J supplied, 7.6 J removed, 0.4 J stored, relative imbalance 6.3e-11"));
}

TEST_CASE("times are written as people write them") {
  CHECK(time_text(0.0) == "0 s");
  CHECK(time_text(2.5e-5) == "25 us");
  CHECK(time_text(0.9996e-3) == "0.9996 ms");
  CHECK(time_text(0.0125) == "12.5 ms");
  CHECK(time_text(59.96) == "59.96 s");
  CHECK(time_text(599.99) == "10 min 00 s");
  CHECK(time_text(3599.7) == "1 h 00 min");
  CHECK(time_text(86400.0) == "24 h 00 min");
}
