// What a watched run hands to a back end, by a back end that remembers it.
#include <cmath>
#include <memory>

#include <catch2/catch.hpp>

#include "inputs/error.hpp"
#include "inputs/in_situ.hpp"
#include "postproc/in_situ/case_facts.hpp"
#include "postproc/in_situ/load_back_end.hpp"
#include "postproc/in_situ/session.hpp"

using namespace strata;

namespace {

struct Seen {
  InSituBlock block;
  InSituMoment moment;
  std::vector<double> temperature;
  std::vector<std::uint8_t> flags;
};

/// Remembers what it was shown; reports what it is told to.
class Recorder : public InSituBackEnd {
 public:
  Recorder(std::vector<Seen>& seen, std::vector<std::string> problems, std::vector<std::string> wanted)
      : seen_(seen), problems_(std::move(problems)), wanted_(std::move(wanted)) {}
  std::vector<std::string> look(const InSituBlock& block, const InSituMoment& moment) override {
    Seen now{block, moment, {}, {block.ghost_flags, block.ghost_flags + block.n_cells()}};
    for (const InSituField& field : block.fields) {
      const std::size_t n = field.n_tuples * static_cast<std::size_t>(field.n_components);
      if (field.name == "temperature") {
        const auto* values = static_cast<const double*>(field.values);
        now.temperature.assign(values, values + n);
      }
    }
    seen_.push_back(std::move(now));
    return problems_;
  }
  std::vector<std::string> wanted_fields() const override { return wanted_; }

 private:
  std::vector<Seen>& seen_;
  std::vector<std::string> problems_, wanted_;
};

/// Two dies on a board, with void beside them, and a temperature that tells every cell from every other.
struct Case {
  explicit Case(const char* in_situ = "")
      : model(load_model_text(std::string(kDeck) + in_situ, "deck.yaml")),
        plan(plan_grid(model)),
        partition(MPI_COMM_WORLD, plan.grid) {
    const Window& own = partition.window();
    for (int j = own.j0; j < own.j1; ++j)
      for (int k = 0; k < partition.nz(); ++k)
        for (int i = own.i0; i < own.i1; ++i) {
          const bool is_void = k == partition.nz() - 1 && i < 2;
          heat.material.push_back(is_void ? 0 : 1);
          heat.temperature.push_back(is_void ? std::nan("") : value(i, j, k));
          heat.power_density.push_back(0.0);
        }
  }
  static double value(int i, int j, int k) { return 300.0 + i + 0.01 * j + 1e-4 * k; }
  SolutionView view() const { return {model, plan, partition, heat}; }

  static constexpr const char* kDeck = R"(strata: 1
title: case
assembly: {size: [4 mm, 3 mm], stack: [{name: die, thickness: 1 mm, material: silicon, active: bottom}]}
boundaries: {top: {fixed_temperature: 25 degC}}
mesh: {lateral: 1 mm, per_layer: {max_thickness: 250 um}}
)";
  Model model;
  GridPlan plan;
  Partition partition;
  HeatSolution heat;
};

InSituSession session_of(const Case& the, LookInterval interval, std::vector<Seen>& seen,
                         std::vector<std::string> problems = {}, std::vector<std::string> wanted = {}) {
  return {the.plan.grid, the.partition, interval,
          std::make_unique<Recorder>(seen, std::move(problems), std::move(wanted))};
}

}  // namespace

TEST_CASE("a look shows every cell at its place, x fastest, then y, then z") {
  const Case the;
  std::vector<Seen> seen;
  InSituSession session = session_of(the, {1, 0.0}, seen);
  CHECK(session.look(the.view(), {}, {0.5, 7, true}).empty());
  REQUIRE(seen.size() == 1);
  const InSituBlock& block = seen[0].block;
  CHECK(block.extent == std::array<int, 6>{0, 4, 0, 3, 0, 4});
  CHECK(block.whole_extent == block.extent);
  CHECK(block.lines[0][1] == Approx(1e-3));
  REQUIRE(seen[0].temperature.size() == 4 * 3 * 4);
  std::size_t n = 0;
  for (int k = 0; k < 4; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 4; ++i, ++n) {
        const bool is_void = k == 3 && i < 2;
        CHECK(seen[0].flags[n] == (is_void ? InSituBlock::kHiddenCell : 0));
        if (!is_void) CHECK(seen[0].temperature[n] == Case::value(i, j, k));
      }
  CHECK(seen[0].moment.time == 0.5);
  CHECK(seen[0].moment.step == 7);
}

TEST_CASE("ranges leave void out, and the hottest place is the centre of its cell") {
  const Case the;
  std::vector<Seen> seen;
  InSituSession session = session_of(the, {1, 0.0}, seen);
  session.look(the.view(), {}, {});
  const InSituField& field = seen[0].block.fields.front();
  CHECK(field.name == "temperature");
  CHECK(field.range[0] == Case::value(0, 0, 0));
  CHECK(field.range[1] == Case::value(3, 2, 3));
  CHECK(seen[0].block.hottest_place[0] == Approx(3.5e-3));
  CHECK(seen[0].block.hottest_place[1] == Approx(2.5e-3));
  CHECK(seen[0].block.hottest_place[2] == Approx(0.875e-3));
}

TEST_CASE("looks are due at the beginning, by steps or by time, and at the end, none twice") {
  const Case the;
  std::vector<Seen> seen;
  InSituSession by_steps = session_of(the, {10, 0.0}, seen);
  CHECK(by_steps.is_due({0.0, 0, false}));
  by_steps.look(the.view(), {}, {0.0, 0, false});
  CHECK_FALSE(by_steps.is_due({0.0, 0, false}));
  CHECK_FALSE(by_steps.is_due({0.1, 9, false}));
  CHECK(by_steps.is_due({0.1, 10, false}));
  CHECK(by_steps.is_due({0.1, 9, true}));

  InSituSession by_time = session_of(the, {0, 0.1}, seen);
  by_time.look(the.view(), {}, {0.0, 0, false});
  CHECK_FALSE(by_time.is_due({0.09, 3, false}));
  CHECK(by_time.is_due({0.1, 4, false}));
  by_time.look(the.view(), {}, {0.17, 5, false});
  CHECK(by_time.is_due({0.2, 6, false}));  // multiples of the interval, not 0.17 + 0.1
  CHECK_FALSE(by_time.is_due({0.17, 5, true}));
}

TEST_CASE("a problem is told once and every look that had one counts") {
  const Case the;
  std::vector<Seen> seen;
  InSituSession session = session_of(the, {1, 0.0}, seen, {"NameError: colour"});
  CHECK(session.look(the.view(), {}, {0.0, 0, false}) == std::vector<std::string>{"NameError: colour"});
  CHECK(session.look(the.view(), {}, {0.1, 1, false}).empty());
  CHECK(session.record().looks == 2);
  CHECK(session.record().failed_looks == 2);
  CHECK(session.first_failure() == "NameError: colour");
}

TEST_CASE("from the second look on there are only the fields that the script asks for") {
  const Case the;
  std::vector<Seen> seen;
  InSituSession session = session_of(the, {1, 0.0}, seen, {}, {"temperature"});
  CHECK(session.wants_stress());
  session.look(the.view(), {}, {0.0, 0, false});
  CHECK_FALSE(session.wants_stress());
  CHECK_FALSE(session.wants("heat_flux"));
  session.look(the.view(), {}, {0.1, 1, false});
  CHECK(seen[0].block.fields.size() == 3);
  REQUIRE(seen[1].block.fields.size() == 1);
  CHECK(seen[1].block.fields[0].name == "temperature");
  CHECK(seen[1].temperature[0] == seen[0].temperature[0]);
}

TEST_CASE("a plugin that is not there says what to do") {
  setenv("STRATA_CATALYST_PLUGIN", "/nowhere/strata_catalyst.so", 1);
  CHECK_THROWS_WITH(find_catalyst_plugin(),
                    Catch::Contains("/nowhere/strata_catalyst.so, which is not there"));
  unsetenv("STRATA_CATALYST_PLUGIN");
  CHECK_THROWS_AS(find_catalyst_plugin(), IoError);
}

TEST_CASE("a file that is no plugin is refused") {
  const InSituSettings settings;
  CHECK_THROWS_WITH(load_in_situ_back_end("/etc/hostname", MPI_COMM_WORLD, settings),
                    Catch::Contains("cannot be loaded"));
  CHECK_THROWS_WITH(load_in_situ_back_end("libm.so.6", MPI_COMM_WORLD, settings),
                    Catch::Contains("no plugin of Strata"));
}

TEST_CASE("the section in_situ is read from the resolved deck") {
  CHECK_FALSE(find_in_situ(Case().model));
  const auto by_steps = find_in_situ(Case("in_situ: {preset: cross_section}\n").model);
  REQUIRE(by_steps);
  CHECK(by_steps->preset == "cross_section");
  CHECK(by_steps->every_steps == 10);
  CHECK(by_steps->live.empty());
  const auto by_time =
      find_in_situ(Case("in_situ: {preset: extracts, every: 2 ms, live: 'node1:22222'}\n").model);
  REQUIRE(by_time);
  CHECK(by_time->every_steps == 0);
  CHECK(by_time->every_time == Approx(2e-3));
  CHECK(by_time->live == "node1:22222");
}

TEST_CASE("scripts are told the bodies of the deck") {
  const std::string facts = case_facts_json(Case().model);
  CHECK_THAT(facts, Catch::Contains("\"name\": \"die\""));
  CHECK_THAT(facts, Catch::Contains("\"active\": \"bottom\""));
}
