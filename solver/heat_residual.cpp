#include "solver/heat_residual.hpp"

#include <cmath>
#include <limits>

#include "solver/boundary_terms.hpp"
#include "solver/conductances.hpp"
#include "solver/report_errors.hpp"
#include "solver/vector_kernels.hpp"

namespace strata {
namespace {

/// Heat that leaves a cell through its faces to other cells [W], and the sum of their conductances [W/K].
struct Outflow {
  double heat = 0.0;
  double conductance = 0.0;
};

/// Across one axis.
KOKKOS_INLINE_FUNCTION void add_outflow(const CellData& cells, int axis, double reference,
                                        const ConstCellView& rise, const int (&place)[3], Outflow& sum) {
  const LocalShape& s = cells.shape;
  const std::int64_t row = s.nx + 2;
  const std::int64_t stride = axis == 0 ? 1 : axis == 1 ? row * s.nz : row;
  const int u_axis = axis == 0 ? 1 : 0, v_axis = axis == 2 ? 1 : 2;
  const int u = place[u_axis], v = place[v_axis];
  const double area = cells.width[u_axis](u + 1) * cells.width[v_axis](v + 1);
  const std::int64_t c = ghosted_index(place[0], place[1], place[2], s.nx, s.nz);
  const ConstCellView& width = cells.width[axis];
  const double k_here = cells.conductivity(c, axis, reference + rise(c));
  for (int side = 0; side < 2; ++side) {
    const int other = place[axis] + 2 * side - 1;
    if (axis == 2 && (other < 0 || other >= s.nz)) continue;
    const std::int64_t n = c + (side == 0 ? -stride : stride);
    const double g = face_conductance(area, width(place[axis] + 1), k_here,
                                      cells.contacts.axes[axis].at(place[axis] + side, u, v),
                                      width(other + 1), cells.conductivity(n, axis, reference + rise(n)));
    sum.heat += g * (rise(c) - rise(n));
    sum.conductance += g;
  }
}

/// r -= A rise but for the closures. Returns the sum of (diagonal rise)^2.
double subtract_outflow(const CellData& cells, double reference, const ConstCellView& rise,
                        const CellView& r) {
  const LocalShape s = cells.shape;
  double diagonal = 0.0;
  Kokkos::parallel_reduce(
      "solver::subtract_outflow", r.extent(0),
      KOKKOS_LAMBDA(std::int64_t cell, double& part) {
        const std::int64_t c = ghosted_of_owned(cell, s);
        if (cells.material(c) == 0) return;
        const int place[3] = {static_cast<int>(cell % s.nx), static_cast<int>(cell / s.nx / s.nz),
                              static_cast<int>(cell / s.nx % s.nz)};
        Outflow out;
        for (int axis = 0; axis < 3; ++axis) add_outflow(cells, axis, reference, rise, place, out);
        r(cell) -= out.heat;
        part += out.conductance * rise(c) * out.conductance * rise(c);
      },
      diagonal);
  return diagonal;
}

/// r -= closure rise. Returns the sum of (closure rise)^2.
double subtract_closures(const CellData& cells, const ConstFaceList& faces, double reference,
                         const ConstCellView& rise, const CellView& r) {
  const LocalShape s = cells.shape;
  double squares = 0.0;
  Kokkos::parallel_reduce(
      "solver::subtract_closures", faces.extent(0),
      KOKKOS_LAMBDA(std::int64_t f, double& part) {
        const BoundaryFace face = faces(f);
        const double x = rise(ghosted_of_owned(face.cell, s));
        const double heat = closure_conductance(cells, face, reference + x) * x;
        Kokkos::atomic_add(&r(face.cell), -heat);
        part += heat * heat;
      },
      squares);
  return squares;
}

}  // namespace

HeatResidual::HeatResidual(const ThermalProblem& problem, double reference_temperature, bool by_rows)
    : problem_(problem), reference_(reference_temperature) {
  if (by_rows) host_ = std::make_unique<HostResidual>(problem, reference_temperature);
}

void HeatResidual::set_reference(double temperature) {
  reference_ = temperature;
  if (host_) host_->set_reference(temperature);
}

void HeatResidual::set_storage(const HeatStorage& storage) {
  storage_ = storage;
  norm_known_ = storage.rate > 0.0 ? norm(problem_.partition().comm(), storage.known) : 0.0;
}

HeatResidual::Norms HeatResidual::evaluate(const ConstCellView& rise, const CellView& r) const {
  const MPI_Comm comm = problem_.partition().comm();
  Norms norms;
  norms.input = compute_heat_input(problem_, reference_, rise, r);
  double diagonal = host_ ? host_->subtract_outflow(rise.data(), r.data())
                          : subtract_outflow(problem_.cells(), reference_, rise, r);
  diagonal += subtract_closures(problem_.cells(), problem_.boundary().faces, reference_, rise, r);
  if (storage_.rate > 0.0) {
    norms.input = std::hypot(norms.input, storage_.rate * norm_known_);
    diagonal += add_storage(problem_, storage_, reference_, rise, r);
  }
  norms.residual = norm(comm, r);
  norms.rounding = std::numeric_limits<double>::epsilon() * std::sqrt(sum_over_ranks(comm, diagonal));
  return norms;
}

double HeatResidual::total_closure(const ConstCellView& rise) const {
  const CellData& cells = problem_.cells();
  const LocalShape s = cells.shape;
  const ConstFaceList faces = problem_.boundary().faces;
  const double reference = reference_;
  double sum = 0.0;
  Kokkos::parallel_reduce(
      "solver::total_closure", faces.extent(0),
      KOKKOS_LAMBDA(std::int64_t f, double& part) {
        const BoundaryFace face = faces(f);
        part += closure_conductance(cells, face, reference + rise(ghosted_of_owned(face.cell, s)));
      },
      sum);
  sum = sum_over_ranks(problem_.partition().comm(), sum);
  if (storage_.rate > 0.0) sum += storage_.rate * total_heat_capacity(problem_, reference_, rise);
  return sum;
}

}  // namespace strata
