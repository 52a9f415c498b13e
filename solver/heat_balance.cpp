#include "solver/heat_balance.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "solver/boundary_terms.hpp"
#include "solver/surface_state.hpp"

namespace strata {

HeatBalance heat_balance(const ThermalProblem& problem, const BoundaryState& state) {
  double sums[3] = {0.0, 0.0, state.rounding};
  for (const double q : state.heat_out) {
    sums[0] += q;
    sums[1] += std::abs(q);
  }
  MPI_Allreduce(MPI_IN_PLACE, sums, 3, MPI_DOUBLE, MPI_SUM, problem.partition().comm());
  HeatBalance balance;
  balance.source = problem.loads().net + state.leakage_net;
  balance.boundary_out = sums[0];
  balance.boundary_gross = sums[1];
  balance.imbalance = balance.source - balance.boundary_out;
  const double scale = std::max(problem.loads().gross + state.leakage_gross, balance.boundary_gross);
  balance.bound = kBalanceTolerance;
  if (scale > 0.0) {
    balance.relative = std::abs(balance.imbalance) / scale;
    const double floor = 10.0 * sums[2] / scale;
    balance.at_rounding_floor = floor > kBalanceTolerance;
    balance.bound = std::max(kBalanceTolerance, floor);
  }
  return balance;
}

double BoundaryFlow::net() const {
  return std::accumulate(out.begin(), out.end(), 0.0);
}

BoundaryFlow boundary_flow(const ThermalProblem& problem, double reference_temperature,
                           const ConstCellView& rise) {
  follow_surfaces(problem, reference_temperature, rise);
  const CellData& cells = problem.cells();
  const ConstFaceList faces = problem.boundary().faces;
  const std::size_t n_groups = problem.boundary().groups.size();
  const CellView sums("boundary_flow", n_groups + 1);
  const double reference = reference_temperature;
  Kokkos::parallel_for(
      "solver::boundary_flow", FlatRange(0, static_cast<std::int64_t>(faces.extent(0))),
      KOKKOS_LAMBDA(std::int64_t f) {
        const BoundaryFace face = faces(f);
        const double x = rise(ghosted_of_owned(face.cell, cells.shape));
        SurfaceClosure closure = face.closure;
        closure.temperature -= reference;
        const double heat =
            face.area * boundary_heat_out(closure, half_cell(cells, face, reference + x), face.flux(), x);
        Kokkos::atomic_add(&sums(static_cast<std::size_t>(face.group)), heat);
        Kokkos::atomic_add(&sums(n_groups), std::fabs(heat));
      });
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sums);
  std::vector<double> all(host.data(), host.data() + host.extent(0));
  MPI_Allreduce(MPI_IN_PLACE, all.data(), static_cast<int>(all.size()), MPI_DOUBLE, MPI_SUM,
                problem.partition().comm());
  BoundaryFlow flow;
  flow.gross = all.back();
  all.pop_back();
  flow.out = std::move(all);
  const ReleasedPower leakage = released_power(problem);
  flow.supplied = problem.loads().net + leakage.net;
  flow.supplied_gross = problem.loads().gross + leakage.gross;
  return flow;
}

namespace {

std::optional<CoolantHeat> coolant_of(const ThermalProblem& problem, const BoundaryState& state, int group) {
  const std::vector<CoolantLanes>& plates = problem.boundary().cold_plates;
  for (std::size_t p = 0; p < plates.size(); ++p) {
    if (plates[p].group == group) return state.coolants[p];
  }
  return std::nullopt;
}

}  // namespace

std::vector<BoundaryHeat> boundary_heats(const ThermalProblem& problem, const BoundaryState& state) {
  const auto faces = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), problem.boundary().faces);
  const auto& groups = problem.boundary().groups;
  std::vector<double> sums(3 * groups.size(), 0.0);  // area, heat, area * temperature
  for (std::size_t f = 0; f < state.heat_out.size(); ++f) {
    double* sum = sums.data() + 3 * static_cast<std::size_t>(faces(f).group);
    sum[0] += faces(f).area;
    sum[1] += state.heat_out[f];
    sum[2] += faces(f).area * state.surface_temperature[f];
  }
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM,
                problem.partition().comm());
  std::vector<BoundaryHeat> heats;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double area = sums[3 * g];
    const bool is_from_deck = g < problem.model().boundaries.size();
    if (area == 0.0 && !is_from_deck) continue;
    heats.push_back({groups[g].name, area, sums[3 * g + 1],
                     area > 0.0 ? sums[3 * g + 2] / area : std::nan(""), groups[g].is_named,
                     coolant_of(problem, state, static_cast<int>(g))});
  }
  return heats;
}

}  // namespace strata
