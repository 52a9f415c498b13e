#include "solver/newton/first_guess.hpp"

#include <cmath>

#include "solver/heat_balance.hpp"

namespace strata {

namespace {

constexpr double kFirstStep = 1.0;   // [K]
constexpr double kHottest = 5000.0;  // [K]
constexpr double kRelativeWidth = 1e-3;
constexpr double kSmallest = 1e-6;  // [K]

void fill_solid(const ThermalProblem& problem, double value, const CellView& rise) {
  const ConstMaterialView material = problem.cells().material;
  Kokkos::parallel_for(
      "newton::fill_solid", FlatRange(0, static_cast<std::int64_t>(rise.extent(0))),
      KOKKOS_LAMBDA(std::int64_t c) { rise(c) = material(c) == 0 ? 0.0 : value; });
}

}  // namespace

void guess_uniform_rise(const ThermalProblem& problem, double reference_temperature, const CellView& rise) {
  const double power = problem.loads().net;
  const auto surplus = [&](double at) {
    fill_solid(problem, at, rise);
    return power - boundary_flow(problem, reference_temperature, rise).net();
  };
  const double at_rest = surplus(0.0);
  if (at_rest == 0.0) return;
  const double sign = at_rest > 0.0 ? 1.0 : -1.0;
  const double farthest = sign > 0.0 ? kHottest : reference_temperature;
  double near = 0.0, far = std::fmin(kFirstStep, farthest);
  while (far < farthest && sign * surplus(sign * far) > 0.0) {
    near = far;
    far = std::fmin(2.0 * far, farthest);
  }
  while (far - near > kRelativeWidth * far && far > kSmallest) {
    const double middle = 0.5 * (near + far);
    (sign * surplus(sign * middle) > 0.0 ? near : far) = middle;
  }
  fill_solid(problem, sign * near, rise);
}

}  // namespace strata
