#include "solver/surface_state.hpp"

#include <cmath>

#include "solver/boundary_terms.hpp"
#include "solver/leakage.hpp"

namespace strata {

namespace {

void follow_nonlinear(const ThermalProblem& problem, double reference, const ConstCellView& rise) {
  const CellData& cells = problem.cells();
  const LocalShape s = cells.shape;
  const auto faces = problem.boundary().faces;
  const auto nonlinear = problem.boundary().nonlinear;
  const LawTable tables = problem.boundary().film_laws;
  Kokkos::parallel_for(
      "solver::follow_nonlinear", FlatRange(0, static_cast<std::int64_t>(nonlinear.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n) {
        const SurfaceLaw law = nonlinear(n).law;
        BoundaryFace& face = faces(nonlinear(n).face);
        const double T_cell = reference + rise(ghosted_of_owned(face.cell, s));
        const double T = solve_surface(law, tables, half_cell(cells, face, T_cell), face.flux(), T_cell);
        // An infinite resistance is what a coefficient of 0 means.
        face.closure.resistance = 1.0 / effective_film(law, tables, T);
        face.tangent_resistance = 1.0 / surface_slope(law, tables, T);
      });
}

}  // namespace

void follow_surfaces(const ThermalProblem& problem, double reference, const ConstCellView& rise) {
  release_heat(problem, reference, rise);
  if (problem.boundary().nonlinear.extent(0) > 0) follow_nonlinear(problem, reference, rise);
  for (const CoolantLanes& plate : problem.boundary().cold_plates) {
    flow_coolant(problem, plate, reference, rise);
  }
}

void hold_surfaces(const ThermalProblem& problem, ThermalProblem& other) {
  const auto from = problem.boundary().faces, to = other.boundary().faces;
  const auto nonlinear = other.boundary().nonlinear;
  Kokkos::parallel_for(
      "solver::hold_surfaces", FlatRange(0, static_cast<std::int64_t>(nonlinear.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n) {
        const std::int64_t f = nonlinear(n).face;
        to(f).closure.resistance = to(f).tangent_resistance = from(f).closure.resistance;
      });
  other.forget_nonlinear_surfaces();
}

}  // namespace strata
