#include <catch2/catch.hpp>

#include "deck_text.hpp"
#include "foreign_texts.hpp"
#include "inputs/schedules.hpp"
#include "scratch_folder.hpp"

using namespace strata;

namespace {

const std::string kCsv =
    "time, phase, gpu, hbm\n"
    "0, compute, 700, 0.5\n"
    "# a remark\n"
    "80, all_reduce, 200, 1.0\n"
    "90, all_reduce, 200, 0.25\n";
const std::string kBlockCsv = "time,core,cache\n0,3,1\n0.5,5,1\n";

/// Two dies of 4 mm x 4 mm on a board; `sections` has the power and what it needs.
std::string deck(const std::string& sections, const std::string& analysis = "") {
  return "parts:\n  die:\n    size: [4 mm, 4 mm]\n    layers:\n"
         "      - {name: si, thickness: 0.1 mm, material: m1, active: bottom}\n"
         "assembly:\n  size: [10 mm, 6 mm]\n  stack:\n    - {name: board, thickness: 1 mm, material: m2}\n"
         "    - {tier: dies, place: [{part: die, name: a, at: [0.5 mm, 1 mm]}, {part: die, name: b, at: [5 "
         "mm, "
         "1 "
         "mm], rotate: 90}]}\n" +
         sections + (analysis.empty() ? "analysis: {heat: transient, transient: {end: 1 s}}\n" : analysis);
}

struct Files {
  test::ScratchFolder folder;
  Files() {
    folder.write("t.csv", kCsv);
    folder.write("blocks.csv", kBlockCsv);
    folder.write("chip.flp", test::kFloorplan);
    folder.write("chip.ptrace", test::kTrace);
    folder.write("ice.flp", test::kIceFloorplan);
  }
  Model load(const std::string& sections, const std::string& analysis = "") const {
    return test::load(deck(sections, analysis), folder.path());
  }
};

double sum_of(const HeatSource& source) {
  double sum = 0.0;
  for (const Tile& tile : source.map) sum += tile.value;
  return sum;
}

const Schedule& schedule_of(const Model& model, std::size_t source) {
  return model.schedules.at(static_cast<std::size_t>(model.sources.at(source).schedule));
}

}  // namespace

TEST_CASE("sources follow a trace by its name, and those that are not used are left out") {
  const Model model = Files().load(
      "traces:\n  burst: {steps: [[0 ms, 1.0], [10 ms, 30 %]], period: 20 ms}\n"
      "  ramp: {linear: [[0 s, 0], [1 s, 1]]}\n"
      "power:\n  - {target: \"*.si.active\", total: 8 W, in_time: burst}\n"
      "  - {target: a.si, density: 1 W/mm^3, in_time: burst}\n  - {target: board, total: 1 W}\n");
  REQUIRE(model.schedules.size() == 1);
  const Schedule& burst = model.schedules[0];
  CHECK(burst.name == "burst");
  CHECK(burst.position.line > 0);
  CHECK(burst.between == Schedule::Between::steps);
  CHECK(burst.period == 20e-3);
  CHECK(burst.time == std::vector<double>{0.0, 10e-3});
  CHECK(burst.value == std::vector<double>{1.0, 0.3});
  REQUIRE(model.sources.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) CHECK(model.sources[i].schedule == 0);
  CHECK(model.sources[0].power == 8.0);
  CHECK(model.sources[2].power == Approx(1.6));
  CHECK(model.sources[3].schedule == -1);
}

TEST_CASE("a trace in watts is the power: of each match, or divided") {
  const Files files;
  const std::string traces = "traces: {p: {linear: [[0 s, 4 W], [1 s, 6 W]]}}\n";
  const Model each = files.load(traces + "power: [{target: \"*.si.active\", in_time: p}]\n");
  CHECK(each.sources[1].power == 1.0);
  CHECK(schedule_value(schedule_of(each, 1), 0.5, Side::after) == 5.0);
  const Model shared = files.load(traces + "power: [{target: \"*.si.active\", in_time: p, share: all}]\n");
  CHECK(shared.sources[1].power == 0.5);
}

TEST_CASE("a raster is scaled in time, by factors or to watts") {
  const Files files;
  files.folder.write("map.csv", "1,2\n3,4\n");
  const std::string map = "map: {file: map.csv, units: W, first_row: y_min}";
  const Model factors =
      files.load("traces: {f: {steps: [[0 s, 1], [1 s, 2]]}}\npower: [{target: a.si.active, " + map +
                 ", in_time: f}]\n");
  CHECK(factors.sources[0].power == 10.0);
  CHECK(factors.sources[0].map[3].value == 4.0);
  CHECK(factors.sources[0].schedule == 0);
  const Model watts =
      files.load("traces: {p: {steps: [[0 s, 100 W], [1 s, 0 W]]}}\npower: [{target: a.si.active, " + map +
                 ", in_time: p}]\n");
  CHECK(watts.sources[0].power == 1.0);
  CHECK(watts.sources[0].map[3].value == Approx(0.4));
  CHECK(watts.warnings.empty());
}

TEST_CASE("a trace comes from a column of a file, by times or by sampling") {
  const Files files;
  const auto trace = [&](const std::string& keys) {
    return files
        .load("traces: {t: {file: t.csv, " + keys +
              "}}\npower: [{target: a.si, total: 1 W, in_time: "
              "t}]\n")
        .schedules.at(0);
  };
  const Schedule timed = trace("column: hbm, units: factor, time_units: ms, period: 100 ms");
  CHECK(timed.between == Schedule::Between::steps);
  CHECK(timed.time == std::vector<double>{0.0, 80e-3, 90e-3});
  CHECK(timed.value == std::vector<double>{0.5, 1.0, 0.25});
  CHECK(timed.period == 0.1);
  const Schedule sampled =
      trace("column: hbm, units: factor, sampling: 2 ms, repeat: true, interpolate: linear");
  CHECK(sampled.between == Schedule::Between::linear);
  CHECK(sampled.period == Approx(6e-3));
  CHECK(schedule_value(sampled, 1e-3, Side::after) == Approx(0.75));
  CHECK(schedule_value(sampled, 5e-3, Side::after) == Approx(0.375));  // on the way back to the first row
}

TEST_CASE("rows that change nothing are no points of a schedule") {
  const Model model = Files().load(
      "traces: {t: {file: t.csv, column: gpu, units: mW, time_units: s, time_column: time}}\n"
      "power: [{target: a.si, in_time: t}]\n");
  CHECK(model.schedules.at(0).time == std::vector<double>{0.0, 80.0});
  REQUIRE(model.schedules.at(0).value.size() == 2);
  CHECK(model.schedules[0].value[0] == Approx(0.7));
  CHECK(model.schedules[0].value[1] == Approx(0.2));
}

TEST_CASE("every block of a floorplan runs in time on its own") {
  const Files files;
  const Model model = files.load(
      "power: [{target: \"*.si.active\", floorplan: {file: chip.flp, powers: chip.ptrace, sampling: 10 ms, "
      "repeat: true}}]\n");
  REQUIRE(model.sources.size() == 4);  // two blocks in two dies
  REQUIRE(model.schedules.size() == 2);
  for (const HeatSource& source : model.sources) {
    CHECK(source.power == 1.0);
    CHECK(sum_of(source) == Approx(1.0));
    CHECK(source.is_sheet);
  }
  CHECK(schedule_of(model, 0).name == "core");
  CHECK(schedule_of(model, 0).value == std::vector<double>{3.0, 5.0});
  CHECK(schedule_of(model, 3).value == std::vector<double>{1.0, 2.0});
  CHECK(schedule_of(model, 3).period == Approx(20e-3));
  CHECK(model.sources[3].map[0].area.lower[1] == Approx(3e-3));  // the cache of the turned die
  CHECK(model.transient->period == Approx(20e-3));
}

TEST_CASE("a total scales the mean of a floorplan's powers in time") {
  const Files files;
  const Model model = files.load(
      "power: [{target: a.si.active, total: 11 W, floorplan: {file: chip.flp, powers: chip.ptrace, sampling: "
      "10 "
      "ms}}]\n");
  CHECK(model.sources[0].power == Approx(2.0));  // the rows sum to 4 W and 7 W
  CHECK(sum_of(model.sources[0]) == Approx(2.0));
  REQUIRE(model.warnings.size() == 1);
  CHECK(model.warnings[0].message ==
        "the power trace of 'a.si.active' sums to 5.5 W and is rescaled by 2 to 11 W");
}

TEST_CASE("powers of blocks come from a CSV file with times, and from 3D-ICE's slots") {
  const Files files;
  const Model csv = files.load(
      "power: [{target: a.si.active, floorplan: {file: chip.flp, powers: blocks.csv, time_units: s, period: "
      "2 s, "
      "interpolate: linear}}]\n");
  CHECK(schedule_of(csv, 0).time == std::vector<double>{0.0, 0.5});
  CHECK(schedule_value(schedule_of(csv, 0), 0.25, Side::after) == Approx(4.0));
  CHECK(schedule_of(csv, 0).period == 2.0);
  const Model slots =
      files.load("power: [{target: a.si.active, floorplan: {file: ice.flp, sampling: 50 ms}}]\n");
  REQUIRE(slots.sources.size() == 2);
  CHECK(slots.sources[1].map.size() == 2);
  CHECK(schedule_of(slots, 1).value == std::vector<double>{1.0, 2.0});
  CHECK(schedule_of(slots, 1).time == std::vector<double>{0.0, 50e-3});
  // Where heat is steady, nothing has changed: the mean of the rows, or one of them.
  const std::string steady = "analysis: {heat: steady}\n";
  const Model mean = files.load(
      "power: [{target: a.si.active, floorplan: {file: chip.flp, powers: chip.ptrace}}]\n", steady);
  CHECK(mean.sources.at(0).power == Approx(5.5));
  const Model row = files.load(
      "power: [{target: a.si.active, floorplan: {file: chip.flp, powers: chip.ptrace, row: mean}}]\n");
  CHECK(row.sources.at(0).power == Approx(5.5));
}

TEST_CASE("a steady run takes the average of the traces or one moment") {
  const Files files;
  const std::string sections =
      "traces: {burst: {steps: [[0 ms, 1.0], [10 ms, 0.3]], period: 20 ms}}\n"
      "power:\n  - {target: a.si.active, total: 10 W, in_time: burst}\n"
      "  - {target: b.si.active, floorplan: {file: chip.flp, powers: chip.ptrace, sampling: 10 ms, repeat: "
      "true}}\n";
  const Model average = files.load(sections, "analysis: {power: average}\n");
  CHECK(average.schedules.empty());
  CHECK_FALSE(average.transient);
  CHECK(average.sources[0].power == Approx(6.5));
  CHECK(average.sources[1].power == Approx(4.0));
  CHECK(average.sources[2].power == Approx(1.5));
  CHECK(sum_of(average.sources[2]) == Approx(1.5));
  const Model moment = files.load(sections, "analysis: {power: {at: 12 ms}}\n");
  CHECK(moment.sources[0].power == Approx(3.0));
  CHECK(moment.sources[1].power == Approx(5.0));
  for (const HeatSource& source : moment.sources) CHECK(source.schedule == -1);
}

TEST_CASE("a transient deck becomes a steady one by two overrides") {
  const std::string text =
      "strata: 1\n" + test::kMaterials +
      deck(
          "traces: {once: {linear: [[0 s, 0], [1 s, 1]]}}\npower: [{target: a.si, total: 10 W, in_time: "
          "once}]\n",
          "analysis: {heat: transient, transient: {end: 2 s, initial: steady, save: {every: 0.1 s}}}\n") +
      test::kCooled;
  const Model transient = load_model_text(text, "test.yaml");
  CHECK(transient.transient);
  const Model steady =
      load_model_text(text, "test.yaml", ".", {"analysis.heat=steady", "analysis.power=average"});
  CHECK_FALSE(steady.transient);
  CHECK(steady.sources[0].power == Approx(7.5));  // over the two seconds of the transient
  CHECK(steady.warnings.empty());
}
