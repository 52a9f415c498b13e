#include <sstream>

#include <catch2/catch.hpp>

#include "postproc/console_summary.hpp"
#include "synthetic_case.hpp"

using namespace strata;
using strata::test::SyntheticCase;

namespace {

DieSummary die(const std::string& name, double junction_max, double power) {
  DieSummary summary;
  summary.name = name;
  summary.junction_max = junction_max;
  summary.junction_mean = junction_max - 2.0;
  summary.power = power;
  return summary;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("dies of a repeated layer share a row, hottest group first") {
  const auto groups =
      group_dies({die("hbm0.dram[1]", 360.0, 1.0), die("hbm0.dram[2]", 362.0, 1.5),
                  die("hbm0.dram[3]", 361.0, 1.0), die("gpu", 365.0, 700.0), die("hbm0.base", 350.0, 4.0),
                  die("hbm1.dram[1]", 358.0, 1.0), die("hbm1.dram[3]", 357.0, 1.0)});
  REQUIRE(groups.size() == 4);
  CHECK(groups[0].name == "gpu");
  CHECK(groups[1].name == "hbm0.dram[1..3]");
  CHECK(groups[1].count == 3);
  CHECK(groups[1].hottest == "hbm0.dram[2]");
  CHECK(groups[1].junction_max == 362.0);
  CHECK(groups[1].junction_mean == Approx(359.0));
  CHECK(groups[1].power == Approx(3.5));
  CHECK(groups[2].name == "hbm1.dram[1,3]");
  CHECK(groups[3].name == "hbm0.base");
}

TEST_CASE("a die without a junction temperature is left out and a single repeated one keeps its name") {
  DieSummary covered;
  covered.name = "covered";
  const auto groups = group_dies({covered, die("a.dram[1]", 300.0, 0.0)});
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].name == "a.dram[1]");
}

TEST_CASE("the console shows degC, W and mm in aligned columns without colour codes") {
  const SyntheticCase c(MPI_COMM_SELF);
  const std::string text = console_summary(summarize(c.view()), {false, "deck.results", {"results.h5"}, 24});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("Hottest point  292.35 degC in lid") != std::string::npos);
  CHECK(text.find("x 5.500  y 3.500  z 2.2500 mm") != std::string::npos);
  CHECK(text.find("120 cells, 78 solid; 1 rank\n") != std::string::npos);
  CHECK(text.find("EXCEEDED") != std::string::npos);
  CHECK(text.find("Files in deck.results\n  results.h5\n") != std::string::npos);
  const auto lines = lines_of(text);
  const auto row = [&](const std::string& start) {
    for (const auto& line : lines) {
      if (line.rfind("  " + start, 0) == 0) return line;
    }
    return std::string();
  };
  CHECK(row("chip.base ").find("155.85") == row("chip.dram[1]").find("255.85"));
  CHECK(row("top ").size() == row("exposed").size());
}

TEST_CASE("colour is used when asked for and does not disturb the columns") {
  const SyntheticCase c(MPI_COMM_SELF);
  const std::string text = console_summary(summarize(c.view()), {true, "", {}, 24});
  CHECK(text.find("\x1b[1;31mEXCEEDED\x1b[0m\n") != std::string::npos);
  CHECK(text.find("\x1b[1;32m      OK\x1b[0m\n") != std::string::npos);
  CHECK(text.find("Files in") == std::string::npos);
}

TEST_CASE("long tables end with a count") {
  Summary summary;
  for (int n = 0; n < 30; ++n) summary.dies.push_back(die("chip" + std::to_string(n) + "x", 300.0 + n, 1.0));
  const std::string text = console_summary(summary);
  CHECK(text.find("chip29x") != std::string::npos);
  CHECK(text.find("chip5x") == std::string::npos);
  CHECK(text.find("and 6 cooler ones") != std::string::npos);
}

TEST_CASE("a model without dies shows its bodies, one without anything still says its title") {
  SyntheticCase c(MPI_COMM_SELF);
  c.heat.active_faces.clear();
  c.model.limits.clear();
  CHECK(console_summary(summarize(c.view())).find("Body temperatures") != std::string::npos);
  Summary empty;
  empty.title = "nothing";
  CHECK(console_summary(empty).rfind("nothing\n", 0) == 0);
}
