#include <algorithm>

#include <catch2/catch.hpp>

#include "deck_text.hpp"
#include "inputs/common_period.hpp"

using namespace strata;

namespace {

const std::string kStack =
    "assembly: {size: [4 mm, 4 mm], stack: [{name: board, thickness: 1 mm, material: m2, size: [4 mm, 2 mm], "
    "at: "
    "[0 mm, 0 mm], around: void}, {name: die, thickness: 1 mm, material: m1, active: top}]}\n";
const std::string kBurst =
    "traces:\n  burst: {steps: [[0 ms, 1], [10 ms, 0.3]], period: 20 ms}\n"
    "  slow: {steps: [[0 ms, 1], [10 ms, 0.3]], period: 50 ms}\n"
    "power: [{target: die.active, total: 1 W, in_time: burst}, {target: die, total: 1 W, in_time: slow}]\n";

Transient transient(const std::string& keys) {
  const Model model =
      test::load(kStack + kBurst + "analysis: {heat: transient, transient: {" + keys + "}}\n");
  REQUIRE(model.transient);
  return model.transient.value_or(Transient{});
}

Schedule repeating(double period) {
  Schedule schedule;
  schedule.time = {0.0, 0.5 * period};
  schedule.value = {0.0, 1.0};
  schedule.period = period;
  return schedule;
}

}  // namespace

TEST_CASE("a transient has defaults that suit packages") {
  const Transient plain = transient("end: 2 s");
  CHECK(plain.end == 2.0);
  CHECK(plain.initial.kind == InitialState::Kind::ambient);
  CHECK(plain.method == TimeMethod::tr_bdf2);
  CHECK(plain.tolerance == 0.05);
  CHECK_FALSE(plain.fixed_step);
  CHECK_FALSE(plain.largest_step);
  CHECK_FALSE(plain.cyclic);
  CHECK(plain.period == Approx(0.1));
  CHECK(plain.save_times.empty());
}

TEST_CASE("every key of a transient arrives") {
  const Transient all = transient(
      "end: 1 s, initial: {temperature: 25 degC}, method: backward_euler, tolerance: 10 mK, step: {first: 1 "
      "us, "
      "smallest: 1 ns, largest: 0.1 s}");
  CHECK(all.initial.kind == InitialState::Kind::temperature);
  CHECK(all.initial.temperature == Approx(298.15));
  CHECK(all.method == TimeMethod::backward_euler);
  CHECK(all.tolerance == Approx(0.01));
  CHECK(all.first_step.value_or(0.0) == 1e-6);
  CHECK(all.smallest_step.value_or(0.0) == 1e-9);
  CHECK(all.largest_step.value_or(0.0) == 0.1);
  CHECK(transient("end: 1 s, step: {fixed: 1 ms}").fixed_step.value_or(0.0) == 1e-3);
  CHECK(transient("end: 1 s, initial: steady").initial.kind == InitialState::Kind::steady);
}

TEST_CASE("a periodic state runs one common period unless an end is given, from the average's steady state") {
  const Transient cyclic = transient("until_cyclic: {}");
  REQUIRE(cyclic.cyclic);
  CHECK(cyclic.cyclic->tolerance == 0.05);
  CHECK(cyclic.cyclic->max_cycles == 200);
  CHECK(cyclic.end == Approx(0.1));
  CHECK(cyclic.initial.kind == InitialState::Kind::steady_at_average);
  const Transient longer =
      transient("until_cyclic: {tolerance: 1 mK, max_cycles: 7}, end: 0.3 s, initial: ambient");
  CHECK(longer.end == 0.3);
  CHECK(longer.cyclic->max_cycles == 7);
  CHECK(longer.initial.kind == InitialState::Kind::ambient);
}

TEST_CASE("save times ascend, are there once and end with the run") {
  const std::vector<double> times =
      transient("end: 1 s, save: {every: 0.1 s, times: [0.35 s, 0.3 s, 1 s]}").save_times;
  REQUIRE(times.size() == 11);
  CHECK(times[2] == Approx(0.3));
  CHECK(times[3] == 0.35);
  CHECK(times.back() == 1.0);
  CHECK(std::is_sorted(times.begin(), times.end()));
}

TEST_CASE("common periods are least common multiples") {
  CHECK(common_period({}).period == 0.0);
  CHECK(common_period({repeating(20e-3), repeating(50e-3), repeating(20e-3)}).period == Approx(0.1));
  CHECK(common_period({repeating(1.0 / 3.0), repeating(0.25), repeating(0.2)}).period == Approx(1.0));
  Schedule constant = repeating(0.123456789);
  constant.value = {2.0, 2.0};
  CHECK(common_period({constant, repeating(1.0)}).period == 1.0);
  const CommonPeriod none = common_period({repeating(1.0), repeating(0.5), repeating(0.7071067811865)});
  CHECK(none.period == 0.0);
  CHECK(none.first == 0);
  CHECK(none.second == 2);
}

TEST_CASE("probes are points, maxima and means") {
  const Model model =
      test::load(kStack +
                 "probes:\n  - {name: hot, at: [1 mm, 1 mm, 1.5 mm]}\n  - {name: peak, target: die}\n"
                 "  - {name: face, target: die.active, value: mean}\n");
  REQUIRE(model.probes.size() == 3);
  CHECK(model.probes[0].kind == Probe::Kind::point);
  CHECK(model.probes[0].at[2] == Approx(1.5e-3));
  CHECK_FALSE(model.probes[0].target);
  CHECK(model.probes[1].kind == Probe::Kind::maximum);
  REQUIRE(model.probes[2].target);
  CHECK(model.probes[2].target->face == Face::top);
  CHECK(model.probes[2].kind == Probe::Kind::mean);
  REQUIRE(model.warnings.size() == 1);
  CHECK(model.warnings[0].message == "'probes' are not recorded: analysis.heat is steady");
}

TEST_CASE("a probe on the face between matter and void is in the matter") {
  const Model model = test::load(kStack + "probes: [{name: edge, at: [1 mm, 2 mm, 0.5 mm]}]\n");
  CHECK(model.probes.size() == 1);
}

TEST_CASE("checkpoints come every ten minutes unless the deck says otherwise") {
  CHECK(test::load(kStack).checkpoint.interval == 600.0);
  const CheckpointSettings own = test::load(kStack + "checkpoint: {every: 0 s, keep: 5}\n").checkpoint;
  CHECK(own.interval == 0.0);
  CHECK(own.keep == 5);
}
