// Heat in time: against closed forms of lumped bodies, against itself on finer steps, and bit for bit against
// itself interrupted.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "heat_models.hpp"
#include "solver/transient/transient_solver.hpp"

using namespace strata;
using namespace strata::testing;

namespace {

constexpr double kVolume = 1e-9, kArea = 1e-6, kCapacity = 1e6 * kVolume;  // of the cube below
constexpr double kAmbient = 300.0;

/// One cubic millimetre in one cell, so good a conductor that it has one temperature, cooled from above.
Model cube(double film_coefficient) {
  Model m;
  const int copper = add_material(m, "copper", bulk(1e9));
  add_stack(m, 1e-3, 1e-3, {{"cube", copper, 1e-3}}, 1e-3, 1e-3);
  Convection convection;
  convection.film_coefficient = film_coefficient;
  convection.ambient = kAmbient;
  add_boundary(m, "top", Face::top, convection);
  m.solver.relative_tolerance = 1e-12;
  m.transient.emplace();
  m.transient->tolerance = 0.01;
  m.transient->initial.kind = InitialState::Kind::ambient;
  return m;
}

void start_at(Model& m, double temperature) {
  m.transient->initial.kind = InitialState::Kind::temperature;
  m.transient->initial.temperature = temperature;
}

/// Puts all sources under a schedule.
void schedule(Model& m, Schedule::Between between, std::vector<double> time, std::vector<double> value,
              double period = 0.0) {
  Schedule s;
  s.name = "trace";
  s.between = between;
  s.time = std::move(time);
  s.value = std::move(value);
  s.period = period;
  m.schedules.push_back(s);
  for (HeatSource& source : m.sources) source.schedule = 0;
  if (m.transient) m.transient->period = period;
}

struct Run {
  GridPlan plan;
  Partition partition;
  TransientSolver solver;
  explicit Run(const Model& m)
      : plan(plan_grid(m)), partition(MPI_COMM_WORLD, plan.grid), solver(m, plan, partition) {}
  Run& to_end() {
    while (!solver.is_finished()) solver.advance();
    return *this;
  }
  double hottest() const {
    const TimeSeries& series = solver.series();
    return series.value(series.n_rows() - 1,
                        static_cast<std::size_t>(series.find(SeriesKind::hottest, "hottest")));
  }
};

double final_temperature(const Model& m) {
  Run run(m);
  run.solver.start();
  return run.to_end().hottest();
}

/// The stepped package with a power that ramps, rests and jumps.
Model package_in_time(bool nonlinear) {
  Model m = stepped_package(nonlinear);
  if (nonlinear) {
    for (Material& material : m.materials) {
      auto* b = std::get_if<BulkMaterial>(&material.definition);
      if (b != nullptr && material.name != "void")
        b->heat_capacity = TableLaw{{280.0, 320.0, 400.0}, {700.0, 800.0, 1100.0}};
    }
  }
  m.solver.relative_tolerance = 1e-11;
  m.transient.emplace();
  m.transient->end = 0.02;
  m.transient->tolerance = 0.05;
  m.transient->initial.kind = InitialState::Kind::steady;
  schedule(m, Schedule::Between::linear, {0.0, 0.008, 0.012, 0.012}, {1.0, 0.4, 0.6, 2.0});
  return m;
}

}  // namespace

TEST_CASE("backward Euler follows its own recurrence") {
  Model m = cube(50.0);
  start_at(m, 400.0);
  m.transient->method = TimeMethod::backward_euler;
  m.transient->fixed_step = 0.5;
  m.transient->end = 10.0;
  const double g = 50.0 * kArea;
  CHECK(final_temperature(m) - kAmbient ==
        Approx(100.0 * std::pow(1.0 + g * 0.5 / kCapacity, -20.0)).epsilon(1e-7));
}

TEST_CASE("a lumped body decays exponentially, with TR-BDF2 to second order") {
  Model m = cube(50.0);
  start_at(m, 400.0);
  m.transient->end = 20.0;
  const double exact = 100.0 * std::exp(-50.0 * kArea / kCapacity * 20.0);
  double error[2] = {};
  for (int n = 0; n < 2; ++n) {
    m.transient->fixed_step = n == 0 ? 2.0 : 1.0;
    error[n] = final_temperature(m) - kAmbient - exact;
  }
  CHECK(std::abs(error[1]) < 5e-3);
  CHECK(error[0] / error[1] == Approx(4.0).epsilon(0.1));
}

TEST_CASE("an insulated body takes up what it is given") {
  Model m = cube(0.0);
  start_at(m, 300.0);
  add_volume_source(m, "cube", 2.0);
  schedule(m, Schedule::Between::steps, {0.0, 1e-3}, {1.0, 0.25}, 4e-3);
  m.transient->end = 0.01;
  // 2.5 periods: three times 1 ms at 2 W; at 0.5 W 3 ms, 3 ms and 1 ms.
  const double energy = 3.0 * 1e-3 * 2.0 + 7e-3 * 0.5;
  Run run(m);
  run.solver.start();
  run.to_end();
  CHECK(run.hottest() == Approx(300.0 + energy / kCapacity).epsilon(1e-12));
  CHECK(run.solver.energy().supplied == Approx(energy).epsilon(1e-12));
  CHECK(run.solver.energy().relative < 1e-12);
  CHECK(run.solver.counts().rejected == 0);
}

TEST_CASE("steps land on breakpoints, save times and the end") {
  Model m = package_in_time(false);
  m.transient->save_times = {0.003, 0.0121};
  Run run(m);
  run.solver.start();
  std::vector<double> saved;
  while (!run.solver.is_finished()) {
    run.solver.advance();
    if (run.solver.is_at_save_time()) saved.push_back(run.solver.time());
  }
  CHECK(saved == std::vector<double>{0.003, 0.0121, 0.02});
  const std::vector<double>& times = run.solver.series().time;
  for (const double breakpoint : {0.0, 0.008, 0.012})
    CHECK(std::find(times.begin(), times.end(), breakpoint) != times.end());
}

TEST_CASE("steps half as long leave a quarter of the error, across jumps and with properties that vary") {
  const bool nonlinear = GENERATE(false, true);
  Model m = package_in_time(nonlinear);
  double value[3] = {};
  for (int n = 0; n < 3; ++n) {
    m.transient->fixed_step = 0.001 / (1 << n);
    value[n] = final_temperature(m);
  }
  INFO(value[0] << " " << value[1] << " " << value[2]);
  CHECK((value[0] - value[1]) / (value[1] - value[2]) == Approx(4.0).epsilon(0.25));
}

TEST_CASE("the error of a run with error control stays near the tolerance") {
  const bool nonlinear = GENERATE(false, true);
  Model m = package_in_time(nonlinear);
  Model fine = m;
  fine.transient->fixed_step = 2e-5;
  const double reference = final_temperature(fine);
  for (const double tolerance : {0.1, 0.01}) {
    m.transient->tolerance = tolerance;
    CHECK(final_temperature(m) == Approx(reference).margin(2.0 * tolerance));
  }
}

TEST_CASE("a run ends where it would need shorter steps than it may take, and keeps its last state") {
  Model m = package_in_time(false);
  m.transient->tolerance = 1e-4;
  m.transient->smallest_step = 2e-3;
  Run run(m);
  run.solver.start();
  REQUIRE_THROWS_WITH(run.to_end(), Catch::Contains("may not be shorter"));
  const SavedState saved = run.solver.save();
  m.transient->smallest_step.reset();
  Run rest(m);
  rest.solver.restore(saved);
  CHECK_NOTHROW(rest.to_end());
}

TEST_CASE("what is supplied is removed or stored") {
  const bool nonlinear = GENERATE(false, true);
  const TimeMethod method = GENERATE(TimeMethod::tr_bdf2, TimeMethod::backward_euler);
  Model m = package_in_time(nonlinear);
  m.solver.relative_tolerance = 1e-8;
  m.transient->method = method;
  Run run(m);
  run.solver.start();
  run.to_end();
  const EnergyBalance energy = run.solver.energy();
  CHECK(energy.supplied > 0.0);
  CHECK(energy.relative < 1e-8);
  const HeatBalance now = run.solver.solution().balance;
  CHECK(now.relative < 1e-6);
}

TEST_CASE("a steady state under constant power stays what it is") {
  Model m = stepped_package(true);
  m.transient.emplace();
  m.transient->end = 1.0;
  m.transient->tolerance = 0.01;
  m.transient->initial.kind = InitialState::Kind::steady;
  Run run(m);
  run.solver.start();
  const double start = run.hottest();
  run.to_end();
  CHECK(run.hottest() == Approx(start).margin(1e-4));
  CHECK(run.solver.step() < 30);
}

TEST_CASE("an interrupted run goes on bit for bit") {
  const bool nonlinear = GENERATE(false, true);
  const Model m = package_in_time(nonlinear);
  Run whole(m);
  whole.solver.start();
  SavedState saved;
  while (!whole.solver.is_finished()) {
    whole.solver.advance();
    if (whole.solver.step() == 7) saved = whole.solver.save();
  }
  REQUIRE(saved.step == 7);
  Run rest(m);
  rest.solver.restore(saved);
  rest.to_end();
  CHECK(rest.solver.step() == whole.solver.step());
  CHECK(rest.solver.series().values == whole.solver.series().values);
  CHECK(rest.solver.save().fields == whole.solver.save().fields);
}

TEST_CASE("a periodic state is found in few cycles") {
  // Time constants of 20 s and of the conduction inside, under a period of 0.1 s.
  Model m = cube(50.0);
  add_volume_source(m, "cube", 0.005);
  schedule(m, Schedule::Between::steps, {0.0, 0.04}, {1.0, 0.2}, 0.1);
  m.transient->end = 0.1;
  m.transient->tolerance = 1e-6;
  m.transient->cyclic = UntilCyclic{1e-9, 50};
  Run run(m);
  run.solver.start();
  run.to_end();
  // T' = (P - T) / tau on both parts of the period, closed to a cycle.
  const double g = 50.0 * kArea, tau = kCapacity / g;
  const double high = 0.005 / g, low = 0.2 * high;
  const double a = std::exp(-0.04 / tau), b = std::exp(-0.06 / tau);
  const double at_start = (high * (1.0 - a) * b + low * (1.0 - b)) / (1.0 - a * b);
  CHECK(run.hottest() - kAmbient == Approx(at_start).epsilon(1e-6));
  CHECK(run.solver.counts().cycles < 15);
  CHECK(run.solver.counts().cyclic_change < 1e-9);
}

TEST_CASE("leakage of an insulated body runs away when it must, and is told") {
  Model m = cube(0.0);
  start_at(m, kAmbient);
  add_volume_source(m, "cube", 0.1);
  m.sources.front().leakage = Leakage{kAmbient, 0.1, {}};
  // C T' = P exp(c (T - T_0)) ends at C / (P c), with a thousand times the power a thousandth of that before.
  const double end_of_time = kCapacity / (0.1 * 0.1);
  m.transient->end = 2.0 * end_of_time;
  m.transient->tolerance = 1e-3;
  Run run(m);
  run.solver.start();
  REQUIRE_THROWS_WITH(run.to_end(), Catch::Contains("thermal runaway") && Catch::Contains("cube"));
  CHECK(run.solver.time() == Approx(0.999 * end_of_time).epsilon(2e-3));
}

TEST_CASE("the series agrees with the fields") {
  Model m = package_in_time(true);
  Limit limit;
  limit.target = select(m, "die0");
  limit.temperature = 400.0;
  m.limits.push_back(limit);
  Run run(m);
  run.solver.start();
  for (int n = 0; n < 5; ++n) run.solver.advance();
  const HeatSolution heat = run.solver.solution();
  const TimeSeries& series = run.solver.series();
  const std::size_t last = series.n_rows() - 1;
  int n_dies = 0;
  for (const ActiveFace& face : heat.active_faces) {
    double largest = 0.0;
    for (const double T : face.temperature) largest = T > largest ? T : largest;
    const std::string& name = m.geometry.bodies[static_cast<std::size_t>(face.body)].name;
    const int column = series.find(SeriesKind::junction_max, name);
    REQUIRE(column >= 0);
    CHECK(series.value(last, static_cast<std::size_t>(column)) == Approx(largest).epsilon(1e-12));
    ++n_dies;
  }
  CHECK(n_dies > 0);
}
