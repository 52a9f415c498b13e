#include "solver/transient/cycle_search.hpp"

#include "solver/heat_storage.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {
namespace {

// The correction is one of several; more digits than these are wasted on it.
constexpr double kCorrectionReduction = 1e-3;

}  // namespace

CycleSearch::CycleSearch(const ThermalProblem& problem, SteadySolver& solver, double period)
    : problem_(problem), solver_(solver), period_(period) {
  const auto n = static_cast<std::size_t>(problem.partition().n_owned());
  start_ = CellView("rise_at_start_of_cycle", n);
  content_ = CellView("content_at_start_of_cycle", n);
  left_ = CellView("heat_left_by_cycle", n);
  correction_ = CellView("correction_of_cycle", n);
}

void CycleSearch::begin() {
  copy_from_ghosted(problem_.cells().shape, solver_.rise(), start_);
  heat_content(problem_, solver_.reference_temperature(), solver_.rise(), content_);
}

double CycleSearch::end(double tolerance) {
  const LocalShape shape = problem_.cells().shape;
  copy_from_ghosted(shape, solver_.rise(), correction_);
  subtract_from(correction_, start_);  // start_ = end - start
  const double change = largest_magnitude(problem_.partition().comm(), start_);
  if (change <= tolerance) return change;
  heat_content(problem_, solver_.reference_temperature(), solver_.rise(), left_);
  const CellView left = left_, content = content_;
  const double rate = 1.0 / period_;
  Kokkos::parallel_for(
      "solver::heat_left_by_cycle", FlatRange(0, static_cast<std::int64_t>(left.extent(0))),
      KOKKOS_LAMBDA(std::int64_t c) { left(c) = rate * (left(c) - content(c)); });
  solver_.set_storage({});
  solver_.solve_roughly(left_, correction_, kCorrectionReduction);
  const CellView correction = correction_, rise = solver_.rise();
  for_each_cell(
      "solver::add_correction_of_cycle", shape, KOKKOS_LAMBDA(int i, int j, int k) {
        rise(ghosted_index(i, j, k, shape.nx, shape.nz)) +=
            correction(owned_index(i, j, k, shape.nx, shape.nz));
      });
  return change;
}

}  // namespace strata
