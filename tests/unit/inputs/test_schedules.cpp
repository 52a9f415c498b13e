#include <cmath>
#include <limits>
#include <random>

#include <catch2/catch.hpp>

#include "inputs/schedules.hpp"

using namespace strata;

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

Schedule schedule_of(Schedule::Between between, std::vector<double> time, std::vector<double> value,
                     double period = 0.0) {
  Schedule schedule;
  schedule.between = between;
  schedule.time = std::move(time);
  schedule.value = std::move(value);
  schedule.period = period;
  return schedule;
}

Schedule steps(std::vector<double> time, std::vector<double> value, double period = 0.0) {
  return schedule_of(Schedule::Between::steps, std::move(time), std::move(value), period);
}

Schedule linear(std::vector<double> time, std::vector<double> value, double period = 0.0) {
  return schedule_of(Schedule::Between::linear, std::move(time), std::move(value), period);
}

double before(const Schedule& schedule, double time) {
  return schedule_value(schedule, time, Side::before);
}

double after(const Schedule& schedule, double time) {
  return schedule_value(schedule, time, Side::after);
}

}  // namespace

TEST_CASE("steps hold a value from its time until the next") {
  const Schedule schedule = steps({1.0, 3.0, 4.0}, {2.0, 5.0, 0.5});
  CHECK(after(schedule, 0.0) == 2.0);
  CHECK(before(schedule, 1.0) == 2.0);
  CHECK(after(schedule, 2.5) == 2.0);
  CHECK(before(schedule, 3.0) == 2.0);
  CHECK(after(schedule, 3.0) == 5.0);
  CHECK(before(schedule, 4.0) == 5.0);
  CHECK(after(schedule, 4.0) == 0.5);
  CHECK(after(schedule, 1e9) == 0.5);
  CHECK(next_breakpoint(schedule, 0.0) == 3.0);
  CHECK(next_breakpoint(schedule, 3.0) == 4.0);
  CHECK(next_breakpoint(schedule, 4.0) == kNever);
  CHECK(schedule_mean(schedule, 0.0, 5.0) == Approx((3.0 * 2.0 + 5.0 + 0.5) / 5.0).epsilon(1e-15));
  CHECK(schedule_mean(schedule, 3.25, 3.75) == 5.0);
  CHECK(schedule_mean(schedule, 3.0, 3.0) == 5.0);
}

TEST_CASE("a linear schedule is straight between its points and jumps at two equal times") {
  const Schedule schedule = linear({0.0, 2.0, 2.0, 6.0}, {0.0, 1.0, 3.0, 1.0});
  CHECK(after(schedule, 0.0) == 0.0);
  CHECK(after(schedule, 0.5) == 0.25);
  CHECK(before(schedule, 2.0) == 1.0);
  CHECK(after(schedule, 2.0) == 3.0);
  CHECK(after(schedule, 4.0) == 2.0);
  CHECK(before(schedule, 6.0) == 1.0);
  CHECK(after(schedule, 60.0) == 1.0);
  CHECK(next_breakpoint(schedule, 0.0) == 2.0);
  CHECK(next_breakpoint(schedule, 2.0) == 6.0);
  CHECK(next_breakpoint(schedule, 6.0) == kNever);
  CHECK(schedule_mean(schedule, 0.0, 6.0) == Approx((1.0 + 8.0) / 6.0).epsilon(1e-15));
  CHECK(schedule_mean(schedule, 1.0, 3.0) == Approx((0.75 + 2.75) / 2.0).epsilon(1e-15));
}

TEST_CASE("nothing happens where a schedule does not change") {
  CHECK(next_breakpoint(steps({0.0, 1.0, 2.0, 3.0}, {7.0, 7.0, 8.0, 8.0}), 0.0) == 2.0);
  CHECK(next_breakpoint(steps({0.0}, {1.0}), 0.0) == kNever);
  CHECK(next_breakpoint(steps({0.0, 1.0}, {1.0, 1.0}, 2.0), 0.5) == kNever);
  CHECK(next_breakpoint(linear({0.0, 1.0, 3.0}, {0.0, 0.1, 0.3}), 0.0) == 3.0);
  CHECK(next_breakpoint(linear({0.0, 1.0}, {4.0, 4.0}, 1.0), 0.0) == kNever);
}

TEST_CASE("a periodic schedule begins again at its period") {
  const Schedule schedule = steps({0.0, 10e-3}, {1.0, 0.3}, 20e-3);
  CHECK(before(schedule, 0.0) == 1.0);
  CHECK(before(schedule, 10e-3) == 1.0);
  CHECK(after(schedule, 10e-3) == 0.3);
  CHECK(before(schedule, 20e-3) == 0.3);
  CHECK(after(schedule, 20e-3) == 1.0);
  CHECK(next_breakpoint(schedule, 0.0) == 10e-3);
  CHECK(next_breakpoint(schedule, 10e-3) == 20e-3);
  CHECK(schedule_mean(schedule, 0.0, 20e-3) == Approx(0.65).epsilon(1e-15));
  CHECK(schedule_mean(schedule, 5e-3, 125e-3) == Approx(0.65).epsilon(1e-14));
  CHECK(schedule_mean(schedule, 15e-3, 25e-3) == Approx(0.65).epsilon(1e-14));
  CHECK(schedule_mean(schedule, 21e-3, 29e-3) == Approx(1.0).epsilon(1e-14));
}

TEST_CASE("a period without a point at either end holds the values there") {
  const Schedule schedule = linear({1.0, 2.0}, {4.0, 6.0}, 5.0);
  CHECK(after(schedule, 0.5) == 4.0);
  CHECK(before(schedule, 5.0) == 6.0);
  CHECK(after(schedule, 5.0) == 4.0);
  CHECK(next_breakpoint(schedule, 0.0) == 1.0);
  CHECK(next_breakpoint(schedule, 2.0) == 5.0);
  CHECK(next_breakpoint(schedule, 5.0) == 6.0);
  CHECK(schedule_mean(schedule, 0.0, 5.0) == Approx((4.0 + 5.0 + 18.0) / 5.0).epsilon(1e-15));
}

TEST_CASE("a sawtooth jumps and a triangle bends where its period ends") {
  const Schedule sawtooth = linear({0.0, 3.0}, {0.0, 1.0}, 3.0);
  CHECK(before(sawtooth, 9.0) == 1.0);
  CHECK(after(sawtooth, 9.0) == 0.0);
  CHECK(next_breakpoint(sawtooth, 7.0) == 9.0);
  const Schedule triangle = linear({0.0, 1.0, 2.0}, {0.0, 1.0, 0.0}, 2.0);
  CHECK(next_breakpoint(triangle, 1.0) == 2.0);
  const Schedule straight_across = linear({0.0, 1.0, 3.0, 4.0}, {1.0, 2.0, 0.0, 1.0}, 4.0);
  CHECK(next_breakpoint(straight_across, 3.0) == 5.0);
}

TEST_CASE("a hundred thousand periods later every breakpoint is met once, with its two values") {
  // Neither the period nor the points are exact in binary.
  const Schedule schedule = steps({0.0, 0.1e-3, 0.7e-3, 0.9e-3}, {1.0, 2.0, 3.0, 4.0}, 1.1e-3);
  double time = 0.0;
  for (int n = 1; n <= 400000; ++n) {
    const double next = next_breakpoint(schedule, time);
    const double exact = (n / 4) * 1.1e-3 + std::vector<double>{0.0, 0.1e-3, 0.7e-3, 0.9e-3}[n % 4];
    if (std::abs(next - exact) > 1e-13 * exact || !(next > time)) FAIL("breakpoint " << n << ": " << next);
    const double from = 1.0 + (n + 3) % 4, to = 1.0 + n % 4;
    if (before(schedule, next) != from || after(schedule, next) != to) FAIL("values at breakpoint " << n);
    // The middle of the stretch belongs to neither end.
    if (after(schedule, 0.5 * (time + next)) != from) FAIL("value before breakpoint " << n);
    if (std::abs(schedule_mean(schedule, time, next) - from) > 1e-14 * from) FAIL("mean before " << n);
    time = next;
  }
  CHECK(time == Approx(110.0).epsilon(1e-12));
}

TEST_CASE("a time is the breakpoint however it was summed") {
  const double period = 1.0 / 3.0;
  const Schedule schedule = steps({0.0, 0.1}, {1.0, 2.0}, period);
  double summed = 0.0;
  for (int cycle = 1; cycle <= 20000; ++cycle) {
    summed += period;
    const double exact = cycle * period;
    for (const double time : {summed, std::nextafter(exact, 0.0), exact, std::nextafter(exact, kNever)}) {
      if (before(schedule, time) != 2.0 || after(schedule, time) != 1.0) FAIL("cycle " << cycle);
      if (!(next_breakpoint(schedule, time) > exact + 0.05)) FAIL("no progress in cycle " << cycle);
    }
  }
}

TEST_CASE("the mean is that of a fine sum of values") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  for (int round = 0; round < 40; ++round) {
    Schedule schedule;
    schedule.between = round % 2 == 0 ? Schedule::Between::steps : Schedule::Between::linear;
    double time = uniform(random) < 0.5 ? 0.0 : uniform(random);
    for (int i = 0; i < 6; ++i) {
      schedule.time.push_back(time);
      schedule.value.push_back(uniform(random));
      if (uniform(random) > 0.2) time += uniform(random);
    }
    if (round % 3 != 0) schedule.period = time + 1.0;
    const double from = 5.0 * uniform(random), to = from + 9.0 * uniform(random);
    constexpr int kSamples = 200000;
    double sum = 0.0;
    for (int i = 0; i < kSamples; ++i)
      sum += after(schedule, from + (to - from) * (i + 0.5) / static_cast<double>(kSamples));
    CAPTURE(round);
    CHECK(schedule_mean(schedule, from, to) == Approx(sum / kSamples).margin(3e-4));
    // Means add up, whatever the cut.
    const double cut = from + 0.37 * (to - from);
    CHECK(schedule_mean(schedule, from, to) * (to - from) ==
          Approx(schedule_mean(schedule, from, cut) * (cut - from) +
                 schedule_mean(schedule, cut, to) * (to - cut))
              .epsilon(1e-12));
  }
}

TEST_CASE("the mean of a short time late in a run is not lost in rounding") {
  const Schedule ramp = linear({0.0, 1.0}, {0.0, 1.0}, 1.0);
  const double from = 123456.25;
  CHECK(schedule_mean(ramp, from, from + 0x1p-30) == Approx(0.25 + 0x1p-31).epsilon(1e-13));
}

TEST_CASE("constant powers: the average over a period or the run, or those of one time") {
  Model model;
  model.schedules = {steps({0.0, 1.0}, {1.0, 0.0}, 4.0), linear({0.0, 2.0}, {0.0, 1.0})};
  HeatSource plain, pulsed, ramped;
  plain.power = pulsed.power = ramped.power = 8.0;
  pulsed.schedule = 0;
  pulsed.map = {{{{0.0, 0.0}, {1.0, 1.0}}, 2.0}, {{{1.0, 0.0}, {2.0, 1.0}}, 6.0}};
  ramped.schedule = 1;
  model.sources = {plain, pulsed, ramped};

  const Model average = with_average_power(model, 4.0);
  CHECK(average.schedules.empty());
  CHECK(average.sources[0].power == 8.0);
  CHECK(average.sources[1].power == 2.0);
  CHECK(average.sources[1].map[1].value == 1.5);
  CHECK(average.sources[2].power == Approx(6.0));
  for (const HeatSource& source : average.sources) CHECK(source.schedule == -1);

  const Model instant = with_power_at(model, 1.0);
  CHECK(instant.schedules.empty());
  CHECK(instant.sources[0].power == 8.0);
  CHECK(instant.sources[1].power == 0.0);
  CHECK(instant.sources[2].power == 4.0);
}
