#include "solver/transient/step_response.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/error.hpp"
#include "inputs/schedules.hpp"
#include "physics/laws.hpp"
#include "solver/active_rows.hpp"
#include "solver/steady_session.hpp"
#include "solver/thermal_problem.hpp"
#include "solver/transient/linear_model.hpp"
#include "solver/transient/transient_solver.hpp"
#include "solver/unit_loads.hpp"

namespace strata {

namespace {

constexpr double kSettled = 1e-4;           // of the steady value
constexpr double kStepError = 2e-6;         // of the largest steady value, per step
constexpr double kFirstStep = 1.0 / 16.0;   // of the first time
constexpr double kLinearTolerance = 1e-10;  // networks must reach the steady values that come of it

/// Volume [m^3] and mean temperature [K] of each material.
struct Matter {
  std::vector<double> volume, temperature;
};

Matter matter_of(const HeatSolution& solution, const Grid& grid, const Partition& partition,
                 std::size_t n_materials) {
  std::vector<double> sums(2 * n_materials, 0.0);
  const Window& window = partition.window();
  for (int j = window.j0; j < window.j1; ++j) {
    for (int k = 0; k < partition.nz(); ++k) {
      for (int i = window.i0; i < window.i1; ++i) {
        const auto cell = owned_index(i - window.i0, j - window.j0, k, window.nx(), partition.nz());
        const std::size_t id = solution.material[static_cast<std::size_t>(cell)];
        if (id == 0) continue;
        const double volume = grid.spacing(Axis::x, i) * grid.spacing(Axis::y, j) * grid.spacing(Axis::z, k);
        sums[2 * id] += volume;
        sums[2 * id + 1] += volume * solution.temperature[static_cast<std::size_t>(cell)];
      }
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM,
                partition.comm());
  Matter matter;
  for (std::size_t id = 0; id < n_materials; ++id) {
    const double volume = sums[2 * id];
    matter.volume.push_back(volume);
    matter.temperature.push_back(volume > 0.0 ? sums[2 * id + 1] / volume : solution.reference_temperature);
  }
  return matter;
}

/// Heat capacity [J/(m^3.K)] of a material at a temperature.
double capacity(const BulkMaterial& material, double temperature) {
  return evaluate(material.density, temperature) * evaluate(material.heat_capacity, temperature);
}

/// 6.25 sum of w d^2 / alpha over the two sides of the face at `place`, w being a side's share of the heat. A
/// half-cell in front of a semi-infinite row of cells makes its response too large by d^2 / (16 alpha t), and
/// heat parts as the effusivities sqrt(k c).
double resolved_from(const ThermalProblem& problem, const Matter& matter, const HeatSolution& solution,
                     const std::array<double, 3>& place) {
  const Grid& grid = problem.grid();
  const Partition& partition = problem.partition();
  const Window& window = partition.window();
  const auto at = [&](int axis) {
    const auto& lines = grid.lines[axis];
    return static_cast<int>(std::upper_bound(lines.begin(), lines.end(), place[axis]) - lines.begin()) - 1;
  };
  const auto& z = grid.lines[2];
  const auto line = static_cast<int>(std::lower_bound(z.begin(), z.end(), place[2]) - z.begin());
  std::array<double, 2> sums{};
  const int i = at(0), j = at(1);
  if (i >= window.i0 && i < window.i1 && j >= window.j0 && j < window.j1) {
    for (const int k : {line - 1, line}) {
      if (k < 0 || k >= partition.nz()) continue;
      const auto cell = owned_index(i - window.i0, j - window.j0, k, window.nx(), partition.nz());
      const std::size_t id = solution.material[static_cast<std::size_t>(cell)];
      if (id == 0) continue;
      const BulkMaterial& material = problem.materials()[id];
      const double conductivity = evaluate(material.conductivity[2], matter.temperature[id]);
      const double stored = capacity(material, matter.temperature[id]);
      const double effusivity = std::sqrt(conductivity * stored);
      sums[0] += effusivity;
      sums[1] += effusivity * std::pow(grid.spacing(Axis::z, k), 2) * stored / conductivity;
    }
  }
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), 2, MPI_DOUBLE, MPI_SUM, partition.comm());
  return 6.25 * sums[1] / sums[0];
}

/// What is solved for the state at which properties are held.
Model operating_model(const Model& model) {
  Model operating = with_average_power(model, model.transient ? model.transient->end : 0.0);
  operating.transient.reset();
  operating.output.superposition = false;
  return operating;
}

std::vector<double> times_of(const StepRequest& request) {
  std::vector<double> times;
  const double decades = std::log10(request.last / request.first);
  const auto n = static_cast<int>(std::floor(decades * request.per_decade + 1e-9));
  times.reserve(static_cast<std::size_t>(n) + 1);
  for (int step = 0; step <= n; ++step) {
    times.push_back(request.first * std::pow(10.0, static_cast<double>(step) / request.per_decade));
  }
  return times;
}

/// The columns of `loads` that stand for the dies asked for.
std::vector<std::size_t> chosen_columns(const UnitLoads& loads, const StepRequest& request) {
  std::vector<std::size_t> chosen;
  std::vector<std::string> known;
  for (std::size_t c = 0; c < loads.columns().size(); ++c) {
    const Superposition::Column& column = loads.columns()[c];
    if (column.kind != Superposition::Kind::die_power) continue;
    known.push_back(column.name);
    const auto& names = request.sources;
    if (names.empty() || std::find(names.begin(), names.end(), column.name) != names.end()) {
      chosen.push_back(c);
    }
  }
  if (known.empty()) {
    throw Error(
        ExitCode::deck,
        "step responses need a die: a layer with `active: top` or `active: bottom` that `power` heats");
  }
  std::string wrong;
  for (const std::string& name : request.sources) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest_word(name, known);
    wrong += fmt::format("no heated die is called '{}'{}\n", shown(name),
                         near.empty() ? "" : fmt::format("; did you mean '{}'?", near));
  }
  if (!wrong.empty())
    throw Error(ExitCode::deck, wrong + fmt::format("heated dies: {}", fmt::join(known, ", ")));
  return chosen;
}

BodyIndex body_named(const Geometry& geometry, const std::string& name) {
  const auto at = std::find_if(geometry.bodies.begin(), geometry.bodies.end(),
                               [&](const Body& body) { return body.name == name; });
  return static_cast<BodyIndex>(at - geometry.bodies.begin());
}

/// The transient that follows the switching on.
Transient schedule_of(const std::vector<double>& times, double start, double steady) {
  Transient transient;
  transient.end = times.back();
  transient.initial.kind = InitialState::Kind::temperature;
  transient.initial.temperature = start;
  transient.tolerance = kStepError * steady;
  transient.first_step = kFirstStep * times.front();
  transient.save_times = times;
  return transient;
}

/// Temperatures above the reference of the rows of dies [K].
class Rises {
 public:
  Rises(const ThermalProblem& problem, const HeatSolution& state)
      : rows_(problem, state.active_faces), reference_(state.reference_temperature) {}

  const std::vector<Superposition::Row>& rows() const { return rows_.rows(); }
  double reference() const { return reference_; }

  std::vector<double> of(const HeatSolution& solution) const {
    std::vector<double> values = rows_.values(solution.active_faces);
    for (double& value : values) value -= reference_;
    return values;
  }

 private:
  ActiveRows rows_;
  double reference_;
};

/// All rows under each of the models after infinite time [K].
std::vector<std::vector<double>> steady_rises(const std::vector<Model>& units, const Rises& rises,
                                              const GridPlan& plan, const Partition& partition,
                                              const SteadyOptions& options) {
  SteadySession session(plan, partition, options);
  std::vector<std::vector<double>> all;
  all.reserve(units.size());
  for (const Model& unit : units) all.push_back(rises.of(session.solve(unit)));
  return all;
}

bool has_settled(const std::vector<double>& now, const std::vector<double>& steady) {
  for (std::size_t row = 0; row < now.size(); ++row) {
    if (!(std::abs(now[row] - steady[row]) <= kSettled * std::abs(steady[row]))) return false;
  }
  return true;
}

/// Rows by time, until they have settled or the times end.
struct Response {
  std::vector<std::vector<double>> values;  ///< [time][row] [K]
  bool is_settled = false;
};

Response respond(Model unit, const std::vector<double>& times, const std::vector<double>& steady,
                 const Rises& rises, const GridPlan& plan, const Partition& partition) {
  unit.transient = schedule_of(times, rises.reference(), *std::max_element(steady.begin(), steady.end()));
  TransientSolver solver(unit, plan, partition);
  Response response;
  solver.start();
  while (!solver.is_finished() && !response.is_settled) {
    solver.advance();
    if (!solver.is_at_save_time()) continue;
    response.values.push_back(rises.of(solver.solution()));
    response.is_settled = has_settled(response.values.back(), steady);
  }
  return response;
}

void add_response(StepResponses& result, BodyIndex source, const std::vector<Superposition::Row>& rows,
                  const std::vector<double>& steady, const Response& response) {
  for (std::size_t row = 0; row < rows.size(); ++row) {
    StepResponse entry{rows[row].body, source, rows[row].is_mean, steady[row], {}};
    entry.values.reserve(response.values.size());
    for (const std::vector<double>& now : response.values) entry.values.push_back(now[row]);
    result.responses.push_back(std::move(entry));
  }
  result.is_settled = result.is_settled && response.is_settled;
}

}  // namespace

StepResponses step_responses(const Model& model, const GridPlan& plan, const Partition& partition,
                             const StepRequest& request, const SteadyOptions& options) {
  const Model operating = operating_model(model);
  // Which dies there are needs no areas, and mistakes no solve.
  const std::vector<BoundaryHeat> no_areas(operating.boundaries.size());
  const std::vector<std::size_t> columns = chosen_columns(UnitLoads(operating, 0.0, no_areas), request);
  const ThermalProblem problem(operating, plan.grid, partition);
  const HeatSolution state = solve_steady_heat(operating, plan, partition, options);
  const Rises rises(problem, state);
  const Matter matter = matter_of(state, plan.grid, partition, problem.materials().size());
  LinearModel linear =
      linear_model(operating, problem.materials(), matter.temperature, state.boundaries, rises.reference());
  linear.model.solver.relative_tolerance = std::min(linear.model.solver.relative_tolerance, kLinearTolerance);
  const UnitLoads loads(linear.model, rises.reference(), state.boundaries);

  StepResponses result;
  result.material_temperature = matter.temperature;
  result.reference_temperature = rises.reference();
  result.is_linearised = linear.is_linearised;
  for (std::size_t id = 1; id < matter.volume.size(); ++id) {
    result.heat_capacity += matter.volume[id] * capacity(problem.materials()[id], matter.temperature[id]);
  }
  for (const Superposition::Row& row : rises.rows()) {
    if (row.is_mean) continue;
    result.dies.push_back({row.body, row.position, resolved_from(problem, matter, state, row.position)});
  }

  std::vector<Model> units;
  units.reserve(columns.size());
  for (const std::size_t c : columns) units.push_back(loads.model(c));
  const std::vector<std::vector<double>> steady = steady_rises(units, rises, plan, partition, options);
  const std::vector<double> times = times_of(request);
  std::size_t longest = 0;
  for (std::size_t n = 0; n < columns.size(); ++n) {
    if (options.on_progress) {
      options.on_progress({fmt::format("response {} of {}", n + 1, columns.size()), 0, 1.0, 0.0});
    }
    const Response response = respond(units[n], times, steady[n], rises, plan, partition);
    longest = std::max(longest, response.values.size());
    add_response(result, body_named(model.geometry, loads.columns()[columns[n]].name), rises.rows(),
                 steady[n], response);
  }
  result.times.assign(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(longest));
  return result;
}

}  // namespace strata
