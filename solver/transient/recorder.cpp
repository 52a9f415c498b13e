#include "solver/transient/recorder.hpp"

#include <limits>
#include <utility>

#include "inputs/error.hpp"
#include "solver/reconstruct.hpp"
#include "solver/report_errors.hpp"

namespace strata {
namespace {

/// Highest rise of any solid cell of any rank [K].
double hottest_rise(const ThermalProblem& problem, const ConstCellView& rise) {
  const CellData& cells = problem.cells();
  double hottest = -std::numeric_limits<double>::infinity();
  Kokkos::parallel_reduce(
      "solver::hottest_rise", FlatRange(0, problem.partition().n_owned()),
      KOKKOS_LAMBDA(std::int64_t cell, double& most) {
        const std::int64_t c = ghosted_of_owned(cell, cells.shape);
        if (cells.material(c) != 0 && rise(c) > most) most = rise(c);
      },
      Kokkos::Max<double>(hottest));
  MPI_Allreduce(MPI_IN_PLACE, &hottest, 1, MPI_DOUBLE, MPI_MAX, problem.partition().comm());
  return hottest;
}

/// Place among the constant power, which comes first, and those of the schedules.
std::size_t part_of(const HeatSource& source) {
  return static_cast<std::size_t>(std::int64_t{source.schedule} + 1);
}

double weighted_sum(const std::vector<double>& by_part, const std::vector<double>& amplitude) {
  double sum = by_part.front();
  for (std::size_t s = 0; s < amplitude.size(); ++s) sum += amplitude[s] * by_part[s + 1];
  return sum;
}

}  // namespace

Recorder::Recorder(const ThermalProblem& problem) : problem_(&problem), watches_(problem) {
  add_die_powers();
  std::vector<SeriesColumn>& columns = series_.columns;
  columns = {{SeriesKind::step, "step"},       {SeriesKind::iterations, "iterations"},
             {SeriesKind::error, "error"},     {SeriesKind::hottest, "hottest"},
             {SeriesKind::stored, "stored"},   {SeriesKind::supplied, "supplied"},
             {SeriesKind::removed, "removed"}, {SeriesKind::power, "power"}};
  for (const DiePower& die : dies_) columns.push_back({SeriesKind::source, die.name});
  const auto& groups = problem.boundary().groups;
  for (std::size_t g = 0; g < problem.model().boundaries.size(); ++g)
    columns.push_back({SeriesKind::boundary, groups[g].name});
  columns.insert(columns.end(), watches_.columns().begin(), watches_.columns().end());
}

void Recorder::add_die_powers() {
  const Model& model = problem_->model();
  for (std::size_t b = 0; b < model.geometry.bodies.size(); ++b) {
    if (!model.geometry.bodies[b].active) continue;
    DiePower die{model.geometry.bodies[b].name, std::vector<double>(model.schedules.size() + 1, 0.0), {}};
    for (std::size_t s = 0; s < model.sources.size(); ++s) {
      const HeatSource& source = model.sources[s];
      if (!lies_in(model.geometry, source.body, static_cast<BodyIndex>(b))) continue;
      if (source.leakage) {
        die.leaking.push_back(s);
        continue;
      }
      die.by_part[part_of(source)] += source.power;
    }
    dies_.push_back(std::move(die));
  }
}

void Recorder::record(const StepRecord& step, double reference_temperature, const ConstCellView& rise) {
  const BoundaryFlow flow = boundary_flow(*problem_, reference_temperature, rise);
  const std::vector<double> watched = watches_.sample(reference_temperature, rise);
  const ReleasedPower leakage = released_power(*problem_);
  std::vector<double> total(step.amplitude.size() + 1, 0.0);
  for (const HeatSource& source : problem_->model().sources) {
    if (!source.leakage) total[part_of(source)] += source.power;
  }
  const double power = weighted_sum(total, step.amplitude) + leakage.net;
  series_.time.push_back(step.time);
  std::vector<double>& row = series_.values;
  row.insert(row.end(), {step.step, static_cast<double>(step.iterations), step.error,
                         reference_temperature + hottest_rise(*problem_, rise), step.stored, step.supplied,
                         step.removed, power});
  for (const DiePower& die : dies_) {
    double of_die = weighted_sum(die.by_part, step.amplitude);
    for (const std::size_t source : die.leaking) of_die += leakage.power[source];
    row.push_back(of_die);
  }
  const auto n_named = static_cast<std::ptrdiff_t>(problem_->model().boundaries.size());
  row.insert(row.end(), flow.out.begin(), flow.out.begin() + n_named);
  row.insert(row.end(), watched.begin(), watched.end());
}

void Recorder::clear() {
  series_.time.clear();
  series_.values.clear();
}

void Recorder::restore(std::vector<double> time, std::vector<double> values) {
  if (values.size() != time.size() * series_.columns.size())
    throw Error(ExitCode::io, "the time series of the saved state has other columns than this deck");
  series_.time = std::move(time);
  series_.values = std::move(values);
}

}  // namespace strata
