// T1 in time: what a step costs, against solutions that are exact in time. The heat released is a ramp, a
// jump in the middle and another ramp, so that nothing is smooth but where the steps know of it.
//   space and time: T = T0 + a g(t) F(x, y, z) with F an eigenfunction of conduction; g follows from an
//   ordinary differential equation with constant coefficients. On a uniform grid F is an eigenvector of the
//   discrete operator too, so that the error of the time steps can be seen alone.
//   heat capacity: a body of one temperature with c = c0 (1 + b (T - T0)), in a coolant; c dT / (P - G (T -
//   T0)) integrates in closed form.
#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "tests/verification/exact_solutions.hpp"
#include "tests/verification/separable_solution.hpp"
#include "tests/verification/suite.hpp"
#include "tests/verification/transient_model.hpp"

namespace strata::verification {
namespace {

constexpr double kOrderBand = 0.1;

/// Heat released over the time [0, end]: from `first` to `second` in a straight line until the middle, from
/// `third` to `fourth` after it.
struct Ramps {
  double end = 1.0;
  double first = 0.4, second = 1.0, third = 0.3, fourth = 0.8;

  Schedule schedule() const {
    Schedule schedule;
    schedule.name = "ramps";
    schedule.between = Schedule::Between::linear;
    schedule.time = {0.0, 0.5 * end, 0.5 * end, end};
    schedule.value = {first, second, third, fourth};
    return schedule;
  }
};

/// g of dg/dt + rate g = drive s(t), g(0) = 0, s being the ramps.
double driven(const Ramps& ramps, double rate, double drive, double time) {
  const auto along = [&](double start, double from, double to, double elapsed) {
    const double slope = drive * (to - from) / (0.5 * ramps.end);
    const double q1 = slope / rate;
    const double q0 = (drive * from - q1) / rate;
    return (start - q0) * std::exp(-rate * elapsed) + q0 + q1 * elapsed;
  };
  const double half = 0.5 * ramps.end;
  const double first = along(0.0, ramps.first, ramps.second, std::min(time, half));
  return time <= half ? first : along(first, ramps.third, ramps.fourth, time - half);
}

void put_under(const Schedule& schedule, Model& model) {
  model.schedules = {schedule};
  for (HeatSource& source : model.sources) source.schedule = 0;
}

/// A product of sine and quarter waves in a box; heat capacity as SeparableSolution has it.
class WaveInTime {
 public:
  WaveInTime() : solution_{{sine(0.010), quarter_wave(0.008), sine(0.004)}, {200.0, 50.0, 40.0}} {
    for (int axis = 0; axis < 3; ++axis) {
      const double a = solution_.profiles[axis].segments[0].wave_number;
      rate_ += solution_.conductivity[axis] * a * a / kHeatCapacity;
    }
    ramps_.end = 4.0 / rate_;
  }

  Model model(int cells, Transient transient) const {
    std::array<std::vector<double>, 3> lines;
    for (int axis = 0; axis < 3; ++axis) lines[axis] = grid_lines(solution_.profiles[axis], cells, 0.0);
    Model model = solution_.model(lines);
    put_under(ramps_.schedule(), model);
    for (int quarter = 1; quarter <= 4; ++quarter) transient.save_times.push_back(0.25 * quarter * end());
    transient.save_times.back() = end();
    model.transient = std::move(transient);
    return model;
  }

  double end() const { return ramps_.end; }
  double start() const { return solution_.surroundings; }

  /// Largest |computed - exact| over the cells in parts of the amplitude. \param discrete  exact in time only
  double error(const SolvedModel& solved, double time, bool discrete) const {
    const Grid& grid = solved.grid;
    double rate = rate_, drive = rate_;
    if (discrete) to_discrete(grid, rate, drive);
    const double g = driven(ramps_, rate, drive, time);
    double largest = 0.0;
    for (int k = 0; k < grid.n_cells(Axis::z); ++k) {
      for (int j = 0; j < grid.n_cells(Axis::y); ++j) {
        for (int i = 0; i < grid.n_cells(Axis::x); ++i) {
          const double shape = solution_.temperature(grid.centre(Axis::x, i), grid.centre(Axis::y, j),
                                                     grid.centre(Axis::z, k)) -
                               solution_.surroundings;
          largest = std::max(largest, std::abs(solved.at(i, j, k) - solution_.surroundings - g * shape));
        }
      }
    }
    return largest / solution_.amplitude;
  }

 private:
  static constexpr double kHeatCapacity = 1e6;  // [J/(m^3.K)]

  /// On cells of width d, a^2 becomes (2 sin(a d / 2) / d)^2 and the source its mean over the cell.
  void to_discrete(const Grid& grid, double& rate, double& drive) const {
    rate = 0.0;
    for (int axis = 0; axis < 3; ++axis) {
      const double a = solution_.profiles[axis].segments[0].wave_number;
      const double half = 0.5 * a * grid.spacing(static_cast<Axis>(axis), 0);
      const double share = std::sin(half) / half;
      rate += solution_.conductivity[axis] * a * a * share * share / kHeatCapacity;
      drive *= share;
    }
  }

  SeparableSolution solution_;
  Ramps ramps_;
  double rate_ = 0.0;  ///< of decay of the exact wave [1/s]
};

/// Largest error over the four save times.
double wave_error(const WaveInTime& wave, int cells, Transient transient, bool discrete, MPI_Comm comm) {
  TransientRun run(wave.model(cells, std::move(transient)), comm);
  double largest = 0.0;
  for (int quarter = 1; quarter <= 4; ++quarter) {
    const SolvedModel solved = run.next();
    largest = std::max(largest, wave.error(solved, run.time(), discrete));
  }
  return largest;
}

/// Observed order over steps 1/n of `error(n)`.
double order_over(const std::vector<int>& steps, const std::function<double(int)>& error) {
  std::vector<double> sizes, errors;
  for (const int n : steps) {
    sizes.push_back(1.0 / n);
    errors.push_back(error(n));
  }
  return observed_order(sizes, errors);
}

std::vector<Record> run_wave(MPI_Comm comm) {
  const WaveInTime wave;
  const auto steps = [&](TimeMethod method, int n) {
    return fixed_steps(method, wave.start(), wave.end(), n);
  };
  const double second = order_over({16, 32, 64, 128}, [&](int n) {
    return wave_error(wave, 8, steps(TimeMethod::tr_bdf2, n), true, comm);
  });
  const double first = order_over({64, 128, 256, 512}, [&](int n) {
    return wave_error(wave, 8, steps(TimeMethod::backward_euler, n), true, comm);
  });
  const double both = order_over({8, 16, 32}, [&](int n) {
    return wave_error(wave, n, steps(TimeMethod::tr_bdf2, 2 * n), false, comm);
  });
  return {compare("observed order of TR-BDF2 in the step", "1", second, 2.0, kOrderBand),
          compare("observed order of backward Euler in the step", "1", first, 1.0, kOrderBand),
          compare("observed order of TR-BDF2 in step and spacing at once", "1", both, 2.0, kOrderBand),
          vanishing("largest error of TR-BDF2 with 128 steps, of the amplitude", "1",
                    wave_error(wave, 8, steps(TimeMethod::tr_bdf2, 128), true, comm), 2e-5)};
}

/// A body of one temperature whose heat capacity grows with it, cooled by convection, under two powers.
class WarmingCapacity {
 public:
  static constexpr double kStart = 300.0;           // [K], of the coolant too
  static constexpr double kGrowth = 0.004;          // of c [1/K]
  static constexpr double kPowers[2] = {4.0, 1.0};  // [W] before and after the middle

  double end() const { return 3.0 * kCapacity / kLoss; }

  Model model(Transient transient) const {
    Model model = load_model_text(
        fmt::format(
            "strata: 1\nmaterials:\n"
            "  solid: {{conductivity: 1e8 W/(m.K), density: 1000 kg/m^3, heat_capacity: 1000 J/(kg.K)}}\n"
            "assembly:\n  size: [10 mm, 10 mm]\n  stack:\n"
            "    - {{name: solid, thickness: 10 mm, material: solid}}\n"
            "power: [{{target: solid, total: {} W}}]\n"
            "boundaries: {{top: {{convection: {{film_coefficient: {} W/(m^2.K), ambient: {} K}}}}}}\n"
            "mesh: {{lateral: 5 mm, per_layer: {{min_cells: 2, max_thickness: 1 m}}}}\n"
            "solver: {{relative_tolerance: 1e-12}}\n",
            kPowers[0], kLoss / 1e-4, kStart),
        "verification.yaml");
    for (Material& material : model.materials) {
      if (material.name != "solid") continue;
      std::get<BulkMaterial>(material.definition).heat_capacity =
          TableLaw{{kStart, kStart + 1000.0}, {1000.0, 1000.0 * (1.0 + 1000.0 * kGrowth)}};
    }
    Schedule schedule;
    schedule.name = "two powers";
    schedule.time = {0.0, 0.5 * end()};
    schedule.value = {1.0, kPowers[1] / kPowers[0]};
    put_under(schedule, model);
    model.transient = std::move(transient);
    return model;
  }

  /// Rise [K] at a time: the root of  t = C / G ((1 + b P / G) ln((P - G u0) / (P - G u)) - b (u - u0)).
  double rise(double time) const {
    const double half = 0.5 * end();
    const double first = rise_after(0.0, kPowers[0], std::min(time, half));
    return time <= half ? first : rise_after(first, kPowers[1], time - half);
  }

 private:
  static constexpr double kCapacity = 1.0;  // [J/K] of the cube of 1 cm at the start
  static constexpr double kLoss = 0.04;     // [W/K]

  double rise_after(double start, double power, double time) const {
    const double steady = power / kLoss;
    const auto elapsed = [&](double u) {
      return kCapacity / kLoss *
             ((1.0 + kGrowth * steady) * std::log((steady - start) / (steady - u)) - kGrowth * (u - start));
    };
    double near = start, far = steady;  // elapsed() grows from 0 to infinity between them
    for (int step = 0; step < 200; ++step) {
      const double middle = 0.5 * (near + far);
      (elapsed(middle) < time ? near : far) = middle;
    }
    return 0.5 * (near + far);
  }
};

/// Largest |computed - exact| over all steps [K].
double capacity_error(const WarmingCapacity& body, Transient transient, MPI_Comm comm) {
  TransientRun run(body.model(std::move(transient)), comm);
  run.finish();
  const TimeSeries& series = run.solver().series();
  const auto hottest = static_cast<std::size_t>(series.find(SeriesKind::hottest, "hottest"));
  double largest = 0.0;
  for (std::size_t row = 0; row < series.n_rows(); ++row) {
    const double exact = WarmingCapacity::kStart + body.rise(series.time[row]);
    largest = std::max(largest, std::abs(series.value(row, hottest) - exact));
  }
  return largest;
}

std::vector<Record> run_capacity(MPI_Comm comm) {
  const WarmingCapacity body;
  const auto error = [&](TimeMethod method, int n) {
    return capacity_error(body, fixed_steps(method, WarmingCapacity::kStart, body.end(), n), comm);
  };
  const double second = order_over({16, 32, 64, 128}, [&](int n) { return error(TimeMethod::tr_bdf2, n); });
  const double first =
      order_over({128, 256, 512, 1024}, [&](int n) { return error(TimeMethod::backward_euler, n); });
  return {compare("observed order of TR-BDF2 in the step", "1", second, 2.0, kOrderBand),
          compare("observed order of backward Euler in the step", "1", first, 1.0, kOrderBand),
          vanishing("largest error of TR-BDF2 with 128 steps", "K", error(TimeMethod::tr_bdf2, 128), 1.5e-3)};
}

/// What runs under error control are off by at most, in tolerances. A step of size h is off by h^3, so that a
/// tolerance per step makes steps of its cube root and a run, whose error is h^2, off by its power of 2/3.
constexpr double kMostTolerances = 5.0;

std::vector<Record> run_error_control(MPI_Comm comm) {
  const WarmingCapacity body;
  std::vector<Record> records;
  std::vector<double> tolerances, errors;
  for (const double tolerance : {0.1, 0.01, 0.001}) {
    const double error =
        capacity_error(body, adaptive_steps(WarmingCapacity::kStart, body.end(), tolerance), comm);
    tolerances.push_back(tolerance);
    errors.push_back(error);
    records.push_back(vanishing(fmt::format("largest error at a tolerance of {} K, over it", tolerance), "1",
                                error / tolerance, kMostTolerances));
  }
  records.push_back(compare("growth of the error with the tolerance, as a power", "1",
                            observed_order(tolerances, errors), 2.0 / 3.0, 0.15));
  return records;
}

}  // namespace

std::vector<Case> transient_order_cases() {
  return {{"T1-time", "Manufactured in space and time: a wave under a ramp, a jump and a ramp of its heat",
           "eigenfunction of conduction; its amplitude solves an ordinary differential equation", run_wave},
          {"T1-capacity", "Body whose heat capacity grows with its temperature, under a jump of power",
           "the differential equation of its temperature integrates in closed form", run_capacity},
          {"error-control", "The same body with steps chosen for a tolerance",
           "the same closed form; the tolerance is per step", run_error_control}};
}

}  // namespace strata::verification
