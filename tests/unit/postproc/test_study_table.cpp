#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "postproc/study_table.hpp"
#include "synthetic_case.hpp"

using namespace strata;
using strata::test::SyntheticCase;

namespace {

std::vector<std::string> names(const std::vector<StudyColumn>& columns) {
  std::vector<std::string> list(columns.size());
  std::transform(columns.begin(), columns.end(), list.begin(),
                 [](const StudyColumn& column) { return column.name(); });
  return list;
}

Model model_with_boundary() {
  Model model = strata::test::synthetic_model();
  Boundary top;
  top.name = "top";
  model.boundaries = {top};
  return model;
}

/// Two variants: one solved, one that did not converge and has no results.
Study small_study() {
  Study study;
  study.title = "A study";
  study.keys = {{"title", {"a", R"("b, ""c""")"}}};
  study.columns = {{"hottest_temperature", "", "K"}, {"boundary_heat_out", "top", "W"}};
  const auto variants = all_variants(study.keys);
  study.rows.push_back({variants[0], ExitCode::ok, "converged", 7, {350.25, 12.5}, {}});
  const double nothing = std::nan("");
  study.rows.push_back({variants[1], ExitCode::not_converged, "no", 0, {nothing, nothing}, {}});
  return study;
}

}  // namespace

TEST_CASE("a model offers its die groups and boundaries, and shows the usual ones") {
  const Model model = model_with_boundary();
  const auto available = available_columns(model);
  const auto usual = names(choose_columns(available, {}));
  CHECK(usual.front() == "hottest_temperature");
  CHECK(std::find(usual.begin(), usual.end(), "junction_temperature_max:chip.dram[*]") != usual.end());
  CHECK(std::find(usual.begin(), usual.end(), "boundary_heat_out:top") != usual.end());
  CHECK(names(choose_columns(available, {"power_total", "die_power:chip.base", "hottest_temperature"})) ==
        std::vector<std::string>{"hottest_temperature", "die_power:chip.base", "power_total"});
  CHECK(names(choose_columns(available, {"die_power"})) ==
        std::vector<std::string>{"die_power:chip.base", "die_power:chip.dram[*]"});
}

TEST_CASE("stress decks offer warpage by surface and load case, and the largest stresses") {
  SyntheticCase c(MPI_COMM_SELF);
  strata::test::add_stress(c);
  strata::test::analysis_of(c).edge_distance = 0.3e-3;
  strata::test::analysis_of(c).temperatures.push_back(298.15);  // passed twice, offered once
  const auto columns = available_columns(c.model);
  const auto usual = names(choose_columns(columns, {}));
  CHECK(std::count(usual.begin(), usual.end(), "warpage:lid.bottom (corners) at 25 degC") == 1);
  CHECK(std::count(usual.begin(), usual.end(), "die_stress_max:chip.dram[*]") == 1);
  const Summary summary = summarize(c.view());
  const StressSummary stress = summary.stress.value_or(StressSummary{});
  const auto value = [&](const char* name) {
    return value_of(choose_columns(columns, {name}).front(), summary);
  };
  CHECK(value("warpage:lid.bottom (corners) at 25 degC") == Approx(6.5e-6).epsilon(1e-9));
  CHECK(value("warpage:lid.bottom (corners) at operating") == Approx(3.25e-6).epsilon(1e-9));
  CHECK(value("die_stress_max:chip.base") == stress.cases[1].bodies[1].principal.maximum);
  CHECK(value("interface_peel_max") == Approx(10e6).epsilon(1e-6));
  CHECK(value("interface_shear_max") == Approx(8e6).epsilon(1e-6));
}

TEST_CASE("a stress deck without heat offers no temperatures") {
  SyntheticCase c(MPI_COMM_SELF);
  strata::test::add_stress(c);
  strata::test::take_heat_away(c);
  for (const StudyColumn& column : available_columns(c.model)) {
    CHECK(column.unit != "K");
    CHECK(column.unit != "W");
  }
}

TEST_CASE("a misspelt result is told with its neighbour and all there are") {
  const auto available = available_columns(model_with_boundary());
  try {
    choose_columns(available, {"hottest_temperature", "die_pwer:chip.base"});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.exit_code() == ExitCode::deck);
    const std::string text = error.what();
    CHECK(text.find("--result \"die_pwer:chip.base\"") != std::string::npos);
    CHECK(text.find("did you mean 'die_power:chip.base'?") != std::string::npos);
    CHECK(text.find("junction_temperature_mean:chip.dram[*]") != std::string::npos);
  }
}

TEST_CASE("results are those of the summary") {
  const SyntheticCase c(MPI_COMM_SELF);
  const Summary summary = summarize(c.view());
  const StressSummary stress = summary.stress.value_or(StressSummary{});
  const auto value = [&](const std::string& name) {
    return value_of(choose_columns(available_columns(model_with_boundary()), {name}).at(0), summary);
  };
  CHECK(value("hottest_temperature") == summary.hottest.temperature);
  CHECK(value("power_total") == summary.power);
  for (const DieSummary& die : summary.dies) {
    const std::string pattern = die.name == "chip.dram[1]" ? "chip.dram[*]" : die.name;
    CHECK(value("junction_temperature_max:" + pattern) == die.junction_max);
    CHECK(value("junction_temperature_mean:" + pattern) == die.junction_mean);
    CHECK(value("die_power:" + pattern) == die.power);
  }
  CHECK(value("boundary_heat_out:top") == summary.boundaries.front().heat_out);
  CHECK(std::isnan(value_of({"junction_temperature_max", "gone", "K"}, summary)));
  CHECK(std::isnan(value_of({"boundary_heat_out", "gone", "W"}, summary)));
}

TEST_CASE("CSV quotes what needs it and leaves out what there is not") {
  CHECK(study_csv(small_study()) ==
        "variant,title,hottest_temperature_K,boundary_heat_out_W:top,status\n"
        "1,a,350.25,12.5,ok\n"
        "2,\"\"\"b, \"\"\"\"c\"\"\"\"\"\"\",,,not converged\n");
}

TEST_CASE("JSON has null where there is no number") {
  const auto json = nlohmann::json::parse(study_json(small_study()));
  CHECK(json["columns"][1]["head"] == "boundary_heat_out_W:top");
  CHECK(json["variants"][0]["values"] == nlohmann::json::parse("[350.25, 12.5]"));
  CHECK(json["variants"][1]["values"] == nlohmann::json::parse("[null, null]"));
  CHECK(json["variants"][1]["exit_code"] == 3);
  CHECK(json["exit_code"] == 3);
}

TEST_CASE("people read degC, and why a variant has no result") {
  const std::string text = study_text(small_study());
  CHECK(text.find("77.10") != std::string::npos);
  CHECK(text.find("12.500") != std::string::npos);
  CHECK(text.find("Without a result\n  title=\"b, \"\"c\"\"\": no\n") != std::string::npos);
}

TEST_CASE("of many columns the console shows those that reach highest") {
  Study study = small_study();
  for (int n = 0; n < 9; ++n) {
    study.columns.push_back({"junction_temperature_max", "die" + std::to_string(n), "K"});
    for (StudyRow& row : study.rows) row.values.push_back(300.0 + (n == 4 ? 50.0 : n));
  }
  const std::string text = study_text(study);
  CHECK(text.find("die4") != std::string::npos);
  CHECK(text.find("die8") != std::string::npos);
  CHECK(text.find("die2 ") == std::string::npos);
  CHECK(text.find("and 3 more columns") != std::string::npos);
}

TEST_CASE("the worst row decides the exit code") {
  Study study = small_study();
  study.rows.push_back({{}, ExitCode::limit_exceeded, "", 0, {}, {}});
  CHECK(study.exit_code() == ExitCode::not_converged);
  study.rows[1].status = ExitCode::ok;
  CHECK(study.exit_code() == ExitCode::limit_exceeded);
  study.rows[0].status = ExitCode::deck;
  CHECK(study.exit_code() == ExitCode::deck);
  study.rows.clear();
  CHECK(study.exit_code() == ExitCode::ok);
}
